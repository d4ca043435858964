import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LimitError } from '../../base/errors.ts';
import { mix } from './find.kernel.ts';
import { TAG_WORDS } from './format.ts';
import { KEY_WORDS } from './key.ts';

/**
 * Sorting by bucket in bounded memory: records are spilt to as many files as there are parts of the
 * range of the mix, and each file is sorted by itself. A record is the key, the words of the tag,
 * 64 bits of what makes it the same tag in another version of its set, and a mark.
 */
export const SPILL_WORDS = KEY_WORDS + TAG_WORDS + 3;
/** Where in a record they stand. */
export const AT = {
  tag: KEY_WORDS,
  identity: KEY_WORDS + TAG_WORDS,
  /** 1: of a version that another replaces. */
  mark: KEY_WORDS + TAG_WORDS + 2,
} as const;

const PART_BITS = 6;
const PARTS = 1 << PART_BITS;
/** Records kept for each file before they are written: 3.5 MiB for all. */
const HELD = 1 << 10;
/** Records of a file, so that a mix and an index fit into the 53 bits of a number. */
const INDEX_BITS = 21;
const MOST = 1 << INDEX_BITS;
const BYTES = SPILL_WORDS * 4;

interface Spill {
  readonly path: string;
  /** Opened once there is more than is held: a small build writes none. */
  file: number | null;
  held: Int32Array | null;
  count: number;
  written: number;
}

export interface Spills {
  readonly count: number;
  /** Copies the first `SPILL_WORDS` words. */
  add(record: Int32Array): void;
  /** Each file's records in the order of mix and key; records of a key as they were added. */
  eachSorted(use: (records: Int32Array, order: Float64Array) => void): void;
  close(): void;
}

export function createSpills(folder: string, seed: number): Spills {
  const spills = Array.from({ length: PARTS }, (_, part): Spill => {
    const path = join(folder, `spill-${part}.tmp`);
    return { path, file: null, held: null, count: 0, written: 0 };
  });
  let total = 0;
  return {
    get count() {
      return total;
    },
    add(record) {
      const spill = spills[mixOf(seed, record, 0) >>> (32 - PART_BITS)]!;
      spill.held ??= new Int32Array(HELD * SPILL_WORDS);
      spill.held.set(record, spill.count * SPILL_WORDS);
      spill.count += 1;
      total += 1;
      if (spill.count === HELD) flush(spill);
    },
    eachSorted(use) {
      for (const spill of spills) {
        const records = readAll(spill);
        use(records, sorted(records, seed));
      }
    },
    close() {
      for (const { file, path } of spills) {
        if (file !== null) closeSync(file);
        rmSync(path, { force: true });
      }
    },
  };
}

export function mixOf(seed: number, words: Int32Array, at: number): number {
  return mix(seed, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!);
}

function flush(spill: Spill): void {
  spill.file ??= openSync(spill.path, 'wx+');
  const bytes = heldBytes(spill);
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(spill.file, bytes, at, bytes.length - at, spill.written + at);
  }
  spill.written += bytes.length;
  spill.count = 0;
  if (spill.written / BYTES + HELD <= MOST) return;
  throw new LimitError('tag store', `more than ${MOST} tags whose addresses sort alike`);
}

function heldBytes({ held, count }: Spill): Uint8Array {
  return held ? new Uint8Array(held.buffer, 0, count * BYTES) : new Uint8Array(0);
}

function readAll(spill: Spill): Int32Array {
  const { file, written, count } = spill;
  const bytes = new Uint8Array(written + count * BYTES);
  for (let at = 0; file !== null && at < written; ) {
    const got = readSync(file, bytes, at, written - at, at);
    if (got === 0) throw new LimitError('tag store', `a file of ${written} bytes has only ${at}`);
    at += got;
  }
  bytes.set(heldBytes(spill), written);
  spill.held = null;
  return new Int32Array(bytes.buffer);
}

/** Indexes of records in the order of their mix, then of their key, then of their number. */
function sorted(records: Int32Array, seed: number): Float64Array {
  const count = records.length / SPILL_WORDS;
  const order = new Float64Array(count);
  for (let i = 0; i < count; i += 1)
    order[i] = (mixOf(seed, records, i * SPILL_WORDS) >>> 0) * MOST + i;
  order.sort();
  let begin = 0;
  for (let i = 1; i <= count; i += 1) {
    if (i < count && Math.floor(order[i]! / MOST) === Math.floor(order[begin]! / MOST)) continue;
    if (i - begin > 1) separate(records, order.subarray(begin, i));
    begin = i;
  }
  for (let i = 0; i < count; i += 1) order[i] = order[i]! % MOST;
  return order;
}

/** Two keys of one mix, which is rare, must not stand mixed. */
function separate(records: Int32Array, run: Float64Array): void {
  const at = (value: number): number => (value % MOST) * SPILL_WORDS;
  const first = at(run[0]!);
  if (run.every((value) => sameKey(records, first, at(value)))) return;
  run.sort((a, b) => {
    for (let word = 0; word < KEY_WORDS; word += 1) {
      const difference = records[at(a) + word]! - records[at(b) + word]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

export function sameKey(records: Int32Array, a: number, b: number): boolean {
  for (let word = 0; word < KEY_WORDS; word += 1) {
    if (records[a + word] !== records[b + word]) return false;
  }
  return true;
}
