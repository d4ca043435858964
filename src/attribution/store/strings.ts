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
/** Bytes read at once: a label, and mostly what was written after it. */
const WINDOW = 256;

/**
 * Reads strings of an opened file, which is brought into memory where it is small. Strings that
 * were read lately are kept, at most 32,768 of them.
 */
export function stringReader(file: number, size: number): ReadString {
  const all = size <= IN_MEMORY ? whole(file, size) : null;
  const window = Buffer.alloc(WINDOW);
  let begin = 0;
  let end = 0;
  const stringAt = (from: number): string => {
    if (from + 2 > size) throw damaged(from, size);
    if (from < begin || from + 2 > end) {
      begin = from;
      end = from + readSync(file, window, 0, Math.min(WINDOW, size - from), from);
    }
    const at = from - begin;
    const stop = at + 2 + window.readUInt16LE(at);
    if (begin + stop > size) throw damaged(from, size);
    if (begin + stop <= end) return window.toString('utf8', at + 2, stop);
    const long = Buffer.alloc(stop - at - 2);
    readSync(file, long, 0, long.length, from + 2);
    return long.toString('utf8');
  };
  let known = new Map<number, string>();
  let before = known;
  return (place) => {
    if (place === 0) return null;
    const from = place * UNIT;
    if (all) return stringIn(all, from);
    const text = known.get(place) ?? before.get(place) ?? stringAt(from);
    if (known.size >= REMEMBERED) {
      before = known;
      known = new Map();
    }
    known.set(place, text);
    return text;
  };
}

function stringIn(all: Buffer, from: number): string {
  const stop = from + 2 > all.length ? Infinity : from + 2 + all.readUInt16LE(from);
  if (stop > all.length) throw damaged(from, all.length);
  return all.toString('utf8', from + 2, stop);
}

function damaged(from: number, size: number): InputError {
  return new InputError('tag store strings', `a string within ${size} bytes`, from);
}

function whole(file: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let at = 0;
  eachChunk(file, size, (chunk) => {
    bytes.set(chunk, at);
    at += chunk.length;
  });
  return bytes;
}
