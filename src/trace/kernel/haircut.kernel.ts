import { blend, leaveWhole } from './blend.kernel.ts';
import { LANE } from './lanes.ts';
import { result, share } from './share.kernel.ts';
import type { Slot } from './slots.ts';
import { HISTORY, LABEL, LISTS, LOT_REALS, LOT_WORDS, NEXT, type State } from './state.kernel.ts';

// Pro rata by largest remainder over the columns [x, stays] (tracing.md §2.3). A list is as in
// `blend.kernel.ts`: dirty lots alone, clean is what the balance has besides.

/** Place in the order of `POLICY_IDS`. */
export const HAIRCUT = 0;
const BIT = 1 << HAIRCUT;

/** Lanes of the two columns: what this label has got, then what is free of each. */
const GOT = 0;
const FREE = 4;
const c = new Float64Array(8);

function less(aHi: number, aLo: number, bHi: number, bLo: number): boolean {
  return aHi < bHi || (aHi === bHi && aLo < bLo);
}

/** Gives a column one unit more if it has room. */
function give(column: number): boolean {
  const at = column * 2;
  if (!less(c[GOT + at]!, c[GOT + at + 1]!, c[FREE + at]!, c[FREE + at + 1]!)) return false;
  const lo = c[GOT + at + 1]! + 1;
  c[GOT + at + 1] = lo === LANE ? 0 : lo;
  if (lo === LANE) c[GOT + at] = c[GOT + at]! + 1;
  return true;
}

/** Sets a column to what is exactly its own, as far as it is free. */
function offer(column: number, hi: number, lo: number): void {
  const at = column * 2;
  const fits = less(hi, lo, c[FREE + at]!, c[FREE + at + 1]!);
  c[GOT + at] = fits ? hi : c[FREE + at]!;
  c[GOT + at + 1] = fits ? lo : c[FREE + at + 1]!;
}

/** Lowers what is free of a column by what the label has got. */
function book(column: number): void {
  const at = column * 2;
  let hi = c[FREE + at]! - c[GOT + at]!;
  let lo = c[FREE + at + 1]! - c[GOT + at + 1]!;
  if (lo < 0) {
    lo += LANE;
    hi -= 1;
  }
  c[FREE + at] = hi;
  c[FREE + at + 1] = lo;
}

/** Divides D dirty units over the columns, of which x is the first of V in all. */
function divide(
  dHi: number,
  dLo: number,
  xHi: number,
  xLo: number,
  wHi: number,
  wLo: number,
): void {
  share(dHi, dLo, xHi, xLo, wHi, wLo);
  const rHi = result[2]!;
  const rLo = result[3]!;
  const exact = rHi === 0 && rLo === 0;
  const carry = rLo * 2 >= LANE ? 1 : 0;
  const firstIsNearer = exact || !less(rHi * 2 + carry, rLo * 2 - carry * LANE, wHi, wLo);
  let stayHi = dHi - result[0]!;
  let stayLo = dLo - result[1]! - (exact ? 0 : 1);
  if (stayLo < 0) {
    stayLo += LANE;
    stayHi -= 1;
  }
  offer(0, result[0]!, result[1]!);
  offer(1, stayHi, stayLo);
  let missing = (dHi - c[0]! - c[2]!) * LANE + (dLo - c[1]! - c[3]!);
  const first = firstIsNearer ? 0 : 1;
  for (let turn = first; missing > 0; turn = 1 - turn) if (give(turn)) missing -= 1;
  book(0);
  book(1);
}

/**
 * Takes hi·2^50 + lo units of the `before` units of a slot with dirt: the dirty part as a list (0:
 * none).
 */
export function takeHaircut(
  s: State,
  slot: Slot,
  hi: number,
  lo: number,
  beforeHi: number,
  beforeLo: number,
  event: number,
): number {
  const place = slot * LISTS + HAIRCUT;
  const tail = blend(s, s.lists[place]!);
  if (!less(hi, lo, beforeHi, beforeLo)) {
    leaveWhole(s, HAIRCUT, tail, event);
    s.lists[place] = 0;
    s.flags[slot]! &= ~BIT;
    return tail;
  }
  s.reserve(s.count);
  c[FREE] = hi;
  c[FREE + 1] = lo;
  c[FREE + 2] = beforeHi;
  c[FREE + 3] = beforeLo;
  c[GOT + 2] = hi;
  c[GOT + 3] = lo;
  book(1);
  const { lr, lw } = s;
  let taken = 0;
  let stays = 0;
  let first = 0;
  let head = 0;
  let next = lw[tail * LOT_WORDS + NEXT]!;
  for (let lot = 0; lot !== tail; ) {
    lot = next;
    next = lw[lot * LOT_WORDS + NEXT]!;
    divide(lr[lot * LOT_REALS]!, lr[lot * LOT_REALS + 1]!, hi, lo, beforeHi, beforeLo);
    const part = split(s, lot, event);
    if (part !== 0) {
      if (taken === 0) first = part;
      else lw[taken * LOT_WORDS + NEXT] = part;
      taken = part;
    }
    if (part !== lot) {
      if (stays === 0) head = lot;
      else lw[stays * LOT_WORDS + NEXT] = lot;
      stays = lot;
    }
  }
  if (taken !== 0) lw[taken * LOT_WORDS + NEXT] = first;
  if (stays !== 0) lw[stays * LOT_WORDS + NEXT] = head;
  else s.flags[slot]! &= ~BIT;
  s.lists[place] = stays;
  return taken;
}

/** The part of a lot that the first column got: the lot itself if all of it, 0 if nothing. */
function split(s: State, lot: number, event: number): number {
  const { lr, lw } = s;
  if (s.journal !== null) s.copyLot(lot);
  if (c[GOT] === 0 && c[GOT + 1] === 0) return 0;
  const label = lw[lot * LOT_WORDS + LABEL]!;
  const history = s.nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
  s.flows[HAIRCUT]!.addLanes(event, label * 2, c[GOT]!, c[GOT + 1]!);
  s.moved++;
  if (c[GOT + 2] === 0 && c[GOT + 3] === 0) {
    lw[lot * LOT_WORDS + HISTORY] = history;
    return lot;
  }
  lr[lot * LOT_REALS] = c[GOT + 2]!;
  lr[lot * LOT_REALS + 1] = c[GOT + 3]!;
  return s.lot(c[GOT]!, c[GOT + 1]!, label, history);
}
