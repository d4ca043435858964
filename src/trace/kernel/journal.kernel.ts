import type { Slot } from './slots.ts';

const LOT_WORDS = 8;
const LISTS = 8;

/** The memory that a journal copies from and restores. */
export interface Memory {
  readonly balances: Float64Array;
  readonly flags: Uint16Array;
  readonly lists: Int32Array;
  readonly dirt: Float64Array;
  readonly lw: Int32Array;
  readonly fresh: number;
  readonly free: number;
  readonly moved: number;
}

/**
 * What one block changed, as it was before (tracing.md §2.5): lots and slots are copied once, before
 * their first change. Lots are copied as int32 words, since a float64 could rewrite bits that look
 * like a NaN. Kept for the newest blocks only; going further back replays the log.
 */
export class Journal {
  /** Never used twice, so that a mark of an undone block means nothing. */
  readonly number: number;
  readonly fresh: number;
  readonly free: number;
  readonly moved: number;
  readonly #lots: number[] = [];
  readonly #lotWords: number[] = [];
  readonly #slots = new Set<Slot>();
  readonly #flags: number[] = [];
  readonly #lists: number[] = [];
  readonly #lanes: number[] = [];

  constructor(number: number, { fresh, free, moved }: Memory) {
    this.number = number;
    this.fresh = fresh;
    this.free = free;
    this.moved = moved;
  }

  keepLot(id: number, words: Int32Array): void {
    this.#lots.push(id);
    for (let i = 0; i < LOT_WORDS; i++) this.#lotWords.push(words[id * LOT_WORDS + i]!);
  }

  keepSlot(slot: Slot, memory: Memory): void {
    if (this.#slots.has(slot)) return;
    this.#slots.add(slot);
    this.#flags.push(memory.flags[slot]!);
    for (let i = 0; i < LISTS; i++) this.#lists.push(memory.lists[slot * LISTS + i]!);
    for (const column of [memory.balances, memory.dirt]) {
      this.#lanes.push(column[slot * 2]!, column[slot * 2 + 1]!);
    }
  }

  /** Puts every copy back. */
  restore(memory: Memory): void {
    let n = 0;
    for (const slot of this.#slots) {
      memory.flags[slot] = this.#flags[n]!;
      for (let i = 0; i < LISTS; i++) memory.lists[slot * LISTS + i] = this.#lists[n * LISTS + i]!;
      let at = n * 4;
      for (const column of [memory.balances, memory.dirt]) {
        column[slot * 2] = this.#lanes[at++]!;
        column[slot * 2 + 1] = this.#lanes[at++]!;
      }
      n++;
    }
    this.#lots.forEach((id, k) => {
      for (let i = 0; i < LOT_WORDS; i++) {
        memory.lw[id * LOT_WORDS + i] = this.#lotWords[k * LOT_WORDS + i]!;
      }
    });
  }

  /** Bytes that the copies take. */
  get bytes(): number {
    return 8 * (this.#lots.length * (1 + LOT_WORDS) + this.#slots.size * (2 + LISTS + 4));
  }
}
