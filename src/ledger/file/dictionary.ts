import { LimitError } from '../../base/errors.ts';
import { LastView } from './hex.ts';

/** Bound of one dictionary, in 32-bit words. */
const WORDS_MAX = 2 ** 31 - 1;
/** Longest text of an entry, in bytes. */
const TEXT_MAX = 1 << 20;
const MIX = 0x9e3779b1;

/**
 * Entries of 32-bit words, numbered from 0 in order of first appearance. Everything is flat: a
 * table of (entry, hash) pairs and one array of all words, so that millions of entries cost no
 * objects and a look-up two random reads.
 */
export class Words {
  size = 0;
  /** The entry to be looked up, put here by the caller. */
  key = new Int32Array(64);
  /** An entry is its number, its length in words and the words. */
  #words = new Int32Array(1 << 12);
  #used = 0;
  #places = new Uint32Array(1 << 7);
  /** Place + 1 of the entry (0: none), and its hash. */
  #table = new Int32Array(1 << 9);

  /** Reads what `find` will read, without waiting for it. */
  touch(hash: number): number {
    return this.#table[(hash << 1) & (this.#table.length - 1)]!;
  }

  /**
   * The number of the first `length` words of `key`, whose hash is given; −1 where they are new and
   * `grow` is false.
   */
  find(length: number, hash: number, grow: boolean): number {
    const table = this.#table;
    const mask = table.length - 1;
    let at = (hash << 1) & mask;
    for (let place = table[at]!; place !== 0; place = table[at]!) {
      if (table[at + 1] === hash && this.#is(place, length)) return this.#words[place - 1]!;
      at = (at + 2) & mask;
    }
    if (!grow) return -1;
    table[at] = this.#append(length) + 1;
    table[at + 1] = hash;
    if (this.size * 4 > table.length) this.#rehash();
    return this.size - 1;
  }

  /** Where the words of an entry begin, and how many there are. */
  at(number: number): { words: Int32Array; place: number; length: number } {
    const place = this.#places[number]! + 2;
    return { words: this.#words, place, length: this.#words[place - 1]! };
  }

  compare(a: number, b: number, length: number): number {
    const words = this.#words;
    const [x, y] = [this.#places[a]! + 2, this.#places[b]! + 2];
    for (let i = 0; i < length; i += 1) {
      const [v, w] = [words[x + i]! >>> 0, words[y + i]! >>> 0];
      if (v !== w) return v < w ? -1 : 1;
    }
    return 0;
  }

  hash(length: number): number {
    const key = this.key;
    let hash = length;
    for (let i = 0; i < length; i += 1) {
      hash = Math.imul(hash ^ key[i]!, MIX);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 13);
  }

  #is(place: number, length: number): boolean {
    const words = this.#words;
    if (words[place] !== length) return false;
    const key = this.key;
    for (let i = 0; i < length; i += 1) if (words[place + 1 + i] !== key[i]) return false;
    return true;
  }

  #append(length: number): number {
    const place = this.#used;
    const used = place + 2 + length;
    if (used > WORDS_MAX) throw new LimitError('dictionary', 'more than 8 GiB of different texts');
    if (used > this.#words.length) {
      const words = new Int32Array(Math.min(WORDS_MAX, Math.max(used, this.#words.length * 2)));
      words.set(this.#words);
      this.#words = words;
    }
    if (this.size === this.#places.length) {
      const places = new Uint32Array(this.size * 2);
      places.set(this.#places);
      this.#places = places;
    }
    const words = this.#words;
    words[place] = this.size;
    words[place + 1] = length;
    for (let i = 0; i < length; i += 1) words[place + 2 + i] = this.key[i]!;
    this.#places[this.size] = place;
    this.#used = used;
    this.size += 1;
    return place;
  }

  #rehash(): void {
    const from = this.#table;
    const table = new Int32Array(from.length * 2);
    const mask = table.length - 1;
    for (let i = 0; i < from.length; i += 2) {
      if (from[i] === 0) continue;
      let at = (from[i + 1]! << 1) & mask;
      while (table[at] !== 0) at = (at + 2) & mask;
      table[at] = from[i]!;
      table[at + 1] = from[i + 1]!;
    }
    this.#table = table;
  }
}

/** Byte strings as numbers: addresses, contracts, symbols. */
export class ByteDictionary {
  readonly #words = new Words();
  readonly #view = new LastView();

  get size(): number {
    return this.#words.size;
  }

  /** The number of `bytes[start, end)`, given out now if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, true);
  }

  /** The number of `bytes[start, end)`, or −1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, false);
  }

  #find(bytes: Uint8Array, start: number, end: number, grow: boolean): number {
    const length = this.#read(bytes, start, end);
    return this.#words.find(length, this.#words.hash(length), grow);
  }

  /**
   * Puts a text into the key, four bytes a word; the last byte tells texts of different lengths
   * apart. Returns the length in words.
   */
  #read(bytes: Uint8Array, start: number, end: number): number {
    const words = this.#words;
    if (end - start > TEXT_MAX) throw new LimitError('dictionary', 'a text of more than 1 MiB');
    const length = ((end - start) >>> 2) + 1;
    if (length > words.key.length) words.key = new Int32Array(length * 2);
    const view = this.#view.of(bytes);
    const key = words.key;
    const last = length - 1;
    for (let i = 0, at = start; i < last; i += 1, at += 4) key[i] = view.getInt32(at, true);
    const rest = (end - start) & 3;
    let word = (3 - rest) << 24;
    for (let i = 0; i < rest; i += 1) word |= view.getUint8(end - rest + i) << (i * 8);
    key[last] = word;
    return length;
  }
}
