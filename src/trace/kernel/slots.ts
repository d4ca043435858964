import { LimitError } from '../../base/errors.ts';
import type { AssetNumber, HolderNumber } from '../accounts.ts';

/** A dense number for one (holder, asset) that occurs, from 1; 0 is nobody. */
export type Slot = number;

/** Slots are 64-byte records in one buffer, which bounds their number. */
const MOST_SLOTS = 2 ** 26;

function mix(holder: number, asset: number): number {
  let h = Math.imul(holder, 0x9e3779b1) ^ Math.imul(asset, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** Gives out slots by first appearance, with the way back and the slots of each holder. */
export class Slots {
  /** Number of slots given out, the empty slot 0 included. */
  count = 1;
  #table = new Int32Array(1 << 11);
  #mask = (1 << 11) - 1;
  #holder = new Int32Array(1 << 10);
  #asset = new Int32Array(1 << 10);
  /** The holder's slot before this one, or 0. */
  #before = new Int32Array(1 << 10);
  /** The newest slot of each holder, or 0. */
  #last = new Int32Array(1 << 10);

  holder(slot: Slot): HolderNumber {
    return this.#holder[slot]!;
  }

  asset(slot: Slot): AssetNumber {
    return this.#asset[slot]!;
  }

  /** The slot of a holder and asset, or 0 where neither event nor query has named it. */
  find(holder: HolderNumber, asset: AssetNumber): Slot {
    const table = this.#table;
    let at = mix(holder, asset) & this.#mask;
    for (let slot = table[at]!; slot !== 0; slot = table[at]!) {
      if (this.#holder[slot] === holder && this.#asset[slot] === asset) return slot;
      at = (at + 1) & this.#mask;
    }
    return 0;
  }

  /** The slot of a holder and asset, given out now if it is new. */
  get(holder: HolderNumber, asset: AssetNumber): Slot {
    const slot = this.find(holder, asset);
    return slot === 0 ? this.#add(holder, asset) : slot;
  }

  /** The slots of one holder, newest first. */
  *of(holder: HolderNumber): Generator<Slot> {
    for (let slot = this.#last[holder] ?? 0; slot !== 0; slot = this.#before[slot]!) yield slot;
  }

  /** Forgets every slot from `count` on. */
  truncate(count: number): void {
    for (let slot = this.count - 1; slot >= count; slot--) {
      this.#last[this.#holder[slot]!] = this.#before[slot]!;
    }
    this.count = count;
    this.#rehash(this.#table.length);
  }

  #add(holder: HolderNumber, asset: AssetNumber): Slot {
    const slot = this.count;
    if (slot >= MOST_SLOTS) throw new LimitError('slots', `more than ${MOST_SLOTS} ledgers`);
    if (slot >= this.#holder.length) this.#widen();
    this.#holder[slot] = holder;
    this.#asset[slot] = asset;
    while (holder >= this.#last.length) this.#last = doubled(this.#last);
    this.#before[slot] = this.#last[holder]!;
    this.#last[holder] = slot;
    this.count = slot + 1;
    // load at most one half: a miss must stay short
    if (this.count * 2 > this.#table.length) this.#rehash(this.#table.length * 2);
    else this.#place(slot);
    return slot;
  }

  #place(slot: Slot): void {
    let at = mix(this.#holder[slot]!, this.#asset[slot]!) & this.#mask;
    while (this.#table[at] !== 0) at = (at + 1) & this.#mask;
    this.#table[at] = slot;
  }

  #rehash(size: number): void {
    this.#table = new Int32Array(size);
    this.#mask = size - 1;
    for (let slot = 1; slot < this.count; slot++) this.#place(slot);
  }

  #widen(): void {
    this.#holder = doubled(this.#holder);
    this.#asset = doubled(this.#asset);
    this.#before = doubled(this.#before);
  }
}

/** A copy with twice the room; nothing is ever detached (performance.md §3). */
function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(column.length * 2);
  wider.set(column);
  return wider;
}
