import type { Slot } from './slots.ts';

const LOT_WORDS = 8;
const SLOT_WORDS = 16;

/** Where the memory of the kernels stood when a block began. */
export interface Standing {
  readonly fresh: number;
  readonly free: number;
  readonly moved: number;
}

/**
 * What one block changed, as it was before (tracing.md §2.5): records of lots and slots are copied
 * once, before their first change, as int32 words, since a float64 could rewrite bits that look like
 * a NaN. Kept for the newest blocks only; going further back replays the log.
 */
export class Journal implements Standing {
  /** Never used twice, so that a mark of an undone block means nothing. */
  readonly number: number;
  readonly fresh: number;
  readonly free: number;
  readonly moved: number;
  readonly #lots: number[] = [];
  readonly #lotWords: number[] = [];
  readonly #kept = new Set<Slot>();
  readonly #slotWords: number[] = [];
  readonly #assumed: number[] = [];

  constructor(number: number, { fresh, free, moved }: Standing) {
    this.number = number;
    this.fresh = fresh;
    this.free = free;
    this.moved = moved;
  }

  keepLot(id: number, words: Int32Array): void {
    this.#lots.push(id);
    for (let i = 0; i < LOT_WORDS; i++) this.#lotWords.push(words[id * LOT_WORDS + i]!);
  }

  keepSlot(slot: Slot, words: Int32Array, assumed: Float64Array): void {
    if (this.#kept.has(slot)) return;
    this.#kept.add(slot);
    for (let i = 0; i < SLOT_WORDS; i++) this.#slotWords.push(words[slot * SLOT_WORDS + i]!);
    this.#assumed.push(assumed[slot * 2]!, assumed[slot * 2 + 1]!);
  }

  /** Puts every copied record back. */
  restore(slotWords: Int32Array, assumed: Float64Array, lotWords: Int32Array): void {
    let at = 0;
    for (const slot of this.#kept) {
      for (let i = 0; i < SLOT_WORDS; i++) {
        slotWords[slot * SLOT_WORDS + i] = this.#slotWords[at * SLOT_WORDS + i]!;
      }
      assumed[slot * 2] = this.#assumed[at * 2]!;
      assumed[slot * 2 + 1] = this.#assumed[at * 2 + 1]!;
      at++;
    }
    this.#lots.forEach((id, n) => {
      for (let i = 0; i < LOT_WORDS; i++) {
        lotWords[id * LOT_WORDS + i] = this.#lotWords[n * LOT_WORDS + i]!;
      }
    });
  }

  /** Bytes that the copies take. */
  get bytes(): number {
    return 8 * (this.#lots.length * (1 + LOT_WORDS) + this.#kept.size * (1 + SLOT_WORDS + 2));
  }
}
