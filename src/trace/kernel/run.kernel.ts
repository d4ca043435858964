import { LANE } from './lanes.ts';
import {
  ASIDE_TAG,
  type Chunk,
  CLAIM,
  CONVERT,
  type EventLog,
  FROM,
  MOVE,
  REAL,
  SEED,
  TAG,
  TO,
  WORD,
} from './log.ts';
import { addClean, type Motion, moveDirty, putSeed } from './move.kernel.ts';
import type { Payments } from './payments.kernel.ts';
import type { Slot } from './slots.ts';
import { DIRTY, SPECIAL, type State, TERMINAL } from './state.kernel.ts';

/** Kept across events, so that a dirty one does not allocate. */
export interface Run {
  readonly state: State;
  readonly log: EventLog;
  readonly payments: Payments;
  readonly motion: Motion;
}

/** Takes hi·2^50 + lo from a balance into `m.stays`; what it lacks is assumed. */
export function lower(s: State, slot: Slot, m: Motion): void {
  const { balances } = s;
  const at = slot * 2;
  const beforeHi = balances[at]!;
  const beforeLo = balances[at + 1]!;
  m.beforeHi = beforeHi;
  m.beforeLo = beforeLo;
  let hi = beforeHi - m.hi;
  let lo = beforeLo - m.lo;
  if (lo < 0) {
    lo += LANE;
    hi -= 1;
  }
  if (hi < 0) {
    // hi·2^50 + lo is below zero: its opposite is what was there before the log begins
    assume(s, slot, -hi - (lo > 0 ? 1 : 0), lo > 0 ? LANE - lo : 0);
    hi = 0;
    lo = 0;
  }
  balances[at] = hi;
  balances[at + 1] = lo;
  m.staysHi = hi;
  m.staysLo = lo;
}

function assume(s: State, slot: Slot, hi: number, lo: number): void {
  const { assumed } = s;
  let high = assumed[slot * 2]! + hi;
  let low = assumed[slot * 2 + 1]! + lo;
  if (low >= LANE) {
    low -= LANE;
    high += 1;
  }
  assumed[slot * 2] = high;
  assumed[slot * 2 + 1] = low;
}

/** Adds hi·2^50 + lo to a balance and leaves in `m.to` what it was. */
export function raise(s: State, slot: Slot, m: Motion): void {
  const { balances } = s;
  const at = slot * 2;
  m.toHi = balances[at]!;
  m.toLo = balances[at + 1]!;
  let hi = m.toHi + m.hi;
  let lo = m.toLo + m.lo;
  if (lo >= LANE) {
    lo -= LANE;
    hi += 1;
  }
  balances[at] = hi;
  balances[at + 1] = lo;
}

/**
 * Accounts for the events of one chunk from `at` up to `end`, all policies at once. Returns the
 * first event that this loop leaves to others: claims, swaps, and slots that are special.
 */
export function runChunk(run: Run, chunk: Chunk, base: number, at: number, end: number): number {
  const { state: s, motion: m } = run;
  const { flags } = s;
  const { reals, words } = chunk;
  for (let i = at; i < end; i++) {
    const tag = words[i * WORD + TAG]!;
    const kind = tag & 7;
    const from = words[i * WORD + FROM]!;
    const to = words[i * WORD + TO]!;
    const fromFlags = flags[from]!;
    const toFlags = flags[to]!;
    if (kind === CLAIM || ((fromFlags | toFlags) & SPECIAL) !== 0) return i;
    // a terminal pays out other people's money
    const fromDirt = (fromFlags & TERMINAL) !== 0 ? 0 : fromFlags & DIRTY;
    if (fromDirt !== 0 && (kind === CONVERT || (kind === MOVE && tag >= ASIDE_TAG))) return i;
    if (s.journal !== null) {
      s.copySlot(from);
      s.copySlot(to);
    }
    const toDirt = (toFlags & TERMINAL) !== 0 ? 0 : toFlags & DIRTY;
    m.hi = reals[i * REAL]!;
    m.lo = reals[i * REAL + 1]!;
    if ((fromFlags & TERMINAL) === 0) lower(s, from, m);
    if (kind === CONVERT) {
      m.hi = run.log.swaps[(tag >>> 4) * 2]!;
      m.lo = run.log.swaps[(tag >>> 4) * 2 + 1]!;
    }
    if (m.hi === 0 && m.lo === 0) continue;
    if (to !== 0) raise(s, to, m);
    if (kind === SEED || fromDirt !== 0 || run.payments.waits(base + i)) {
      m.event = base + i;
      m.from = from;
      m.to = to;
      m.ends = (toFlags & TERMINAL) !== 0;
      if (kind === SEED) putSeed(s, m, tag >>> 4);
      else moveDirty(s, run.log, run.payments, m, fromDirt, toDirt);
    } else if (toDirt !== 0) addClean(s, to, toDirt, m.hi, m.lo);
  }
  return end;
}
