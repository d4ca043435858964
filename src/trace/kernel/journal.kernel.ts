import type { Slot } from './slots.ts';

const LOT_WORDS = 8;
const LISTS = 8;
/** Words of one copy: slot, flags, lists; lot and its record. */
const SLOT_COPY = LISTS + 2;
const LOT_COPY = LOT_WORDS + 1;
const LEAST = 1 << 6;

/** The memory that a journal copies from and restores. */
interface Memory {
  readonly balances: Float64Array;
  readonly flags: Uint16Array;
  readonly lists: Int32Array;
  readonly dirt: Float64Array;
  readonly lw: Int32Array;
}

/** Where the journal stood when a block began. */
export interface JournalMark {
  readonly balances: number;
  readonly slots: number;
  readonly lots: number;
}

/**
 * What the newest blocks changed, as it was before (tracing.md §2.5): appended in the order of the
 * changes and put back in the opposite one, so that nothing has to be looked for. Going back behind
 * the oldest block kept replays the log. Lots are copied as int32 words, since a float64 could
 * rewrite bits that look like a NaN.
 */
export class Journal {
  /** Names the block that is written, never twice: lots remember when they were copied last. */
  block = 0;
  /** Balances before each change: slot, and two lanes. `reserve` makes room. */
  slots = new Int32Array(LEAST);
  lanes = new Float64Array(LEAST * 2);
  count = 0;
  #slotWords = new Int32Array(SLOT_COPY * LEAST);
  #dirt = new Float64Array(LEAST * 2);
  #slotCount = 0;
  #lotWords = new Int32Array(LOT_COPY * LEAST);
  #lotCount = 0;
  /** Copies that have been forgotten: marks count from the first ever made. */
  #gone: JournalMark = { balances: 0, slots: 0, lots: 0 };

  /** Begins a block. */
  mark(): JournalMark {
    this.block++;
    return {
      balances: this.#gone.balances + this.count,
      slots: this.#gone.slots + this.#slotCount,
      lots: this.#gone.lots + this.#lotCount,
    };
  }

  /** Makes room for the balances that `events` events change. */
  reserve(events: number): void {
    const size = this.count + events * 2;
    if (size <= this.slots.length) return;
    this.slots = wider(this.slots, new Int32Array(size * 2));
    this.lanes = wider(this.lanes, new Float64Array(size * 4));
  }

  keepBalance(slot: Slot, balances: Float64Array): void {
    const at = this.count++;
    this.slots[at] = slot;
    this.lanes[at * 2] = balances[slot * 2]!;
    this.lanes[at * 2 + 1] = balances[slot * 2 + 1]!;
  }

  /** Keeps what is known of the dirt of a slot. */
  keepSlot(slot: Slot, { flags, lists, dirt }: Memory): void {
    const at = this.#slotCount++;
    if ((at + 1) * SLOT_COPY > this.#slotWords.length) {
      this.#slotWords = wider(this.#slotWords, new Int32Array(at * 2 * SLOT_COPY));
      this.#dirt = wider(this.#dirt, new Float64Array(at * 4));
    }
    const words = this.#slotWords;
    words[at * SLOT_COPY] = slot;
    words[at * SLOT_COPY + 1] = flags[slot]!;
    for (let i = 0; i < LISTS; i++) words[at * SLOT_COPY + 2 + i] = lists[slot * LISTS + i]!;
    this.#dirt[at * 2] = dirt[slot * 2]!;
    this.#dirt[at * 2 + 1] = dirt[slot * 2 + 1]!;
  }

  keepLot(id: number, lots: Int32Array): void {
    const at = this.#lotCount++;
    if ((at + 1) * LOT_COPY > this.#lotWords.length) {
      this.#lotWords = wider(this.#lotWords, new Int32Array(at * 2 * LOT_COPY));
    }
    const words = this.#lotWords;
    words[at * LOT_COPY] = id;
    for (let i = 0; i < LOT_WORDS; i++) words[at * LOT_COPY + 1 + i] = lots[id * LOT_WORDS + i]!;
  }

  /** Puts everything back that changed after a mark, the newest change first. */
  restore(to: JournalMark, { balances, flags, lists, dirt, lw }: Memory): void {
    while (this.count > to.balances - this.#gone.balances) {
      const at = --this.count;
      const slot = this.slots[at]!;
      balances[slot * 2] = this.lanes[at * 2]!;
      balances[slot * 2 + 1] = this.lanes[at * 2 + 1]!;
    }
    while (this.#slotCount > to.slots - this.#gone.slots) {
      const at = --this.#slotCount;
      const words = this.#slotWords.subarray(at * SLOT_COPY, (at + 1) * SLOT_COPY);
      const slot = words[0]!;
      flags[slot] = words[1]!;
      lists.set(words.subarray(2), slot * LISTS);
      dirt.set(this.#dirt.subarray(at * 2, at * 2 + 2), slot * 2);
    }
    while (this.#lotCount > to.lots - this.#gone.lots) {
      const at = --this.#lotCount;
      const words = this.#lotWords.subarray(at * LOT_COPY, (at + 1) * LOT_COPY);
      lw.set(words.subarray(1), words[0]! * LOT_WORDS);
    }
  }

  /** Forgets what stands before a mark, once that is worth moving the rest for. */
  forget(before: JournalMark): void {
    const balances = before.balances - this.#gone.balances;
    const slots = before.slots - this.#gone.slots;
    const lots = before.lots - this.#gone.lots;
    if (balances * 2 < this.count || balances < LEAST) return;
    this.slots.copyWithin(0, balances, this.count);
    this.lanes.copyWithin(0, balances * 2, this.count * 2);
    this.#slotWords.copyWithin(0, slots * SLOT_COPY, this.#slotCount * SLOT_COPY);
    this.#dirt.copyWithin(0, slots * 2, this.#slotCount * 2);
    this.#lotWords.copyWithin(0, lots * LOT_COPY, this.#lotCount * LOT_COPY);
    this.count -= balances;
    this.#slotCount -= slots;
    this.#lotCount -= lots;
    this.#gone = before;
  }

  /** Bytes that the copies take. */
  get bytes(): number {
    const slots = this.#slotCount * (SLOT_COPY * 4 + 16);
    return this.count * 20 + slots + this.#lotCount * LOT_COPY * 4;
  }
}

function wider<T extends Int32Array | Float64Array>(narrow: T, wide: T): T {
  wide.set(narrow);
  return wide;
}
