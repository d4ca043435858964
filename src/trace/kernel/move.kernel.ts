import { addFifo, FIFO, putFifo, takeFifo } from './fifo.kernel.ts';
import { HAIRCUT, takeHaircut } from './haircut.kernel.ts';
import { addLifo, LIFO, putLifo, takeLifo } from './lifo.kernel.ts';
import type { EventLog } from './log.ts';
import type { Payments } from './payments.kernel.ts';
import { POISON, takePoison } from './poison.kernel.ts';
import {
  CLEAN_FIRST,
  DIRTY_FIRST,
  putDirt,
  putQueue,
  TIHO,
  takeCleanFirst,
  takeQueue,
} from './queue.kernel.ts';
import type { Slot } from './slots.ts';
import { LOT_WORDS, NEXT, type State } from './state.kernel.ts';

/** What an event moves, and the balances before it (`stays`: of the sender, after it). */
export interface Motion {
  event: number;
  from: Slot;
  /** 0 where the units go to nobody. */
  to: Slot;
  /** The recipient is a terminal: what arrives never leaves. */
  ends: boolean;
  hi: number;
  lo: number;
  beforeHi: number;
  beforeLo: number;
  staysHi: number;
  staysLo: number;
  toHi: number;
  toLo: number;
}

export function resting(): Motion {
  const lanes = { hi: 0.5, lo: 0.5, beforeHi: 0.5, beforeLo: 0.5, staysHi: 0.5, staysLo: 0.5 };
  // begun as fractions, so that the fields are float64 from the first
  return { event: 0, from: 0, to: 0, ends: false, ...lanes, toHi: 0.5, toLo: 0.5 };
}

/** Frees the lots of a circular list. */
export function dropList(s: State, tail: number): void {
  const { lw } = s;
  if (s.journal !== null) s.copyLot(tail);
  const head = lw[tail * LOT_WORDS + NEXT]!;
  lw[tail * LOT_WORDS + NEXT] = s.free;
  s.free = head;
}

/** Frees the lots that LIFO took last. */
export function dropTaken(s: State, top: number): void {
  if (s.journal !== null) s.copyLot(s.oldest);
  s.lw[s.oldest * LOT_WORDS + NEXT] = s.free;
  s.free = top;
}

function hand(s: State, policy: number, to: Slot, list: number): void {
  if (list === 0) return;
  if (to === 0) dropList(s, list);
  else putQueue(s, to, policy, list);
}

function moveFifo(s: State, m: Motion): void {
  const list = takeFifo(s, m.from, m.hi, m.lo, m.event);
  if (m.to === 0) dropList(s, list);
  else putFifo(s, m.to, list, m.toHi, m.toLo, m.ends);
}

function moveLifo(s: State, m: Motion): void {
  const top = takeLifo(s, m.from, m.hi, m.lo, m.event);
  if (m.to === 0) dropTaken(s, top);
  else putLifo(s, m.to, top, m.toHi, m.toLo, m.ends);
}

function moveCleanFirst(s: State, m: Motion): void {
  const list = takeCleanFirst(s, m.from, m.hi, m.lo, m.beforeHi, m.beforeLo, m.event);
  if (list !== 0 && m.to !== 0) putDirt(s, m.to, s.takenHi, s.takenLo);
  hand(s, CLEAN_FIRST, m.to, list);
}

/** Moves the units of an event under every policy that has dirt at the sender or the recipient. */
export function moveDirty(
  s: State,
  log: EventLog,
  payments: Payments,
  m: Motion,
  fromDirt: number,
  toDirt: number,
): void {
  const { from, to, hi, lo, event } = m;
  if ((fromDirt & (1 << HAIRCUT)) !== 0) {
    hand(s, HAIRCUT, to, takeHaircut(s, from, hi, lo, m.beforeHi, m.beforeLo, event));
  }
  if ((fromDirt & (1 << FIFO)) !== 0) moveFifo(s, m);
  else if ((toDirt & (1 << FIFO)) !== 0) addFifo(s, to, hi, lo);
  if ((fromDirt & (1 << LIFO)) !== 0) moveLifo(s, m);
  else if ((toDirt & (1 << LIFO)) !== 0) addLifo(s, to, hi, lo);
  // dealt lots may come when the sender has none left
  if (s.flows[TIHO] !== null) hand(s, TIHO, to, payments.take(s, log, from, hi, lo, event));
  if ((fromDirt & (1 << CLEAN_FIRST)) !== 0) moveCleanFirst(s, m);
  if ((fromDirt & (1 << DIRTY_FIRST)) !== 0) {
    hand(s, DIRTY_FIRST, to, takeQueue(s, from, DIRTY_FIRST, hi, lo, event));
  }
  if ((fromDirt & (1 << POISON)) !== 0) {
    hand(s, POISON, to, takePoison(s, from, hi, lo, m.staysHi, m.staysLo, event));
  }
}

/** Adds clean units under the policies that keep them in place (FIFO and LIFO, where dirt is). */
export function addClean(s: State, to: Slot, dirt: number, hi: number, lo: number): void {
  if ((dirt & (1 << FIFO)) !== 0) addFifo(s, to, hi, lo);
  if ((dirt & (1 << LIFO)) !== 0) addLifo(s, to, hi, lo);
}

/** Puts one dirty lot of a history of its own at a slot, under every policy of the run. */
export function putSeed(s: State, m: Motion, label: number): void {
  const { to, hi, lo, event, toHi, toLo, ends } = m;
  for (let policy = 0; policy < s.flows.length; policy++) {
    const flow = s.flows[policy]!;
    if (flow === null) continue;
    flow.addLanes(event, label * 2, hi, lo);
    // here and not before the loop: putting makes lots too
    s.reserve(1);
    const lot = s.lot(hi, lo, label, s.nodes.add(-1, event));
    s.lw[lot * LOT_WORDS + NEXT] = lot;
    if (policy === FIFO) putFifo(s, to, lot, toHi, toLo, ends);
    else if (policy === LIFO) {
      s.oldest = lot;
      putLifo(s, to, lot, toHi, toLo, ends);
    } else putQueue(s, to, policy, lot);
    if (policy === CLEAN_FIRST) putDirt(s, to, hi, lo);
  }
}
