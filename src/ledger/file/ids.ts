import { Words } from './dictionary.ts';
import { hexOf, LastView, readAnyHex, readLowerHex } from './hex.ts';

const ID_WORDS = 8;
const DIGITS = ID_WORDS * 8;

/** Transaction ids (32 bytes, given as hex) as numbers. */
export class IdDictionary {
  readonly #words = new Words();
  readonly #view = new LastView();
  #hash = 0;
  #touched = 0;

  get size(): number {
    return this.#words.size;
  }

  /**
   * Reads an id of 64 hex digits, with or without `0x`; false where it is none. `number` then gives
   * its number: what is done in between hides the time of the look-up.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const hasPrefix = end - start === DIGITS + 2 && bytes[start] === 48 && bytes[start + 1] === 120;
    const from = hasPrefix ? start + 2 : start;
    if (end - from !== DIGITS) return false;
    const view = this.#view.of(bytes);
    const { key } = this.#words;
    if (!readLowerHex(view, from, key, 0, ID_WORDS)) {
      if (!readAnyHex(view, from, key, 0, ID_WORDS)) return false;
    }
    this.#hash = this.#words.hash(ID_WORDS);
    this.#touched ^= this.#words.touch(this.#hash);
    return true;
  }

  /** The number of the id last read, given out now if it is new. */
  number(): number {
    return this.#words.find(ID_WORDS, this.#hash, true);
  }

  /** The number of an id, or −1. */
  find(id: string): number {
    const bytes = Buffer.from(id);
    return this.read(bytes, 0, bytes.length) ? this.#words.find(ID_WORDS, this.#hash, false) : -1;
  }

  /** 64 hex digits, lower case. */
  text(number: number): string {
    const { words, place } = this.#words.at(number);
    return hexOf(words, place, ID_WORDS);
  }

  /** Order of the ids as hex text. */
  compare(a: number, b: number): number {
    return this.#words.compare(a, b, ID_WORDS);
  }
}
