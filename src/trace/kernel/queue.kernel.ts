import { LANE } from './lanes.ts';
import type { Slot } from './slots.ts';
import { HISTORY, LABEL, LISTS, LOT_REALS, LOT_WORDS, NEXT, type State } from './state.kernel.ts';

// Policies under which clean and dirty units leave in an order of their own need the dirty lots
// alone: circular lists as in FIFO. Where each clean unit stands matters only to a claim, and slots
// with claims are special.

/** Places in the order of `POLICY_IDS`. */
export const TIHO = 3;
export const CLEAN_FIRST = 4;
export const DIRTY_FIRST = 5;

/**
 * Takes up to hi·2^50 + lo dirty units, oldest first, as a list of their own (0: none). What the
 * queue lacks is clean; `s.restHi` and `s.restLo` say how much that is.
 */
export function takeQueue(
  s: State,
  slot: Slot,
  policy: number,
  hi: number,
  lo: number,
  event: number,
): number {
  s.reserve(1);
  const { lr, lw, nodes, journal } = s;
  const flow = s.flows[policy]!;
  const place = slot * LISTS + policy;
  const tail = s.lists[place]!;
  const head = lw[tail * LOT_WORDS + NEXT]!;
  let high = hi;
  let low = lo;
  let last = 0;
  let lot = head;
  for (;;) {
    const lotHi = lr[lot * LOT_REALS]!;
    const lotLo = lr[lot * LOT_REALS + 1]!;
    if (high < lotHi || (high === lotHi && low < lotLo)) break;
    high -= lotHi;
    low -= lotLo;
    if (low < 0) {
      low += LANE;
      high -= 1;
    }
    if (journal !== null) s.copyLot(lot);
    lw[lot * LOT_WORDS + HISTORY] = nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
    flow.addLanes(event, lw[lot * LOT_WORDS + LABEL]! * 2, lotHi, lotLo);
    s.moved++;
    last = lot;
    if (lot === tail) {
      s.lists[place] = 0;
      s.flags[slot]! &= ~(1 << policy);
      s.restHi = high;
      s.restLo = low;
      return tail;
    }
    lot = lw[lot * LOT_WORDS + NEXT]!;
  }
  s.restHi = 0;
  s.restLo = 0;
  if (high > 0 || low > 0) last = splitQueue(s, policy, lot, last, head, high, low, event);
  else if (last !== 0) lw[last * LOT_WORDS + NEXT] = head;
  if (journal !== null) s.copyLot(tail);
  lw[tail * LOT_WORDS + NEXT] = lot;
  return last;
}

/** Cuts the older part off a dirty lot and puts it behind `last`. */
function splitQueue(
  s: State,
  policy: number,
  lot: number,
  last: number,
  head: number,
  hi: number,
  lo: number,
  event: number,
): number {
  const { lr, lw } = s;
  if (s.journal !== null) s.copyLot(lot);
  const label = lw[lot * LOT_WORDS + LABEL]!;
  s.flows[policy]!.addLanes(event, label * 2, hi, lo);
  s.moved++;
  const part = s.lot(hi, lo, label, s.nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event));
  let high = lr[lot * LOT_REALS]! - hi;
  let low = lr[lot * LOT_REALS + 1]! - lo;
  if (low < 0) {
    low += LANE;
    high -= 1;
  }
  lr[lot * LOT_REALS] = high;
  lr[lot * LOT_REALS + 1] = low;
  lw[part * LOT_WORDS + NEXT] = last === 0 ? part : head;
  if (last !== 0) lw[last * LOT_WORDS + NEXT] = part;
  return part;
}

/**
 * Takes the dirty part of an outflow under LIBR: max(0, x − (B − T)) of the balance B before with
 * dirt T, oldest dirt first (tracing.md §2.3). T then falls by what left.
 */
export function takeCleanFirst(
  s: State,
  slot: Slot,
  hi: number,
  lo: number,
  beforeHi: number,
  beforeLo: number,
  event: number,
): number {
  const { dirt } = s;
  const at = slot * 2;
  let high = hi - beforeHi + dirt[at]!;
  let low = lo - beforeLo + dirt[at + 1]!;
  if (low < 0) {
    low += LANE;
    high -= 1;
  } else if (low >= LANE) {
    low -= LANE;
    high += 1;
  }
  if (high < 0 || (high === 0 && low === 0)) return 0;
  const list = takeQueue(s, slot, CLEAN_FIRST, high, low, event);
  high -= s.restHi;
  low -= s.restLo;
  if (low < 0) {
    low += LANE;
    high -= 1;
  }
  s.takenHi = high;
  s.takenLo = low;
  let dirtHi = dirt[at]! - high;
  let dirtLo = dirt[at + 1]! - low;
  if (dirtLo < 0) {
    dirtLo += LANE;
    dirtHi -= 1;
  }
  dirt[at] = dirtHi;
  dirt[at + 1] = dirtLo;
  return list;
}

/** Puts dirty lots behind those of a slot, under any policy with circular lists of dirty lots. */
export function putQueue(s: State, slot: Slot, policy: number, list: number): void {
  const { lw } = s;
  const place = slot * LISTS + policy;
  const tail = s.lists[place]!;
  s.lists[place] = list;
  if (tail === 0) {
    s.flags[slot]! |= 1 << policy;
    return;
  }
  if (s.journal !== null) {
    s.copyLot(tail);
    s.copyLot(list);
  }
  const head = lw[list * LOT_WORDS + NEXT]!;
  lw[list * LOT_WORDS + NEXT] = lw[tail * LOT_WORDS + NEXT]!;
  lw[tail * LOT_WORDS + NEXT] = head;
}

/** Raises the dirt T of a slot by what LIBR put there. */
export function putDirt(s: State, slot: Slot, hi: number, lo: number): void {
  const { dirt } = s;
  const at = slot * 2;
  let high = dirt[at]! + hi;
  let low = dirt[at + 1]! + lo;
  if (low >= LANE) {
    low -= LANE;
    high += 1;
  }
  dirt[at] = high;
  dirt[at + 1] = low;
}
