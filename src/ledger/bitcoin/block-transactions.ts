import { found } from '../../base/assert.ts';
import type { UtxoInput, UtxoOutput, UtxoTransaction } from '../port.ts';
import type { BlockRecord } from './block-records.ts';
import { toDisplay, toHex } from './hash.ts';
import { type BlockPlace, placeOf } from './ledger.ts';
import type { Network } from './network.ts';
import { readerOf } from './reader.ts';
import { scriptFacts } from './script.ts';
import { isCoinbase, type RawOutput, type RawTransaction, readTransaction } from './transaction.ts';

/** A transaction of a block by its position, parsed where it stands. */
export function rawAt(record: BlockRecord, index: number): RawTransaction {
  const r = readerOf(record.bytes, record.label, record.base);
  r.at = record.offsets[index] ?? 0;
  return readTransaction(r);
}

/** Transactions are parsed again when asked for; this many are kept, for the inputs that follow. */
const KEPT = 4096;

/**
 * Makes transactions of the port from block bytes, by their number in chain order. What an input
 * spends is taken from the ledger's own transactions, else from the block's spent outputs, else it
 * is not known.
 */
export function transactionReader(
  records: readonly BlockRecord[],
  places: readonly BlockPlace[],
  numbers: ReadonlyMap<string, number>,
  network: Network,
): (number: number) => UtxoTransaction {
  const cache = new Map<number, RawTransaction>();
  const raw = (number: number): RawTransaction => {
    const place = placeOf(places, number);
    const known = cache.get(number);
    if (known) return known;
    const index = number - found(places[place], 'place').first;
    const parsed = rawAt(found(records[place], 'block'), index);
    if (cache.size >= KEPT) cache.clear();
    cache.set(number, parsed);
    return parsed;
  };
  const output = (spent: RawOutput | undefined) => ({
    amount: spent?.amount ?? null,
    holder: spent ? scriptFacts(spent.script, network).address : null,
  });
  return (number) => {
    const place = placeOf(places, number);
    const record = found(records[place], 'block');
    const { first, height, time } = found(places[place], 'place');
    const index = number - first;
    const tx = raw(number);
    const coinbase = isCoinbase(tx);
    const input = (k: number): UtxoInput => {
      const { previous, index: at } = found(tx.inputs[k], 'input');
      const id = toDisplay(previous);
      const earlier = numbers.get(id);
      const given = record.prevouts?.[(record.inputStarts[index] ?? 0) + k];
      const spent = earlier === undefined ? given : raw(earlier).outputs[at];
      return { tx: id, index: at, ...output(spent) };
    };
    const { input: file, line } = record;
    return {
      id: found(record.ids[index], 'id'),
      block: height,
      time,
      txIndex: index,
      coinbase,
      inputs: coinbase ? [] : tx.inputs.map((_, k) => input(k)),
      outputs: tx.outputs.map((out) => outputOf(out, height === 0, network)),
      origin: { input: file, line: line + index },
    };
  };
}

/** The genesis block's output was never entered among the unspent ones: nobody can spend it. */
function outputOf(output: RawOutput, genesis: boolean, network: Network): UtxoOutput {
  const { address, burn } = scriptFacts(output.script, network);
  return {
    amount: output.amount,
    holder: address,
    script: toHex(output.script),
    burn: burn || genesis,
  };
}
