import { parseAmount } from '../../base/amount.ts';
import { InputError } from '../../base/errors.ts';
import type { Network } from '../../ledger/bitcoin/network.ts';
import { scriptFacts } from '../../ledger/bitcoin/script.ts';
import type { ProvedCoin } from '../../ledger/proof.ts';
import type { ResultHop } from '../../trace/result.ts';
import type { Branch, Leaf } from './answer-tree.ts';
import { type CoinAnswer, coinsPay } from './coins.ts';

/**
 * What a transaction in an answer of Esplora or of Bitcoin Core says about a hop, or null where the
 * row is no transaction.
 */
export function coinsSay(row: Branch, hop: ResultHop, network: Network): CoinAnswer | null {
  const sides = { vin: listIn(row, 'vin'), vout: listIn(row, 'vout') };
  if (sides.vout.length === 0) return null;
  const outputs = sides.vout.map((part, index) => {
    return { tx: hop.tx, index, ...coinOf(part.leaves, network) };
  });
  const inputs = sides.vin.map((part): ProvedCoin => {
    const text = (key: string): string => part.leaves.find((leaf) => leaf.key === key)?.text ?? '';
    return { tx: text('txid'), index: Number(text('vout')), ...coinOf(part.leaves, network) };
  });
  return coinsPay(hop, inputs, outputs);
}

function listIn(row: Branch, name: string): Branch[] {
  return row.parts.filter(({ place }) => place === name || place.endsWith(`.${name}`));
}

/** Holder and amount of an output, or of what an input spends where the answer tells. */
function coinOf(leaves: readonly Leaf[], network: Network): Pick<ProvedCoin, 'holder' | 'amount'> {
  const find = (pattern: RegExp): Leaf | undefined => leaves.find(({ key }) => pattern.test(key));
  const address = find(/(^|\.)(scriptpubkey_address|scriptPubKey\.address)$/);
  const script = find(/(^|\.)(scriptpubkey|scriptPubKey\.hex)$/)?.text ?? '';
  const value = find(/(^|\.)value$/);
  const isCore = leaves.some(({ key }) => /(^|\.)scriptPubKey\./.test(key));
  const told = /^([0-9a-f]{2})+$/.test(script)
    ? scriptFacts(Buffer.from(script, 'hex'), network)
    : null;
  return {
    holder: address?.exact ?? told?.address ?? null,
    amount: value ? satoshisOf(value.exact, isCore) : null,
  };
}

/** Bitcoin Core writes bitcoins, Esplora satoshis. */
function satoshisOf(text: string, inBitcoins: boolean): bigint | null {
  try {
    return parseAmount(text, inBitcoins ? 8 : 0, 'value').units;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
