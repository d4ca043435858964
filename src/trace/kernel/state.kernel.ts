import { assert } from '../../base/assert.ts';
import { LimitError } from '../../base/errors.ts';
import type { Journal, JournalMark } from './journal.kernel.ts';
import { LANE } from './lanes.ts';
import type { Slot } from './slots.ts';
import type { FlowLog, Nodes } from './trail.ts';

/** Words of a slot's record of lists: one per policy, in the order of `POLICY_IDS`, and a spare. */
export const LISTS = 8;

/** The flags above the seven that say under which policies a slot holds dirt. */
export const TERMINAL = 1 << 7;
export const SPECIAL = 1 << 8;
/** Special for the width of its asset alone. */
export const WIDE = 1 << 9;
export const DIRTY = (1 << 7) - 1;

/** Places of a lot's 32-byte record: hi, lo, then label, history, next, block of the last copy. */
export const LOT_REALS = 4;
export const LOT_WORDS = 8;
export const LABEL = 4;
export const HISTORY = 5;
export const NEXT = 6;
const COPIED = 7;
export const CLEAN = -1;

const MOST_LOTS = 2 ** 28;

/** The free list and the lots used, at one point. */
export interface LotMark {
  readonly free: number;
  readonly fresh: number;
  readonly moved: number;
}

/**
 * The memory of the kernels (performance.md §12.1). Most events move clean units between slots
 * without dirt: they touch a balance of 16 bytes and a flag of 2, which fit into caches that whole
 * records would overflow. What is known of dirt is one 32-byte record of lists per slot, and one
 * 32-byte record per lot, with a free list. Lot 0 and slot 0 are none.
 */
export class State {
  /** Two lanes per slot. */
  balances = new Float64Array(2);
  flags = new Uint16Array(1);
  /** Per slot and policy the lot by which the list of its lots is known, or 0. */
  lists = new Int32Array(LISTS);
  /** Dirt T under LIBR, two lanes per slot. */
  dirt = new Float64Array(2);
  /** Lot records, as float64 and as int32. */
  lr = new Float64Array(LOT_REALS << 7);
  lw = new Int32Array(this.lr.buffer);
  /** First free lot, linked by `NEXT`, and the first that was never used. */
  free = 0;
  fresh = 1;
  slots = 1;
  /** What a queue lacked, what LIBR took, how many lots a blended list has: of the last call. */
  restHi = 0;
  restLo = 0;
  takenHi = 0;
  takenLo = 0;
  count = 0;
  /** The oldest lot of what LIFO took last. */
  oldest = 0;
  /** Kept so that reading ahead is not optimised away. */
  touched = 0.5;
  /** Dirty lots that payments have moved: what the work follows. */
  moved = 0;
  /** Where changes go, or null while none are kept. */
  journal: Journal | null = null;
  readonly nodes: Nodes;
  /** By policy, in the order of `POLICY_IDS`; null where the run leaves it out. */
  readonly flows: readonly (FlowLog | null)[];

  constructor(nodes: Nodes, flows: readonly (FlowLog | null)[]) {
    this.nodes = nodes;
    this.flows = flows;
    this.flags[0] = TERMINAL;
  }

  /** Makes room for slots below `count`; new ones are empty. */
  widen(count: number): void {
    if (count > this.flags.length) {
      const size = Math.max(count, this.slots * 2);
      this.balances = widened(this.balances, new Float64Array(size * 2));
      this.flags = widened(this.flags, new Uint16Array(size));
      this.lists = widened(this.lists, new Int32Array(size * LISTS));
      this.dirt = widened(this.dirt, new Float64Array(size * 2));
    } else {
      this.balances.fill(0, this.slots * 2, count * 2);
      this.lists.fill(0, this.slots * LISTS, count * LISTS);
      this.dirt.fill(0, this.slots * 2, count * 2);
    }
    this.slots = count;
  }

  /** Makes room for `count` more lots. The views change: read them again. */
  reserve(count: number): void {
    const most = this.fresh + count;
    if (most * LOT_REALS <= this.lr.length) return;
    if (most > MOST_LOTS) throw new LimitError('lots', `more than ${MOST_LOTS} lots`);
    const size = Math.max(2 ** Math.ceil(Math.log2(most)), 1 << 7);
    const wider = new Float64Array(size * LOT_REALS);
    wider.set(this.lr);
    this.lr = wider;
    this.lw = new Int32Array(wider.buffer);
  }

  /** A lot of its own; `reserve` has made room for it. */
  lot(hi: number, lo: number, label: number, history: number): number {
    const { lw, lr } = this;
    let id = this.free;
    if (id === 0) {
      id = this.fresh++;
      // a write past the end would be lost without a word
      assert(id * LOT_REALS < lr.length, 'a lot without room');
    } else {
      if (this.journal !== null) this.copyLot(id);
      this.free = lw[id * LOT_WORDS + NEXT]!;
    }
    lr[id * LOT_REALS] = hi;
    lr[id * LOT_REALS + 1] = lo;
    lw[id * LOT_WORDS + LABEL] = label;
    lw[id * LOT_WORDS + HISTORY] = history;
    return id;
  }

  /** Gives a lot back. */
  drop(id: number): void {
    if (this.journal !== null) this.copyLot(id);
    this.lw[id * LOT_WORDS + NEXT] = this.free;
    this.free = id;
  }

  /** Adds units to a lot. */
  grow(id: number, hi: number, lo: number): void {
    if (this.journal !== null) this.copyLot(id);
    const { lr } = this;
    let low = lr[id * LOT_REALS + 1]! + lo;
    let high = lr[id * LOT_REALS]! + hi;
    if (low >= LANE) {
      low -= LANE;
      high += 1;
    }
    lr[id * LOT_REALS] = high;
    lr[id * LOT_REALS + 1] = low;
  }

  /** Keeps a lot as it was when the block began; to be called before its first change. */
  copyLot(id: number): void {
    const journal = this.journal!;
    if (this.lw[id * LOT_WORDS + COPIED] === journal.block) return;
    journal.keepLot(id, this.lw);
    this.lw[id * LOT_WORDS + COPIED] = journal.block;
  }

  /** Where lots stand, for going back. */
  mark(): LotMark {
    return { free: this.free, fresh: this.fresh, moved: this.moved };
  }

  /** Goes back to where a block began. */
  undo(journal: Journal, changes: JournalMark, { free, fresh, moved }: LotMark): void {
    journal.restore(changes, this);
    this.free = free;
    this.fresh = fresh;
    this.moved = moved;
  }

  /** Keeps a slot as it is; to be called before an event that may change more than its balance. */
  copySlot(slot: Slot): void {
    const journal = this.journal!;
    journal.keepBalance(slot, this.balances);
    journal.keepSlot(slot, this);
  }
}

/** The wider column with the narrower one's values in front. */
function widened<T extends Float64Array | Int32Array | Uint16Array>(narrow: T, wide: T): T {
  wide.set(narrow);
  return wide;
}
