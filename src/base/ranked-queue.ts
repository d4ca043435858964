/** One in so many is taken by age alone, so that low ranks are never starved by high ones. */
const BY_AGE = 8;

interface Waiting {
  readonly rank: number;
  /** Which was asked first. */
  readonly order: number;
}

/** What waits: lower rank first, then the order of asking; every eighth the longest waiting. */
export class RankedQueue<T extends Waiting> {
  /** Last is next: taking is at the end of the array. */
  readonly #items: T[] = [];
  #taken = 0;

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.splice(this.#place(item), 0, item);
  }

  remove(item: T): boolean {
    const place = this.#place(item);
    if (this.#items[place] !== item) return false;
    this.#items.splice(place, 1);
    return true;
  }

  /** The next one, taken out. */
  take(): T | undefined {
    this.#taken += 1;
    if (this.#taken % BY_AGE !== 0) return this.#items.pop();
    const oldest = this.#items.reduce<T | undefined>(
      (best, item) => (best === undefined || item.order < best.order ? item : best),
      undefined,
    );
    if (oldest !== undefined) this.remove(oldest);
    return oldest;
  }

  /** Up to so many of those that fit, in their order, taken out. */
  takeWhere(most: number, fits: (item: T) => boolean): T[] {
    const taken: T[] = [];
    for (let at = this.#items.length - 1; at >= 0 && taken.length < most; at -= 1) {
      const item = this.#items[at];
      if (item === undefined || !fits(item)) continue;
      this.#items.splice(at, 1);
      taken.push(item);
    }
    return taken;
  }

  /** All, in their order, taken out. */
  clear(): T[] {
    return this.#items.splice(0).reverse();
  }

  /** Where the item stands, or would stand. */
  #place(item: T): number {
    let low = 0;
    for (let high = this.#items.length; low < high; ) {
      const middle = (low + high) >>> 1;
      const other = this.#items[middle];
      if (other === undefined) break;
      const before = other.rank === item.rank ? other.order > item.order : other.rank > item.rank;
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
