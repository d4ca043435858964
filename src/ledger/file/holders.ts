import { type AddressFault, checksumCase, NOBODY, readAddress } from '../address.ts';
import type { ChainFamily } from '../chains.ts';
import type { Holder } from '../port.ts';
import { ByteDictionary } from './dictionary.ts';
import type { Cell } from './fields.ts';
import { hexOf, LastView, readCase, readLowerHex } from './hex.ts';
import { Records } from './records.ts';

/** EVM: five words of address and one that marks nobody. */
const EVM_WIDTH = 6;
const EVM_WORDS = 5;
/** Others: the text as it stands, four bytes a word, and its length in the last byte. */
const TEXT_WIDTH = 9;
const TEXT_MAX = TEXT_WIDTH * 4 - 1;
const REFUSED = -1;
/** Longer spellings, and more than so many, are parsed each time. */
const SPELLING_MAX = 128;
const SPELLINGS_MAX = 1 << 24;

/**
 * Addresses as numbers. Those in canonical form are found by one look-up; each other spelling
 * (mixed case, hex for base58) is parsed and checked once.
 */
export class Holders {
  /** What `read` found: numbers, negative where the cell is no address. */
  from = REFUSED;
  to = REFUSED;
  readonly #family: ChainFamily;
  readonly #isEvm: boolean;
  readonly #records: Records;
  /** Spellings that are not canonical → holder, or −1. */
  readonly #spellings = new ByteDictionary();
  readonly #bySpelling: number[] = [];
  /** By number; one list of full length, since V8 makes a hash table of one with gaps. */
  #texts: (string | undefined)[] = [];
  readonly #view = new LastView();
  /** EIP-55's letter cases of the holders that were met in mixed case, two words each. */
  #cases = new Int32Array(0);
  readonly #bits = new Int32Array(2);
  readonly #right = new Int32Array(2);
  readonly #lower = new Uint8Array(40);
  readonly #lowerView = new DataView(this.#lower.buffer);
  #nobody = REFUSED;
  #touched = 0;

  constructor(family: ChainFamily) {
    this.#family = family;
    this.#isEvm = family === 'evm';
    this.#records = new Records(this.#isEvm ? EVM_WIDTH : TEXT_WIDTH);
  }

  /** Numbers given out are below this. */
  get size(): number {
    return this.#records.size;
  }

