const MIX = 0x9e3779b1;

/**
 * Keys of a fixed number of 32-bit words, numbered from 0 in order of first appearance. Key and
 * number stand together in one record of a power of two, so that a look-up is one random read:
 * among millions of holders that read is what a row costs.
 */
export class Records {
  size = 0;
  readonly width: number;
  /** Room for two keys: the caller fills one at 0 or at `width`. */
  readonly key: Int32Array;
  readonly #shift: number;
  /** Number + 1 (0: an empty record), then the key. */
  #records: Int32Array;
  /** Record of each number. */
  #places = new Uint32Array(1 << 7);

  constructor(width: number) {
    this.width = width;
    this.key = new Int32Array(width * 2);
    this.#shift = Math.ceil(Math.log2(width + 1));
    this.#records = new Int32Array(1 << (this.#shift + 8));
  }

  /** Where the search for the key at `at` begins. */
  hash(at: number): number {
    const { key, width } = this;
    let hash = width;
    for (let i = at; i < at + width; i += 1) {
      hash = Math.imul(hash ^ key[i]!, MIX);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 13);
  }

  /** Reads what `find` will read, without waiting for it. */
  touch(hash: number): number {
    const records = this.#records;
    return records[(hash << this.#shift) & (records.length - 1)]!;
  }

  /** The number of the key at `at`; −1 where it is new and `grow` is false. */
  find(at: number, hash: number, grow: boolean): number {
    const records = this.#records;
    const mask = records.length - 1;
    const step = 1 << this.#shift;
    let place = (hash << this.#shift) & mask;
    for (let entry = records[place]!; entry !== 0; entry = records[place]!) {
      if (this.#is(records, place, at)) return entry - 1;
      place = (place + step) & mask;
    }
    return grow ? this.#append(place, at) : -1;
  }

  /** Puts the key of a number at 0. */
  recall(number: number): void {
    const place = this.#places[number]! << this.#shift;
    for (let i = 0; i < this.width; i += 1) this.key[i] = this.#records[place + 1 + i]!;
  }

  compare(a: number, b: number): number {
    const records = this.#records;
    const [x, y] = [this.#places[a]! << this.#shift, this.#places[b]! << this.#shift];
    for (let i = 1; i <= this.width; i += 1) {
      const [v, w] = [records[x + i]! >>> 0, records[y + i]! >>> 0];
      if (v !== w) return v < w ? -1 : 1;
    }
    return 0;
  }

  #is(records: Int32Array, place: number, at: number): boolean {
    const { key, width } = this;
    for (let i = 0; i < width; i += 1) if (records[place + 1 + i] !== key[at + i]) return false;
    return true;
  }

  #append(place: number, at: number): number {
    const number = this.size;
    if (number === this.#places.length) {
      const places = new Uint32Array(number * 2);
      places.set(this.#places);
      this.#places = places;
    }
    const records = this.#records;
    records[place] = number + 1;
    for (let i = 0; i < this.width; i += 1) records[place + 1 + i] = this.key[at + i]!;
    this.#places[number] = place >>> this.#shift;
    this.size = number + 1;
    if (this.size * 2 > records.length >>> this.#shift) this.#rehash();
    return number;
  }

  #rehash(): void {
    const from = this.#records;
    const to = new Int32Array(from.length * 2);
    const mask = to.length - 1;
    const step = 1 << this.#shift;
    const { key, width } = this;
    const kept = key.slice();
    for (let old = 0; old < from.length; old += step) {
      if (from[old] === 0) continue;
      for (let i = 0; i < width; i += 1) key[i] = from[old + 1 + i]!;
      let place = (this.hash(0) << this.#shift) & mask;
      while (to[place] !== 0) place = (place + step) & mask;
      for (let i = 0; i <= width; i += 1) to[place + i] = from[old + i]!;
      this.#places[from[old]! - 1] = place >>> this.#shift;
    }
    key.set(kept);
    this.#records = to;
  }
}
