/**
 * The static table of keys, sorted by bucket (performance.md §6): `start[bucket]` is the first of a
 * bucket's records, and the next bucket's start ends it. A record is six words: the number of its
 * first tag, and the key. Records and tags are fewer than 2^31, so signed words hold them.
 */
export interface KeyTable {
  readonly records: Int32Array;
  readonly start: Int32Array;
  readonly seed: number;
  /** Bits of the mix that do not choose the bucket: 32 less the bits that do, 1 to 31. */
  readonly shift: number;
}

export const RECORD = 6;

/**
 * 32 bits of a key. The seed is the store's own: keys can be ground, and lists written, so that
 * all fall into one bucket of a mix that is known.
 */
export function mix(seed: number, a: number, b: number, c: number, d: number, e: number): number {
  // signed throughout: above 2^31 numbers are no small integers, and take several times as long
  let h = Math.imul(seed ^ a, 0x9e3779b1);
  h = Math.imul(((h ^ (h >>> 15)) + b) | 0, 0x85ebca77);
  h = Math.imul(((h ^ (h >>> 13)) + c) | 0, 0xc2b2ae3d);
  h = Math.imul(((h ^ (h >>> 15)) + d) | 0, 0x27d4eb2f);
  h = Math.imul(((h ^ (h >>> 13)) + e) | 0, 0x165667b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 15);
}

function scan(table: KeyTable, bucket: number, words: Int32Array, at: number): number {
  const { records, start } = table;
  const a = words[at]!;
  const b = words[at + 1]!;
  const end = start[bucket + 1]!;
  for (let i = start[bucket]!; i < end; i += 1) {
    const r = i * RECORD;
    if (
      records[r + 1] === a &&
      records[r + 2] === b &&
      records[r + 3] === words[at + 2] &&
      records[r + 4] === words[at + 3] &&
      records[r + 5] === words[at + 4]
    ) {
      return i;
    }
  }
  return -1;
}

/** The number of a key's record, or -1. `words[at]` is the first of its five words. */
export function findOne(table: KeyTable, words: Int32Array, at: number): number {
  const h = mix(
    table.seed,
    words[at]!,
    words[at + 1]!,
    words[at + 2]!,
    words[at + 3]!,
    words[at + 4]!,
  );
  return scan(table, h >>> table.shift, words, at);
}

const WINDOW = 256;
const buckets = new Int32Array(WINDOW);
/** What was touched ends here: a sum that nobody reads would be optimised away. */
const touched = new Int32Array(1);

/**
 * As `findOne` for `count` keys. Of a window all index slots are read first, then all records: the
 * waits for memory overlap (touch-ahead, performance.md §2).
 */
export function findMany(table: KeyTable, words: Int32Array, count: number, out: Int32Array): void {
  const { records, start, seed, shift } = table;
  for (let from = 0; from < count; from += WINDOW) {
    const size = Math.min(WINDOW, count - from);
    let sum = 0;
    for (let i = 0; i < size; i += 1) {
      const at = (from + i) * 5;
      const bucket =
        mix(seed, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!) >>>
        shift;
      buckets[i] = bucket;
      sum ^= start[bucket]!;
    }
    // the sentinel behind the last record keeps the read of an empty last bucket in bounds
    for (let i = 0; i < size; i += 1) sum ^= records[start[buckets[i]!]! * RECORD + 1]!;
    touched[0] = sum;
    for (let i = 0; i < size; i += 1) {
      out[from + i] = scan(table, buckets[i]!, words, (from + i) * 5);
    }
  }
}
