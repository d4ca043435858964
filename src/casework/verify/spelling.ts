import { base58 } from '@scure/base';
import { isNobody } from '../../ledger/address.ts';
import type { Chain } from '../../ledger/chains.ts';
import type { Holder } from '../../ledger/port.ts';
import type { ResultHop } from '../../trace/result.ts';
import type { Leaf } from './answer-tree.ts';

/** A test over one value of an answer. */
type Fact = (leaf: Leaf) => boolean;

/** Whether values that stand together say who paid whom how much of what. */
type Statement = (leaves: readonly Leaf[]) => boolean;

/** What a hop says, in all the spellings of providers. */
export function statementOf(hop: ResultHop, chain: Chain): Statement {
  const { from, to, asset, amount } = hop;
  const [, kind = '', contract = '', item] =
    /\/(erc20|erc721|erc1155|trc20):([^/]+)(?:\/(\d+))?$/.exec(asset) ?? [];
  const facts: Fact[] = [];
  // what is rarest first; an ERC-721 transfer is of one, and says so nowhere
  if (amount !== null && kind !== 'erc721') facts.push(isNumber(BigInt(amount)));
  if (item) facts.push(isNumber(BigInt(item)));
  if (contract) facts.push(isParty(contract, chain));
  const parties = partiesOf(from, to, chain);
  return (leaves) => facts.every((fact) => leaves.some(fact)) && parties(leaves);
}

const PAYER = /(^|[._])(from|sender|owner|caller)(_?address)?(\.hash)?$/i;
const PAYEE = /(^|[._])(to|transferto|receiver|recipient)(_?address)?(\.hash)?$/i;

/** Payer and payee are told apart by their keys, or by their order in a log's topics. */
function partiesOf(from: Holder, to: Holder, chain: Chain): Statement {
  const isFrom = isParty(from, chain);
  const isTo = isParty(to, chain);
  // mints and burns are told with the zero address, or by naming one party alone
  if (isNobody(from)) return (leaves) => leaves.some(isTo);
  if (isNobody(to)) return (leaves) => leaves.some(isFrom);
  return (leaves) => {
    const payers: number[] = [];
    const payees: number[] = [];
    for (const [i, leaf] of leaves.entries()) {
      if (isFrom(leaf) && !PAYEE.test(leaf.key)) payers.push(i);
      // a transaction that creates a contract names no recipient
      const creates = leaf.key === 'to' && /^(null)?$/.test(leaf.text);
      if (creates || (isTo(leaf) && !PAYER.test(leaf.key))) payees.push(i);
    }
    return payers.some((i) => payees.some((j) => i <= j || leaves[i]?.key !== leaves[j]?.key));
  };
}

const WORD = 64;

/** Decimal, hex, or a word of 32 bytes among others in a log's data. */
function isNumber(value: bigint): Fact {
  const decimal = value.toString();
  const hex = value.toString(16);
  const word = hex.padStart(WORD, '0');
  return (leaf) => {
    if (leaf.text === decimal || holdsWord(leaf, word)) return true;
    return leaf.text !== leaf.bare && (leaf.bare.replace(/^0+/, '') || '0') === hex;
  };
}

/** An address as itself, or as a word of 32 bytes in topics and data. */
function isParty(holder: Holder, chain: Chain): Fact {
  const hex = hexOf(holder, chain);
  const plain = holder.toLowerCase();
  if (hex === null) return ({ text }) => text === plain;
  const word = hex.padStart(WORD, '0');
  const prefixed = `41${hex}`;
  return (leaf) => {
    const { text, bare } = leaf;
    return text === plain || bare === hex || bare === prefixed || holdsWord(leaf, word);
  };
}

function holdsWord({ bare, words }: Leaf, word: string): boolean {
  if (words === null) return false;
  if (bare.length === WORD) return bare === word;
  for (let at = bare.indexOf(word); at >= 0; at = bare.indexOf(word, at + 1)) {
    if ((at - words) % WORD === 0) return true;
  }
  return false;
}

/** The 20 bytes of an account's address, or null on a ledger of coins. */
function hexOf(holder: Holder, chain: Chain): string | null {
  if (chain.family === 'evm') return holder.slice(2).toLowerCase();
  if (chain.family !== 'tron' || !/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(holder)) return null;
  return Buffer.from(base58.decode(holder)).subarray(1, 21).toString('hex');
}
