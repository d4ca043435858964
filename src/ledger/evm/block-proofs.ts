import { InputError } from '../../base/errors.ts';
import type { Chain } from '../chains.ts';
import type { BlockJson, ReceiptJson } from './block-json.ts';
import { encodeReceipt, encodeTransaction } from './encode.ts';
import { encodeHeader } from './header.ts';
import { hexOf } from './hex.ts';
import { keccak256 } from './keccak.ts';
import type { EvmProof } from './proof.ts';
import { type ListTrie, listTrie } from './trie.ts';

/** Proofs, and of each transaction that could not be proved the reason. */
export interface Proved {
  readonly proofs: readonly EvmProof[];
  readonly unproved: readonly { readonly tx: string; readonly why: string }[];
}

/** All that a block holds, and the sources that agree on its hash. */
export interface WholeBlock {
  readonly chain: Chain;
  readonly block: BlockJson;
  readonly receipts: readonly ReceiptJson[];
  readonly agreed: readonly string[];
}

/**
 * Proofs of some of a block's transactions, out of all that the block holds. Nothing is believed:
 * header, roots and ids are computed and must be those that the block states.
 * @throws InputError where the block cannot be proved: an unknown type, a root that differs
 */
export function buildEvmProofs(whole: WholeBlock, ids: readonly string[]): Proved {
  const { chain, block, agreed } = whole;
  const label = `block ${Number(block.number)}`;
  const header = encodeHeader(block, `${label}, header`);
  const { transactions, receipts, positions } = triesOf(whole, label);
  const proofs: EvmProof[] = [];
  const unproved: { tx: string; why: string }[] = [];
  for (const tx of ids) {
    const index = positions.get(tx);
    if (index === undefined) {
      unproved.push({ tx, why: `${label}: expected this transaction, found none of this id` });
      continue;
    }
    proofs.push({
      format: 'hueandcry.proof',
      version: 1,
      chain: chain.id,
      tx,
      kind: 'evm',
      block: {
        number: Number(block.number),
        hash: block.hash.toLowerCase(),
        header: hexOf(header),
        agreed: [...agreed],
      },
      index,
      transaction: transactions.path(index).map(hexOf),
      receipt: receipts.path(index).map(hexOf),
    });
  }
  return { proofs, unproved };
}

function triesOf(
  { block, receipts }: WholeBlock,
  label: string,
): {
  readonly transactions: ListTrie;
  readonly receipts: ListTrie;
  readonly positions: ReadonlyMap<string, number>;
} {
  const stateSync = stateSyncId(block);
  const sent = block.transactions.filter(({ hash }) => hash.toLowerCase() !== stateSync);
  const encoded = sent.map((json, i) => {
    const bytes = encodeTransaction(json, `${label}, transaction ${i}`);
    const id = hexOf(keccak256(bytes));
    const stated = json.hash.toLowerCase();
    if (id !== stated) throw new InputError(`${label}, transaction ${i}`, stated, id);
    return { id, bytes };
  });
  const byId = new Map(receipts.map((receipt) => [receipt.transactionHash.toLowerCase(), receipt]));
  const results = encoded.map(({ id }, i) => {
    const receipt = byId.get(id);
    if (receipt?.blockHash.toLowerCase() !== block.hash.toLowerCase()) {
      const found = receipt ? `one of block ${receipt.blockHash}` : 'none';
      throw new InputError(`${label}, receipt ${i}`, `one of block ${block.hash}`, found);
    }
    return encodeReceipt(receipt, `${label}, receipt ${i}`);
  });
  const tries = {
    transactions: listTrie(encoded.map(({ bytes }) => bytes)),
    receipts: listTrie(results),
  };
  expectRoot(`${label}, transactionsRoot`, block.transactionsRoot, tries.transactions);
  expectRoot(`${label}, receiptsRoot`, block.receiptsRoot, tries.receipts);
  return { ...tries, positions: new Map(encoded.map(({ id }, i) => [id, i])) };
}

function expectRoot(label: string, stated: string, { root }: ListTrie): void {
  const found = hexOf(root);
  if (found !== stated.toLowerCase()) throw new InputError(label, stated, found);
}

/**
 * The id under which Polygon lists what a block takes over from Ethereum (Bor, state sync). It is
 * in neither trie.
 */
function stateSyncId({ number, hash }: BlockJson): string {
  const height = Buffer.alloc(8);
  height.writeBigUInt64BE(BigInt(number));
  const key = [Buffer.from('matic-bor-receipt-'), height, Buffer.from(hash.slice(2), 'hex')];
  return hexOf(keccak256(Buffer.concat(key)));
}
