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

// Last in, first out. A list begins with its newest lot and `NEXT` leads to older ones, then to 0.
// Taken lots keep that order, so they arrive restored to oldest first by relinking alone.

/** Place in the order of `POLICY_IDS`. */
export const LIFO = 2;
const BIT = 1 << LIFO;

/**
 * Takes hi·2^50 + lo units from the newest lots of a list that has dirt. Returns the newest lot
 * taken and leaves the oldest in `s.oldest`. What the list lacks is clean and oldest.
 */
export function takeLifo(s: State, slot: Slot, hi: number, lo: number, event: number): number {
  s.reserve(2);
  const { lr, lw, nodes, journal } = s;
  const flow = s.flows[LIFO]!;
  const place = slot * LISTS + LIFO;
  const top = s.lists[place]!;
  let high = hi;
  let low = lo;
  let last = 0;
  let lot = top;
  while (lot !== 0) {
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
    lot = lw[lot * LOT_WORDS + NEXT]!;
  }
  s.oldest = last;
  if (high > 0 || low > 0) {
    if (lot !== 0) splitLifo(s, lot, high, low, event);
    else openLifo(s, last, high, low);
  }
  if (lot !== 0 && lw[lot * LOT_WORDS + NEXT] === 0 && lw[lot * LOT_WORDS + LABEL] === CLEAN) {
    s.drop(lot);
    lot = 0;
  }
  s.lists[place] = lot;
  if (lot === 0) s.flags[slot]! &= ~BIT;
  return last === 0 ? s.oldest : top;
}

/** Cuts the newer part off a lot and puts it below what was taken before. */
function splitLifo(s: State, lot: number, hi: number, lo: number, event: number): void {
  const { lr, lw } = s;
  if (s.journal !== null) s.copyLot(lot);
  const label = lw[lot * LOT_WORDS + LABEL]!;
  let history = NO_NODE;
  if (label !== CLEAN) {
    history = s.nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
    s.flows[LIFO]!.addLanes(event, label * 2, hi, lo);
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
  below(s, part);
}

/** Puts a lot below the oldest taken. */
function below(s: State, lot: number): void {
  if (s.oldest !== 0) {
    if (s.journal !== null) s.copyLot(s.oldest);
    s.lw[s.oldest * LOT_WORDS + NEXT] = lot;
  }
  s.oldest = lot;
}

/** Puts clean units below the oldest taken. */
function openLifo(s: State, oldest: number, hi: number, lo: number): void {
  if (oldest !== 0 && s.lw[oldest * LOT_WORDS + LABEL] === CLEAN) s.grow(oldest, hi, lo);
  else below(s, s.lot(hi, lo, CLEAN, NO_NODE));
}

/**
 * Puts lots that were taken, from `top` to `s.oldest`, on those of a slot, which holds hi·2^50 + lo
 * units before: without dirt they are one clean lot, made only now, and not for a terminal.
 */
export function putLifo(
  s: State,
  slot: Slot,
  top: number,
  hi: number,
  lo: number,
  ends: boolean,
): void {
  s.reserve(1);
  const { lr, lw, journal } = s;
  const place = slot * LISTS + LIFO;
  const under = s.lists[place]!;
  const { oldest } = s;
  if (top === oldest && lw[top * LOT_WORDS + LABEL] === CLEAN) {
    if (under !== 0 && !ends) {
      addLifo(s, slot, lr[top * LOT_REALS]!, lr[top * LOT_REALS + 1]!);
    }
    s.drop(top);
    return;
  }
  s.lists[place] = top;
  if (under === 0) {
    s.flags[slot]! |= BIT;
    if (!ends && (hi > 0 || lo > 0)) openLifo(s, oldest, hi, lo);
    if (journal !== null) s.copyLot(s.oldest);
    lw[s.oldest * LOT_WORDS + NEXT] = 0;
    return;
  }
  if (journal !== null) s.copyLot(oldest);
  if (lw[oldest * LOT_WORDS + LABEL] === CLEAN && lw[under * LOT_WORDS + LABEL] === CLEAN) {
    s.grow(oldest, lr[under * LOT_REALS]!, lr[under * LOT_REALS + 1]!);
    lw[oldest * LOT_WORDS + NEXT] = lw[under * LOT_WORDS + NEXT]!;
    s.drop(under);
  } else lw[oldest * LOT_WORDS + NEXT] = under;
}

/** Adds clean units on a list that has dirt. */
export function addLifo(s: State, slot: Slot, hi: number, lo: number): void {
  s.reserve(1);
  const { lw } = s;
  const place = slot * LISTS + LIFO;
  const under = s.lists[place]!;
  if (lw[under * LOT_WORDS + LABEL] === CLEAN) {
    s.grow(under, hi, lo);
    return;
  }
  const lot = s.lot(hi, lo, CLEAN, NO_NODE);
  lw[lot * LOT_WORDS + NEXT] = under;
  s.lists[place] = lot;
}