  /** Reads both sides of a transfer into `from` and `to`. */
  read(from: Cell, to: Cell): void {
    const records = this.#records;
    const second = records.width;
    const isPlainA = this.#readKey(from, 0);
    const isPlainB = this.#readKey(to, second);
    const a = records.hash(0);
    const b = records.hash(second);
    // both reads are under way before either is waited for
    this.#touched += records.touch(a) ^ records.touch(b);
    let first = isPlainA ? records.find(0, a, this.#isEvm) : REFUSED;
    this.to = isPlainB ? records.find(second, b, this.#isEvm) : REFUSED;
    if (first < 0) first = this.#readSlowly(from);
    if (this.to < 0) this.to = this.#readSlowly(to);
    this.from = first;
  }

  /** Reads one address; negative where the cell is none. */
  readOne(cell: Cell): number {
    const isPlain = this.#readKey(cell, 0);
    const number = isPlain ? this.#records.find(0, this.#records.hash(0), this.#isEvm) : REFUSED;
    return number < 0 ? this.#readSlowly(cell) : number;
  }

  /** Why a text was refused. */
  fault(text: string): AddressFault {
    const fault = readAddress(text, this.#family);
    if (typeof fault === 'string') throw new Error('internal error: an address was refused');
    return fault;
  }

  /** The number of a canonical address, or −1 where the ledger does not have it. */
  find(holder: Holder): number {
    if (holder === '') return this.#nobody;
    if (!this.#readKey(cellOf(holder), 0)) return REFUSED;
    return this.#records.find(0, this.#records.hash(0), false);
  }

  /** The number of nobody: who receives fees. */
  nobody(): number {
    if (this.#nobody >= 0) return this.#nobody;
    const { key, width } = this.#records;
    key.fill(0, 0, width);
    if (this.#isEvm) key[EVM_WORDS] = 1;
    this.#nobody = this.#records.find(0, this.#records.hash(0), true);
    return this.#nobody;
  }

  /** An order of holders by what they are, whatever numbers they have. */
  compare(a: number, b: number): number {
    return this.#records.compare(a, b);
  }

  text(number: number): Holder {
    if (number >= this.#texts.length) {
      this.#texts = Object.assign(new Array(this.size), this.#texts);
    }
    const known = this.#texts[number];
    if (known !== undefined) return known;
    const text = number === this.#nobody ? NOBODY : this.#textOf(number);
    this.#texts[number] = text;
    return text;
  }

  #textOf(number: number): Holder {
    const { key } = this.#records;
    this.#records.recall(number);
    if (this.#isEvm) return `0x${hexOf(key, 0, EVM_WORDS)}`;
    const bytes = Buffer.from(key.buffer);
    return bytes.toString('latin1', 0, bytes[TEXT_MAX]);
  }

  /** Puts a canonical address into the key; false where the cell is written in another way. */
  #readKey(cell: Cell, at: number): boolean {
    return this.#isEvm ? this.#readHex(cell, at) : this.#readText(cell, at);
  }

  #readHex({ bytes, start, end }: Cell, at: number): boolean {
    if (end - start !== 42 || bytes[start] !== 48 || bytes[start + 1] !== 120) return false;
    const { key } = this.#records;
    key[at + EVM_WORDS] = 0;
    return readLowerHex(this.#view.of(bytes), start + 2, key, at, EVM_WORDS);
  }

  #readText({ bytes, start, end }: Cell, at: number): boolean {
    const length = end - start;
    if (length === 0 || length > TEXT_MAX) return false;
    const { key } = this.#records;
    const view = this.#view.of(bytes);
    const whole = length >>> 2;
    for (let i = 0; i < whole; i += 1) key[at + i] = view.getInt32(start + i * 4, true);
    for (let i = whole; i < TEXT_WIDTH; i += 1) key[at + i] = 0;
    for (let i = whole * 4; i < length; i += 1) {
      key[at + whole]! |= view.getUint8(start + i) << ((i & 3) << 3);
    }
    key[at + TEXT_WIDTH - 1]! |= length << 24;
    return true;
  }

  #readSlowly(cell: Cell): number {
    return this.#isEvm ? this.#readCased(cell) : this.#readSpelling(cell);
  }

  /** An EVM address with upper-case letters. Its checksum is worked out once for each holder. */
  #readCased({ bytes, start, end }: Cell): number {
    if (end - start !== 42 || bytes[start] !== 48 || bytes[start + 1] !== 120) return REFUSED;
    const records = this.#records;
    const bits = this.#bits;
    const written = readCase(bytes, start + 2, this.#lower, bits);
    if (!written || !readLowerHex(this.#lowerView, 0, records.key, 0, EVM_WORDS)) return REFUSED;
    records.key[EVM_WORDS] = 0;
    const hash = records.hash(0);
    if (written === 'one') return records.find(0, hash, true);
    const known = records.find(0, hash, false);
    if (known < 0 || !this.#hasCase(known)) {
      checksumCase(this.#lower, this.#right);
      if (bits[0] !== this.#right[0] || bits[1] !== this.#right[1]) return REFUSED;
      const number = known < 0 ? records.find(0, hash, true) : known;
      this.#setCase(number);
      return number;
    }
    const isRight = this.#cases[known * 2] === bits[0] && this.#cases[known * 2 + 1] === bits[1];
    return isRight ? known : REFUSED;
  }

  /** Mixed case has an upper-case letter, so a case without one is not known yet. */
  #hasCase(number: number): boolean {
    const at = number * 2;
    return at < this.#cases.length && (this.#cases[at]! | this.#cases[at + 1]!) !== 0;
  }

  #setCase(number: number): void {
    if (number * 2 >= this.#cases.length) {
      const larger = new Int32Array(Math.max(1 << 10, number * 4 + 2));
      larger.set(this.#cases);
      this.#cases = larger;
    }
    this.#cases.set(this.#right, number * 2);
  }

  /** A text not met before, or not the canonical spelling of its address. */
  #readSpelling({ bytes, start, end }: Cell): number {
    const isShort = end - start <= SPELLING_MAX;
    const spelling = isShort ? this.#spellings.find(bytes, start, end) : -1;
    if (spelling >= 0) return this.#bySpelling[spelling]!;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    const holder = readAddress(text, this.#family);
    const number = typeof holder === 'string' ? this.#add(holder) : REFUSED;
    if (holder !== text && isShort && this.#spellings.size < SPELLINGS_MAX) {
      this.#bySpelling[this.#spellings.add(bytes, start, end)] = number;
    }
    return number;
  }

  #add(holder: Holder): number {
    this.#readKey(cellOf(holder), 0);
    return this.#records.find(0, this.#records.hash(0), true);
  }
}

function cellOf(text: string): Cell {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length };
}
