import { policies } from '../policies/index.ts';
import { clean, join, sum } from '../policies/lots.ts';
import type { Lot } from '../policies/policy.ts';
import { FIFO, putFifo, takeFifo } from './fifo.kernel.ts';
import { HAIRCUT, takeHaircut } from './haircut.kernel.ts';
import { joinLanes, lowerLane, upperLane } from './lanes.ts';
import { LIFO, putLifo, takeLifo } from './lifo.kernel.ts';
import type { EventLog } from './log.ts';
import { dropList, dropTaken, type Motion } from './move.kernel.ts';
import type { Payments } from './payments.kernel.ts';
import { POISON, takePoison } from './poison.kernel.ts';
import { CLEAN_FIRST, putDirt, putQueue, TIHO, takeCleanFirst, takeQueue } from './queue.kernel.ts';
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

// Between the lists of the kernels and plain lots, for swaps and for neighbours that are special.

function plain(s: State, lot: number): Lot {
  const label = s.lw[lot * LOT_WORDS + LABEL]!;
  const amount = joinLanes(s.lr[lot * LOT_REALS]!, s.lr[lot * LOT_REALS + 1]!);
  const history = s.lw[lot * LOT_WORDS + HISTORY]!;
  return { amount, label: label === CLEAN ? null : label, history };
}

/** The lots of a circular list, oldest first. */
function ring(s: State, tail: number): Lot[] {
  const lots: Lot[] = [];
  for (let lot = tail; tail !== 0; ) {
    lot = s.lw[lot * LOT_WORDS + NEXT]!;
    lots.push(plain(s, lot));
    if (lot === tail) break;
  }
  return lots;
}

/** The lots from the newest down to `oldest`, oldest first. */
function stack(s: State, top: number, oldest: number): Lot[] {
  const lots: Lot[] = [];
  for (let lot = top; lot !== 0; lot = s.lw[lot * LOT_WORDS + NEXT]!) {
    lots.push(plain(s, lot));
    if (lot === oldest) break;
  }
  return lots.reverse();
}

/** The lots that a slot has under a policy: none where it holds no dirt. */
export function lotsOf(s: State, policy: number, slot: number): Lot[] {
  const list = s.lists[slot * LISTS + policy]!;
  return policy === LIFO ? stack(s, list, 0) : ring(s, list);
}

function takeList(s: State, log: EventLog, payments: Payments, policy: number, m: Motion): number {
  if (policy === TIHO) return payments.take(s, log, m.from, m.hi, m.lo, m.event);
  if (s.lists[m.from * LISTS + policy] === 0) return 0;
  if (policy === HAIRCUT) {
    return takeHaircut(s, m.from, m.hi, m.lo, m.beforeHi, m.beforeLo, m.event);
  }
  if (policy === FIFO) return takeFifo(s, m.from, m.hi, m.lo, m.event);
  if (policy === CLEAN_FIRST) {
    return takeCleanFirst(s, m.from, m.hi, m.lo, m.beforeHi, m.beforeLo, m.event);
  }
  if (policy === POISON) {
    return takePoison(s, m.from, m.hi, m.lo, m.staysHi, m.staysLo, m.event);
  }
  return takeQueue(s, m.from, policy, m.hi, m.lo, m.event);
}

/** Takes the units of an event as plain lots, clean ones too, in the order in which they leave. */
export function takeLots(
  s: State,
  log: EventLog,
  payments: Payments,
  policy: number,
  m: Motion,
): Lot[] {
  const amount = joinLanes(m.hi, m.lo);
  if (policy === LIFO) {
    if (s.lists[m.from * LISTS + LIFO] === 0) return clean(amount);
    const top = takeLifo(s, m.from, m.hi, m.lo, m.event);
    const lots = stack(s, top, s.oldest);
    dropTaken(s, top);
    return lots;
  }
  const list = takeList(s, log, payments, policy, m);
  const lots = ring(s, list);
  if (list !== 0) dropList(s, list);
  if (policy === POISON && list !== 0) return lots;
  const rest = clean(amount - sum(lots));
  return policy === CLEAN_FIRST ? [...rest, ...lots] : [...lots, ...rest];
}

