// How an event stands in the log: a record of 32 bytes in a chunk of 2 MiB at most.

/** Kinds of events, as the kernels read them. */
export const MOVE = 0;
export const FEE = 1;
export const BURN = 2;
export const WRITE_OFF = 3;
export const RECEIVE = 4;
export const CONVERT = 5;
export const SEED = 6;
export const CLAIM = 7;
/** Bits that only the tags of seeds and claims have all. */
export const DECLARES = 6;
export type EventKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Events of a chunk: beyond the first, which begins small, growth never copies. */
export const CHUNK = 1 << 16;
export const CHUNK_BITS = 16;
/** Events for which the first chunk has room at first; it grows fourfold. */
export const FIRST_CHUNK = 1 << 8;
/** Places of a record: hi, lo as float64; then from, to, tx, tag as int32. */
export const REAL = 4;
export const WORD = 8;
export const FROM = 4;
export const TO = 5;
export const TX = 6;
/** Kind in the low three bits, then whether the move continues a payment, then label or swap. */
export const TAG = 7;
/** Labels and swaps are numbers below this, since they share a word with the kind. */
export const MOST_VALUES = 2 ** 27;

/** One chunk of records, seen as float64 and as int32. */
export interface Chunk {
  readonly reals: Float64Array;
  readonly words: Int32Array;
}

/** Value of a move that is held to be other money of its payer. */
export const ASIDE = 1;
/** Least tag of such a move. */
export const ASIDE_TAG = ASIDE << 4;
/** A move after another of the same tx, holder and asset: one payment to several (TIHO). */
export const CONTINUES = 8;
