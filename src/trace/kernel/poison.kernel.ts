import { blend, leaveWhole } from './blend.kernel.ts';
import type { Slot } from './slots.ts';
import { HISTORY, LABEL, LISTS, LOT_REALS, LOT_WORDS, NEXT, type State } from './state.kernel.ts';

// Poison: once dirt has arrived, all that leaves and all that stays is dirty with every label,
// until the balance is zero (tracing.md §2.3). Lots are as in `blend.kernel.ts`; after an outflow
// each label's lot is the whole of what stays.

/** Place in the order of `POLICY_IDS`. */
export const POISON = 6;
const BIT = 1 << POISON;

/** Takes hi·2^50 + lo units, of which each label gets all; `stays` units of the slot remain. */
export function takePoison(
  s: State,
  slot: Slot,
  hi: number,
  lo: number,
  staysHi: number,
  staysLo: number,
  event: number,
): number {
  const place = slot * LISTS + POISON;
  const tail = blend(s, s.lists[place]!);
  s.reserve(s.count);
  if (staysHi === 0 && staysLo === 0) {
    setAll(s, tail, hi, lo);
    leaveWhole(s, POISON, tail, event);
    s.lists[place] = 0;
    s.flags[slot]! &= ~BIT;
    return tail;
  }
  s.lists[place] = tail;
  setAll(s, tail, staysHi, staysLo);
  const { lw } = s;
  const flow = s.flows[POISON]!;
  let first = 0;
  let last = 0;
  let lot = tail;
  do {
    lot = lw[lot * LOT_WORDS + NEXT]!;
    const label = lw[lot * LOT_WORDS + LABEL]!;
    const part = s.lot(hi, lo, label, s.nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event));
    flow.addLanes(event, label * 2, hi, lo);
    s.moved++;
    if (last === 0) first = part;
    else lw[last * LOT_WORDS + NEXT] = part;
    last = part;
  } while (lot !== tail);
  lw[last * LOT_WORDS + NEXT] = first;
  return last;
}

function setAll(s: State, tail: number, hi: number, lo: number): void {
  const { lr, lw } = s;
  let lot = tail;
  do {
    lot = lw[lot * LOT_WORDS + NEXT]!;
    if (s.journal !== null) s.copyLot(lot);
    lr[lot * LOT_REALS] = hi;
    lr[lot * LOT_REALS + 1] = lo;
  } while (lot !== tail);
}
