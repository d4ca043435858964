import { found } from '../../base/assert.ts';
import type { UtxoTransaction } from '../port.ts';
import type { BlockRecord } from './block-records.ts';
import { toDisplay } from './hash.ts';
import { type BlockPlace, placeOf } from './ledger.ts';
import type { Network } from './network.ts';
import { readerOf } from './reader.ts';
import { type RawOutput, type RawTransaction, readTransaction } from './transaction.ts';
import { utxoTransaction } from './utxo.ts';

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
  return (number) => {
    const place = placeOf(places, number);
    const record = found(records[place], 'block');
    const { first, height, time } = found(places[place], 'place');
    const index = number - first;
    const tx = raw(number);
    const spent = (k: number): RawOutput | undefined => {
      const { previous, index: at } = found(tx.inputs[k], 'input');
      const earlier = numbers.get(toDisplay(previous));
      if (earlier !== undefined) return raw(earlier).outputs[at];
      return record.prevouts?.[(record.inputStarts[index] ?? 0) + k];
    };
    const id = found(record.ids[index], 'id');
    const origin = { input: record.input, line: record.line + index };
    return utxoTransaction(tx, { id, block: height, time, txIndex: index, origin }, spent, network);
  };
}
