import { readSync } from 'node:fs';
import { InputError, LimitError } from '../../base/errors.ts';
import { eachChunk, type PartWriter } from './part.ts';

/**
 * Strings by the place where they stand, in words of four bytes: a length of two bytes, UTF-8, and
 * zeros to the next whole word. Place 0 is no string.
 */
const LONGEST = 65_000;
/**
 * Strings kept in mind, to write each once: bounded, so that a build is. The older half is
 * forgotten once the newer is full; what comes again stays.
 */
const REMEMBERED = 1 << 14;
const UNIT = 4;
/** 2^32 places of four bytes. */
const MOST_BYTES = 2 ** 34 - LONGEST;

export interface StringWriter {
  /** The place of a string; 0 for null. */
  put(text: string | null): number;
}

/** Writes strings into a part that is empty, or holds another store's strings already. */
export function createStrings(part: PartWriter): StringWriter {
  if (part.bytes === 0) part.write(new Uint8Array(UNIT));
  let known = new Map<string, number>();
  let before = known;
  const remember = (text: string, place: number): number => {
    if (known.size >= REMEMBERED) {
      before = known;
      known = new Map();
    }
    known.set(text, place);
    return place;
  };
  const buffer = Buffer.alloc(LONGEST + 2 * UNIT);
  return {
    put(text) {
      if (text === null) return 0;
      const seen = known.get(text);
      if (seen !== undefined) return seen;
      const older = before.get(text);
      if (older !== undefined) return remember(text, older);
      const length = encode(text, buffer);
      if (part.bytes > MOST_BYTES) {
        throw new LimitError('tag store strings', `more than ${MOST_BYTES} bytes`);
      }
      buffer[0] = length & 0xff;
      buffer[1] = length >> 8;
      const end = Math.ceil((length + 2) / UNIT) * UNIT;
      for (let at = length + 2; at < end; at += 1) buffer[at] = 0;
      const place = part.bytes / UNIT;
      part.write(buffer, end);
      return remember(text, place);
    },
  };
}

/** Puts UTF-8 behind the length's place; what is ASCII, as most is, without a call for it. */
function encode(text: string, buffer: Buffer): number {
  const { length } = text;
  let at = 0;
  if (length <= LONGEST) {
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) break;
      buffer[at + 2] = code;
    }
  }
  if (at === length) return length;
  const bytes = Buffer.byteLength(text);
  if (bytes > LONGEST) {
    throw new InputError('tag', `a string of at most ${LONGEST} bytes`, text);
  }
  return buffer.write(text, 2, 'utf8');
}

export type ReadString = (place: number) => string | null;

const IN_MEMORY = 64 << 20;
const BLOCK = 1 << 12;
const BLOCKS = 1 << 12;

/**
 * Reads strings of an opened file: the whole file in memory where it is small, else blocks of it,
 * at most 16 MiB at once.
 */
export function stringReader(file: number, size: number): ReadString {
  const view = size <= IN_MEMORY ? whole(file, size) : null;
  const blocks = new Map<number, Uint8Array>();
  const blockAt = (index: number): Uint8Array => {
    const known = blocks.get(index);
    if (known) return known;
    const block = new Uint8Array(Math.min(BLOCK, size - index * BLOCK));
    readSync(file, block, 0, block.length, index * BLOCK);
    if (blocks.size >= BLOCKS) blocks.clear();
    blocks.set(index, block);
    return block;
  };
  const bytesAt = (from: number, length: number): Uint8Array => {
    if (view) return view.subarray(from, from + length);
    const index = Math.floor(from / BLOCK);
    const start = from - index * BLOCK;
    if (start + length <= BLOCK) return blockAt(index).subarray(start, start + length);
    const joined = new Uint8Array(length);
    readSync(file, joined, 0, length, from);
    return joined;
  };
  return (place) => {
    if (place === 0) return null;
    const from = place * UNIT;
    if (from + 2 > size) throw damaged(from, size);
    const [low = 0, high = 0] = bytesAt(from, 2);
    const length = low | (high << 8);
    if (from + 2 + length > size) throw damaged(from, size);
    return Buffer.from(bytesAt(from + 2, length)).toString('utf8');
  };
}

function damaged(from: number, size: number): InputError {
  return new InputError('tag store strings', `a string within ${size} bytes`, from);
}

function whole(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  eachChunk(file, size, (chunk) => {
    bytes.set(chunk, at);
    at += chunk.length;
  });
  return bytes;
}
