import { type AddressFault, readAddress } from '../address.ts';
import type { ChainFamily } from '../chains.ts';
import type { Holder } from '../port.ts';
import { ByteDictionary } from './dictionary.ts';

const REFUSED = -1;

/**
 * Addresses as numbers. A spelling is parsed once: the next time its bytes are only looked up. The
 * number of a holder is that of its canonical spelling; the others point to it.
 */
export class Holders {
  readonly #family: ChainFamily;
  readonly #spellings = new ByteDictionary();
  /** Spelling → holder, or −1. */
  #holder = new Int32Array(1 << 8);
  readonly #texts: string[] = [];

  constructor(family: ChainFamily) {
    this.#family = family;
  }

  /** Numbers given out are below this. */
  get size(): number {
    return this.#spellings.size;
  }

  /** The holder's number, or a negative one where the cell is no address. */
  read(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#spellings.size;
    const spelling = this.#spellings.add(bytes, start, end);
    return spelling < known ? this.#holder[spelling]! : this.#learn(spelling);
  }

  /** Why a cell was refused. */
  fault(text: string): AddressFault {
    const fault = readAddress(text, this.#family);
    if (typeof fault === 'string') throw new Error('internal error: an address was refused');
    return fault;
  }

  /** The number of a canonical address, or −1 where the ledger does not have it. */
  find(holder: Holder): number {
    const spelling = this.#spellings.find(holder);
    return spelling < 0 ? -1 : this.#holder[spelling]!;
  }

  /** The number of nobody: who receives fees. */
  nobody(): number {
    const known = this.#spellings.size;
    const number = this.#spellings.addText('');
    if (number === known) this.#set(number, number);
    else this.#holder[number] = number;
    return number;
  }

  text(number: number): Holder {
    const text = this.#texts[number];
    if (text !== undefined) return text;
    const read = this.#spellings.text(number);
    this.#texts[number] = read;
    return read;
  }

  #learn(spelling: number): number {
    const text = this.#spellings.text(spelling);
    const holder = readAddress(text, this.#family);
    let number = spelling;
    if (typeof holder !== 'string') {
      number = REFUSED;
    } else if (holder !== text) {
      number = this.#canonical(holder);
    }
    this.#set(spelling, number);
    return number;
  }

  #canonical(holder: Holder): number {
    const known = this.#spellings.size;
    const number = this.#spellings.addText(holder);
    if (number === known) this.#set(number, number);
    return number;
  }

  #set(spelling: number, number: number): void {
    if (spelling >= this.#holder.length) {
      const larger = new Int32Array(Math.max(spelling + 1, this.#holder.length * 2));
      larger.set(this.#holder);
      this.#holder = larger;
    }
    this.#holder[spelling] = number;
  }
}