/** Takes the units of an event as plain lots, clean ones first, whatever the policy. */
export function takeAside(
  s: State,
  log: EventLog,
  payments: Payments,
  policy: number,
  m: Motion,
): Lot[] {
  const amount = joinLanes(m.hi, m.lo);
  if (policy === POISON || policy === CLEAN_FIRST) return takeLots(s, log, payments, policy, m);
  const held = lotsOf(s, policy, m.from);
  if (held.length === 0) return clean(amount);
  const before = joinLanes(m.beforeHi, m.beforeLo);
  if (policy === FIFO || policy === LIFO) return replace(s, policy, m, held, amount, before);
  const dirt = amount - before + sum(held);
  if (dirt <= 0n) return clean(amount);
  const list = takeQueue(s, m.from, policy, upperLane(dirt), lowerLane(dirt), m.event);
  const lots = ring(s, list);
  dropList(s, list);
  return [...clean(amount - sum(lots)), ...lots];
}

/** Clean lots leave from among the others: the list is made anew, which such payments are worth. */
function replace(
  s: State,
  policy: number,
  m: Motion,
  held: readonly Lot[],
  amount: bigint,
  before: bigint,
): Lot[] {
  const short = amount > before ? amount - before : 0n;
  const all = join([...clean(short), ...held]);
  const [left = [], stays = []] = policies.clean_first.outflow(all, [
    amount,
    before + short - amount,
  ]);
  const place = m.from * LISTS + policy;
  const list = s.lists[place]!;
  if (policy === FIFO) dropList(s, list);
  else {
    s.oldest = oldestOf(s, list);
    dropTaken(s, list);
  }
  s.lists[place] = 0;
  s.flags[m.from]! &= ~(1 << policy);
  const rest = { ...m, to: m.from, ends: false, toHi: 0, toLo: 0 };
  putLots(s, policy, rest, stays);
  const flow = s.flows[policy]!;
  return left.map((lot) => {
    if (lot.label === null) return lot;
    flow.add(m.event, lot.label, lot.amount, false);
    s.moved++;
    return { ...lot, history: s.nodes.add(lot.history, m.event) };
  });
}

function oldestOf(s: State, top: number): number {
  let lot = top;
  while (s.lw[lot * LOT_WORDS + NEXT] !== 0) lot = s.lw[lot * LOT_WORDS + NEXT]!;
  return lot;
}

/** Puts plain lots at a slot; the balance has been raised already. */
export function putLots(s: State, policy: number, m: Motion, lots: readonly Lot[]): void {
  const dirty = lots.filter((lot) => lot.label !== null);
  const kept = policy === FIFO || policy === LIFO ? lots : dirty;
  const has = s.lists[m.to * LISTS + policy] !== 0;
  if (kept.length === 0 || (dirty.length === 0 && (m.ends || !has))) return;
  s.reserve(kept.length);
  const ids = kept.map(({ amount, label, history }) => {
    return s.lot(upperLane(amount), lowerLane(amount), label ?? CLEAN, history);
  });
  const [first = 0] = ids;
  const last = ids.at(-1) ?? 0;
  if (policy === LIFO) {
    for (let i = 1; i < ids.length; i++) s.lw[ids[i]! * LOT_WORDS + NEXT] = ids[i - 1]!;
    s.oldest = first;
    putLifo(s, m.to, last, m.toHi, m.toLo, m.ends);
    return;
  }
  for (let i = 1; i < ids.length; i++) s.lw[ids[i - 1]! * LOT_WORDS + NEXT] = ids[i]!;
  s.lw[last * LOT_WORDS + NEXT] = first;
  if (policy === FIFO) putFifo(s, m.to, last, m.toHi, m.toLo, m.ends);
  else putQueue(s, m.to, policy, last);
  if (policy !== CLEAN_FIRST) return;
  const dirt = sum(dirty);
  putDirt(s, m.to, upperLane(dirt), lowerLane(dirt));
}
