import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';

/** What a store's header says of one of its files. */
export interface PartFacts {
  readonly bytes: number;
  readonly sha256: string;
  /** The sum of its 32-bit words, checked at each opening, when there is no time for SHA-256. */
  readonly sum: number;
}

export interface PartWriter {
  readonly bytes: number;
  /** The first `length` bytes, whole words of four; all of them where it is not given. */
  write(bytes: Uint8Array, length?: number): void;
  /** Flushes to disk. */
  close(): PartFacts;
  /** Gives the file up, as it is. */
  abandon(): void;
}

const CHUNK = 1 << 20;
const READ = 1 << 20;
const SMALL = 128;

/** Writes a file from its beginning to its end. */
export function createPart(path: string): PartWriter {
  const file = openSync(path, 'wx');
  const sha = createHash('sha256');
  const buffer = new Uint8Array(CHUNK);
  const words = new Int32Array(buffer.buffer);
  let used = 0;
  let flushed = 0;
  let sum = 0;
  const flush = (): void => {
    const chunk = buffer.subarray(0, used);
    for (let at = 0; at < used; ) at += writeSync(file, chunk, at, used - at);
    sha.update(chunk);
    sum = sumOf(words, 0, used >> 2, sum);
    flushed += used;
    used = 0;
  };
  return {
    get bytes() {
      return flushed + used;
    },
    write(bytes, length = bytes.length) {
      if (length <= SMALL && used + length < CHUNK) {
        // a view and a call to copy it cost more than these few bytes
        for (let at = 0; at < length; at += 1) buffer[used + at] = bytes[at]!;
        used += length;
        return;
      }
      for (let at = 0; at < length; ) {
        const size = Math.min(CHUNK - used, length - at);
        buffer.set(bytes.subarray(at, at + size), used);
        used += size;
        at += size;
        if (used === CHUNK) flush();
      }
    },
    close() {
      flush();
      fsyncSync(file);
      closeSync(file);
      return { bytes: flushed, sha256: sha.digest('hex'), sum };
    },
    abandon() {
      closeSync(file);
    },
  };
}

function sumOf(words: Int32Array, from: number, to: number, before: number): number {
  let a = before;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = to - ((to - from) % 4);
  for (let i = from; i < whole; i += 4) {
    a = (a + words[i]!) | 0;
    b = (b + words[i + 1]!) | 0;
    c = (c + words[i + 2]!) | 0;
    d = (d + words[i + 3]!) | 0;
  }
  for (let i = whole; i < to; i += 1) a = (a + words[i]!) | 0;
  return (a + b + c + d) | 0;
}

/**
 * A whole file as words.
 * @throws InputError where it is not the file that its header speaks of
 */
export function readPart(path: string, facts: PartFacts): Int32Array {
  const file = openPart(path, facts);
  try {
    // shared, so that worker threads can look up in the same memory
    const buffer = new SharedArrayBuffer(facts.bytes);
    const bytes = new Uint8Array(buffer);
    const words = new Int32Array(buffer);
    let sum = 0;
    let summed = 0;
    for (let at = 0; at < bytes.length; ) {
      const got = readSync(file, bytes, at, Math.min(READ, bytes.length - at), at);
      if (got === 0) throw torn(path, `${facts.bytes} bytes`, at);
      at += got;
      // while it is still in the cache: a second pass over all would wait for memory again
      sum = sumOf(words, summed, at >> 2, sum);
      summed = at >> 2;
    }
    if (sum !== facts.sum) throw torn(path, `the sum ${facts.sum}`, sum);
    return words;
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a file of the size that its header says.
 * @throws InputError
 */
export function openPart(path: string, facts: PartFacts): number {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw torn(path, 'a file that can be read', reason(error));
  }
  const { size } = fstatSync(file);
  if (size === facts.bytes && size % 4 === 0) return file;
  closeSync(file);
  throw torn(path, `${facts.bytes} bytes`, size);
}

function torn(path: string, expected: string, found: unknown): InputError {
  const hint = 'the file is torn or truncated; import the tags again, or go back one build';
  return new InputError(`tag store ${path}`, expected, found, hint);
}

/** Calls with one chunk after another of an opened file. */
export function eachChunk(file: number, size: number, use: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(CHUNK);
  for (let at = 0; at < size; ) {
    const got = readSync(file, buffer, 0, Math.min(CHUNK, size - at), at);
    if (got === 0) throw new InputError('tag store', `${size} bytes`, at);
    use(buffer.subarray(0, got));
    at += got;
  }
}

/**
 * Reads all of a file and compares its SHA-256.
 * @throws InputError
 */
export function verifyPart(path: string, facts: PartFacts): void {
  const file = openPart(path, facts);
  try {
    const sha = createHash('sha256');
    eachChunk(file, facts.bytes, (chunk) => sha.update(chunk));
    const digest = sha.digest('hex');
    if (digest !== facts.sha256) throw torn(path, `SHA-256 ${facts.sha256}`, digest);
  } finally {
    closeSync(file);
  }
}
