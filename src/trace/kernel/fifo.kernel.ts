import { LANE } from './lanes.ts';
import type { Slot } from './slots.ts';
import {
  CLEAN,
  HISTORY,
  LABEL,
  LISTS,
  LOT_REALS,
  LOT_WORDS,
  NEXT,
  type State,
} from './state.kernel.ts';
import { NO_NODE } from './trail.ts';

// First in, first out. A list is circular and known by its newest lot, whose `NEXT` is the oldest:
// both ends in one word. Clean neighbours are always one lot; a list without dirt does not exist.

/** Place in the order of `POLICY_IDS`. */
export const FIFO = 1;
const BIT = 1 << FIFO;

/**
 * Takes hi·2^50 + lo units from the front of a list that has dirt, as a list of their own. What the
 * list lacks was there before the log begins: clean, and older than all else (tracing.md §2.2).
 */
export function takeFifo(s: State, slot: Slot, hi: number, lo: number, event: number): number {
  s.reserve(2);
  const { lr, lw, nodes, journal } = s;
  const flow = s.flows[FIFO]!;
  const place = slot * LISTS + FIFO;
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
    const label = lw[lot * LOT_WORDS + LABEL]!;
    if (label !== CLEAN) {
      if (journal !== null) s.copyLot(lot);
      lw[lot * LOT_WORDS + HISTORY] = nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
      flow.addLanes(event, label * 2, lotHi, lotLo);
      s.moved++;
    }
    last = lot;
    if (lot === tail) {
      s.lists[place] = 0;
      s.flags[slot]! &= ~BIT;
      if (high > 0 || low > 0) openFifo(s, tail, high, low);
      return tail;
    }
    lot = lw[lot * LOT_WORDS + NEXT]!;
  }
  if (high > 0 || low > 0) last = splitFifo(s, lot, last, head, high, low, event);
  else {
    if (journal !== null) s.copyLot(last);
    lw[last * LOT_WORDS + NEXT] = head;
  }
  if (lot === tail && lw[lot * LOT_WORDS + LABEL] === CLEAN) {
    s.drop(lot);
    s.lists[place] = 0;
    s.flags[slot]! &= ~BIT;
  } else {
    if (journal !== null) s.copyLot(tail);
    lw[tail * LOT_WORDS + NEXT] = lot;
  }
  return last;
}

/** Cuts the older part off a lot and puts it behind `last` of the list that begins at `head`. */
function splitFifo(
  s: State,
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
  let history = NO_NODE;
  if (label !== CLEAN) {
    history = s.nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
    s.flows[FIFO]!.addLanes(event, label * 2, hi, lo);
    s.moved++;
  }
  const part = s.lot(hi, lo, label, history);
  let high = lr[lot * LOT_REALS]! - hi;
  let low = lr[lot * LOT_REALS + 1]! - lo;
  if (low < 0) {
    low += LANE;
    high -= 1;
  }
  lr[lot * LOT_REALS] = high;
  lr[lot * LOT_REALS + 1] = low;
  if (last === 0) lw[part * LOT_WORDS + NEXT] = part;
  else {
    if (s.journal !== null) s.copyLot(last);
    lw[last * LOT_WORDS + NEXT] = part;
    lw[part * LOT_WORDS + NEXT] = head;
  }
  return part;
}

/** Puts clean units in front of the list that ends with `tail`. */
function openFifo(s: State, tail: number, hi: number, lo: number): void {
  const { lw } = s;
  const head = lw[tail * LOT_WORDS + NEXT]!;
  if (lw[head * LOT_WORDS + LABEL] === CLEAN) {
    s.grow(head, hi, lo);
    return;
  }
  const lot = s.lot(hi, lo, CLEAN, NO_NODE);
  if (s.journal !== null) s.copyLot(tail);
  lw[lot * LOT_WORDS + NEXT] = head;
  lw[tail * LOT_WORDS + NEXT] = lot;
}

/**
 * Puts a list that was taken behind that of a slot, which holds hi·2^50 + lo units before: without
 * dirt they are one clean lot, made only now. A terminal's clean units never leave and need none.
 */
export function putFifo(
  s: State,
  slot: Slot,
  list: number,
  hi: number,
  lo: number,
  ends: boolean,
): void {
  s.reserve(1);
  const { lr, lw, journal } = s;
  const place = slot * LISTS + FIFO;
  const tail = s.lists[place]!;
  let head = lw[list * LOT_WORDS + NEXT]!;
  if (head === list && lw[head * LOT_WORDS + LABEL] === CLEAN) {
    if (tail !== 0 && !ends) {
      addFifo(s, slot, lr[head * LOT_REALS]!, lr[head * LOT_REALS + 1]!);
    }
    s.drop(head);
    return;
  }
  s.lists[place] = list;
  if (tail === 0) {
    s.flags[slot]! |= BIT;
    if (!ends && (hi > 0 || lo > 0)) openFifo(s, list, hi, lo);
    return;
  }
  if (lw[head * LOT_WORDS + LABEL] === CLEAN && lw[tail * LOT_WORDS + LABEL] === CLEAN) {
    s.grow(tail, lr[head * LOT_REALS]!, lr[head * LOT_REALS + 1]!);
    const second = lw[head * LOT_WORDS + NEXT]!;
    s.drop(head);
    head = second;
  }
  if (journal !== null) {
    s.copyLot(tail);
    s.copyLot(list);
  }
  lw[list * LOT_WORDS + NEXT] = lw[tail * LOT_WORDS + NEXT]!;
  lw[tail * LOT_WORDS + NEXT] = head;
}

/** Adds clean units behind a list that has dirt. */
export function addFifo(s: State, slot: Slot, hi: number, lo: number): void {
  s.reserve(1);
  const { lw } = s;
  const place = slot * LISTS + FIFO;
  const tail = s.lists[place]!;
  if (lw[tail * LOT_WORDS + LABEL] === CLEAN) {
    s.grow(tail, hi, lo);
    return;
  }
  const lot = s.lot(hi, lo, CLEAN, NO_NODE);
  if (s.journal !== null) s.copyLot(tail);
  lw[lot * LOT_WORDS + NEXT] = lw[tail * LOT_WORDS + NEXT]!;
  lw[tail * LOT_WORDS + NEXT] = lot;
  s.lists[place] = lot;
}
