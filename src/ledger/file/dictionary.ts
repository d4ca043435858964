import { LimitError } from '../../base/errors.ts';

/** Bound of one dictionary's text: offsets are 32-bit. */
const ARENA_MAX = 2 ** 32 - 1;
const MIX = 0x9e3779b1;

/**
 * Byte strings numbered from 0 in order of first appearance: addresses, contracts, symbols. Text and
 * hash table are flat arrays, so that millions of entries cost no objects.
 */
export class ByteDictionary {
  size = 0;
  #arena = new Uint8Array(1 << 12);
  #ends = new Uint32Array(1 << 7);
  #hashes = new Int32Array(1 << 7);
  /** Number + 1, or 0 for an empty place. */
  #table = new Int32Array(1 << 8);

  /** The number of `bytes[start, end)`, given out now if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const table = this.#table;
    const mask = table.length - 1;
    let at = hash & mask;
    for (let entry = table[at]!; entry !== 0; entry = table[at]!) {
      if (this.#hashes[entry - 1] === hash && this.#is(entry - 1, bytes, start, end)) {
        return entry - 1;
      }
      at = (at + 1) & mask;
    }
    const number = this.#append(bytes, start, end, hash);
    table[at] = number + 1;
    if (this.size * 2 > table.length) this.#rehash();
    return number;
  }

  /** The number of a text, or −1. */
  find(text: string): number {
    const bytes = Buffer.from(text);
    const hash = hashOf(bytes, 0, bytes.length);
    const mask = this.#table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.#table[at]!;
      if (entry === 0) return -1;
      if (this.#hashes[entry - 1] === hash && this.#is(entry - 1, bytes, 0, bytes.length)) {
        return entry - 1;
      }
    }
  }

  addText(text: string): number {
    const bytes = Buffer.from(text);
    return this.add(bytes, 0, bytes.length);
  }

  text(number: number): string {
    const start = number === 0 ? 0 : this.#ends[number - 1]!;
    const { buffer } = this.#arena;
    return Buffer.from(buffer, start, this.#ends[number]! - start).toString();
  }

  #is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = number === 0 ? 0 : this.#ends[number - 1]!;
    const length = end - start;
    if (this.#ends[number]! - from !== length) return false;
    const arena = this.#arena;
    for (let i = 0; i < length; i += 1) if (arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.size;
    const from = number === 0 ? 0 : this.#ends[number - 1]!;
    const to = from + end - start;
    if (to > ARENA_MAX) throw new LimitError('dictionary', 'more than 4 GiB of different texts');
    if (to > this.#arena.length) {
      const arena = new Uint8Array(Math.min(ARENA_MAX, Math.max(to, this.#arena.length * 2)));
      arena.set(this.#arena);
      this.#arena = arena;
    }
    const arena = this.#arena;
    for (let i = start, k = from; i < end; i += 1, k += 1) arena[k] = bytes[i]!;
    if (number === this.#ends.length) {
      this.#ends = grown(this.#ends, new Uint32Array(number * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(number * 2));
    }
    this.#ends[number] = to;
    this.#hashes[number] = hash;
    this.size = number + 1;
    return number;
  }

  #rehash(): void {
    this.#table = rehashed(this.#hashes, this.size, this.#table.length * 2);
  }
}

/** Hex digit → value; −1 for every other byte. */
const HEX = new Int8Array(256).fill(-1);
for (const [i, digit] of [...'0123456789abcdef'].entries()) {
  HEX[digit.charCodeAt(0)] = i;
  HEX[digit.toUpperCase().charCodeAt(0)] = i;
}
const WORDS = 8;

/** Transaction ids (32 bytes, given as hex), numbered from 0 in order of first appearance. */
export class IdDictionary {
  size = 0;
  #words = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 7);
  #table = new Int32Array(1 << 8);
  readonly #key = new Int32Array(WORDS);

  /** The number of an id of 64 hex digits, with or without `0x`; −1 where it is none. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const from = end - start === 66 && bytes[start] === 48 && bytes[start + 1] === 120 ? 2 : 0;
    if (end - start - from !== 64 || !this.#read(bytes, start + from)) return -1;
    const hash = this.#hash();
    const table = this.#table;
    const mask = table.length - 1;
    let at = hash & mask;
    for (let entry = table[at]!; entry !== 0; entry = table[at]!) {
      if (this.#hashes[entry - 1] === hash && this.#is(entry - 1)) return entry - 1;
      at = (at + 1) & mask;
    }
    const number = this.size;
    if (number === this.#hashes.length) {
      this.#hashes = grown(this.#hashes, new Int32Array(number * 2));
      this.#words = grown(this.#words, new Int32Array(number * 2 * WORDS));
    }
    const words = this.#words;
    for (let i = 0; i < WORDS; i += 1) words[number * WORDS + i] = this.#key[i]!;
    this.#hashes[number] = hash;
    table[at] = number + 1;
    this.size = number + 1;
    if (this.size * 2 > table.length) {
      this.#table = rehashed(this.#hashes, this.size, table.length * 2);
    }
    return number;
  }

  /** The number of an id, or −1. */
  find(id: string): number {
    const bytes = Buffer.from(id.replace(/^0x/, ''));
    if (bytes.length !== 64 || !this.#read(bytes, 0)) return -1;
    const hash = this.#hash();
    const mask = this.#table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.#table[at]!;
      if (entry === 0) return -1;
      if (this.#hashes[entry - 1] === hash && this.#is(entry - 1)) return entry - 1;
    }
  }

  /** 64 hex digits, lower case. */
  text(number: number): string {
    let text = '';
    for (let i = number * WORDS; i < number * WORDS + WORDS; i += 1) {
      text += (this.#words[i]! >>> 0).toString(16).padStart(8, '0');
    }
    return text;
  }

  /** Order of the ids as hex text. */
  compare(a: number, b: number): number {
    for (let i = 0; i < WORDS; i += 1) {
      const x = this.#words[a * WORDS + i]! >>> 0;
      const y = this.#words[b * WORDS + i]! >>> 0;
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  }

  #read(bytes: Uint8Array, start: number): boolean {
    const key = this.#key;
    let bad = 0;
    for (let i = 0, at = start; i < WORDS; i += 1) {
      let word = 0;
      for (const last = at + 8; at < last; at += 1) {
        const digit = HEX[bytes[at]!]!;
        bad |= digit;
        word = (word << 4) | digit;
      }
      key[i] = word;
    }
    return bad >= 0;
  }

  #hash(): number {
    const key = this.#key;
    let hash = 0;
    for (let i = 0; i < WORDS; i += 1) hash = Math.imul(hash ^ key[i]!, MIX) ^ (hash >>> 15);
    return hash ^ (hash >>> 16);
  }

  #is(number: number): boolean {
    const words = this.#words;
    const key = this.#key;
    for (let i = 0; i < WORDS; i += 1) if (words[number * WORDS + i] !== key[i]) return false;
    return true;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, MIX) ^ (hash >>> 15);
  return hash ^ (hash >>> 16);
}

function grown<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function rehashed(hashes: Int32Array, size: number, length: number): Int32Array<ArrayBuffer> {
  const table = new Int32Array(length);
  const mask = length - 1;
  for (let number = 0; number < size; number += 1) {
    let at = hashes[number]! & mask;
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = number + 1;
  }
  return table;
}
