import { LimitError } from '../../base/errors.ts';
import type { Journal } from './journal.kernel.ts';
import { LANE } from './lanes.ts';
import type { Slot } from './slots.ts';
import type { FlowLog, Nodes } from './trail.ts';

/** Places of a slot's 64-byte record: balance as two float64, then int32, then LIBR's dirt T. */
export const SLOT_REALS = 8;
export const SLOT_WORDS = 16;
export const FLAGS = 4;
/** The list of each policy, from here on in the order of `POLICY_IDS`: its last lot, or 0. */
export const LISTS = 5;
export const DIRT = 6;

/** The flags above the seven that say under which policies a slot holds dirt. */
export const TERMINAL = 1 << 7;
export const SPECIAL = 1 << 8;
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

/**
 * The memory of the kernels (performance.md §12.1): one 64-byte record per slot, one 32-byte record
 * per lot with a free list, and where histories and flows go. Lot 0 and slot 0 are none.
 */
export class State {
  /** Slot records, as float64 and as int32. */
  sr = new Float64Array(SLOT_REALS);
  sw = new Int32Array(this.sr.buffer);
  /** Clean units assumed, two lanes per slot. */
  assumed = new Float64Array(2);
  /** Lot records, as float64 and as int32. */
  lr = new Float64Array(LOT_REALS << 10);
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
  /** Dirty lots that payments have moved: what the work follows. */
  moved = 0;
  /** Where the changes of the current block go, or null while none is kept. */
  journal: Journal | null = null;
  readonly nodes: Nodes;
  /** By policy, in the order of `POLICY_IDS`; null where the run leaves it out. */
  readonly flows: readonly (FlowLog | null)[];

  constructor(nodes: Nodes, flows: readonly (FlowLog | null)[]) {
    this.nodes = nodes;
    this.flows = flows;
    this.sw[FLAGS] = TERMINAL;
  }

  /** Makes room for slots below `count`; new ones are empty. */
  widen(count: number): void {
    if (count * SLOT_REALS > this.sr.length) {
      const records = new Float64Array(Math.max(count, this.slots * 2) * SLOT_REALS);
      records.set(this.sr);
      const assumed = new Float64Array((records.length / SLOT_REALS) * 2);
      assumed.set(this.assumed);
      this.sr = records;
      this.sw = new Int32Array(records.buffer);
      this.assumed = assumed;
    }
    this.sw.fill(0, this.slots * SLOT_WORDS, count * SLOT_WORDS);
    this.assumed.fill(0, this.slots * 2, count * 2);
    this.slots = count;
  }

  /** Makes room for `count` more lots. The views change: read them again. */
  reserve(count: number): void {
    const most = this.fresh + count;
    if (most * LOT_REALS <= this.lr.length) return;
    if (most > MOST_LOTS) throw new LimitError('lots', `more than ${MOST_LOTS} lots`);
    const size = Math.max(2 ** Math.ceil(Math.log2(most)), 1 << 10);
    const wider = new Float64Array(size * LOT_REALS);
    wider.set(this.lr);
    this.lr = wider;
    this.lw = new Int32Array(wider.buffer);
  }

  /** A lot of its own; `reserve` has made room for it. */
  lot(hi: number, lo: number, label: number, history: number): number {
    const { lw, lr } = this;
    let id = this.free;
    if (id === 0) id = this.fresh++;
    else {
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
    if (id >= journal.fresh || this.lw[id * LOT_WORDS + COPIED] === journal.number) return;
    journal.keepLot(id, this.lw);
    this.lw[id * LOT_WORDS + COPIED] = journal.number;
  }

  /** Goes back to where a journal began. */
  undo(journal: Journal): void {
    journal.restore(this.sw, this.assumed, this.lw);
    this.free = journal.free;
    this.fresh = journal.fresh;
    this.moved = journal.moved;
  }

  /** Keeps a slot as it was when the block began; to be called before its first change. */
  copySlot(slot: Slot): void {
    this.journal!.keepSlot(slot, this.sw, this.assumed);
  }
}
