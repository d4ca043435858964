import { isCoinbase, type RawTransaction } from './transaction.ts';

/** A block of 4 million weight units holds at most 16,666 transactions of 60 bytes. */
const POSITIONS = 2 ** 15;

/**
 * 38 bits of an outpoint: enough to find it again among the inputs of a block, with one false hit
 * in forty million, which whoever looks must expect.
 * @param id in hashing order
 */
export function outpointPrint(id: Uint8Array, index: number): number {
  const word = ((id[0]! << 24) | (id[1]! << 16) | (id[2]! << 8) | id[3]!) ^ Math.imul(index, MIX);
  return (word >>> 0) * 64 + (id[4]! & 63);
}

/** An odd constant, so that neighbouring outputs lie far apart. */
const MIX = 0x9e3779b1;

/** The outputs that a block spends, in 8 bytes each: print · 2^15 + position, ascending. */
export class OutpointPrints {
  readonly #values: Float64Array;

  constructor(transactions: readonly RawTransaction[]) {
    const values: number[] = [];
    for (const [position, tx] of transactions.entries()) {
      if (isCoinbase(tx)) continue;
      for (const { previous, index } of tx.inputs) {
        values.push(outpointPrint(previous, index) * POSITIONS + position);
      }
    }
    this.#values = Float64Array.from(values).sort();
  }

  /** Positions of the transactions that may spend it. */
  positions(print: number): number[] {
    const values = this.#values;
    const least = print * POSITIONS;
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]! < least) low = middle + 1;
      else high = middle;
    }
    const positions: number[] = [];
    for (let at = low; at < values.length && values[at]! < least + POSITIONS; at++) {
      positions.push(values[at]! - least);
    }
    return positions;
  }
}
