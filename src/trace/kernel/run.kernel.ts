import { Journal } from './journal.kernel.ts';
import { LANE, PER_LANE } from './lanes.ts';
import type { EventLog } from './log.ts';
import { addClean, type Motion, moveDirty, putSeed } from './move.kernel.ts';
import type { Payments } from './payments.kernel.ts';
import {
  ASIDE_TAG,
  type Chunk,
  CLAIM,
  CONVERT,
  DECLARES,
  FROM,
  MOVE,
  REAL,
  SEED,
  TAG,
  TO,
  WORD,
} from './record.ts';
import type { Slot } from './slots.ts';
import { DIRTY, SPECIAL, type State, TERMINAL } from './state.kernel.ts';

/** Kept across events, so that a dirty one does not allocate. */
export interface Run {
  readonly state: State;
  readonly log: EventLog;
  readonly payments: Payments;
  readonly motion: Motion;
}

/** Takes hi·2^50 + lo from a balance into `m.stays`. What it lacks was there before the log. */
export function lower(s: State, slot: Slot, m: Motion): void {
  const { balances } = s;
  const at = slot * 2;
  m.beforeHi = balances[at]!;
  m.beforeLo = balances[at + 1]!;
  let lo = m.beforeLo - m.lo;
  const carry = Math.floor(lo * PER_LANE);
  lo -= carry * LANE;
  const hi = m.beforeHi - m.hi + carry;
  m.staysHi = hi < 0 ? 0 : hi;
  m.staysLo = hi < 0 ? 0 : lo;
  balances[at] = m.staysHi;
  balances[at + 1] = m.staysLo;
}

/** Adds hi·2^50 + lo to a balance and leaves in `m.to` what it was. */
export function raise(s: State, slot: Slot, m: Motion): void {
  const { balances } = s;
  const at = slot * 2;
  m.toHi = balances[at]!;
  m.toLo = balances[at + 1]!;
  const lo = m.toLo + m.lo;
  const carry = Math.floor(lo * PER_LANE);
  balances[at] = m.toHi + m.hi + carry;
  balances[at + 1] = lo - carry * LANE;
}

/** Stands in where no journal is kept. */
const IDLE = new Journal();
const WINDOW = 64;
const CACHED_SLOTS = 1 << 16;

/**
 * Reads what the next events will change, so that their cache misses overlap: JavaScript has no
 * prefetch, and the sum is kept only for the reads not to be optimised away (performance.md §2).
 */
function touch(words: Int32Array, balances: Float64Array, at: number, end: number): number {
  let sum = 0;
  for (let i = at; i < end; i++) {
    sum += balances[words[i * WORD + FROM]! * 2]! + balances[words[i * WORD + TO]! * 2]!;
  }
  return sum;
}

/**
 * Accounts for the events of one chunk from `at` up to `end`, all policies at once. Returns the
 * first event that this loop leaves to others: claims, swaps of dirt, and special slots. Most
 * events meet no dirt, and then their balances are all there is to change; nobody and terminals
 * have balances too, which nothing reads.
 */
export function runChunk(run: Run, chunk: Chunk, base: number, at: number, end: number): number {
  const { state: s, payments, log } = run;
  const { flags, balances } = s;
  const { reals, words } = chunk;
  const { swaps } = log;
  const journal = s.journal ?? IDLE;
  const { slots: kept, lanes: keptLanes } = journal;
  const keeps = journal !== IDLE;
  let until = payments.until - base;
  let n = journal.count;
  // balances that a second-level cache holds are read fast enough as they are
  let touched = s.slots > CACHED_SLOTS ? at : end;
  for (let i = at; i < end; i++) {
    if (i === touched) {
      touched = Math.min(i + WINDOW, end);
      s.touched += touch(words, balances, i, touched);
    }
    const tag = words[i * WORD + TAG]!;
    const from = words[i * WORD + FROM]!;
    const to = words[i * WORD + TO]!;
    const dirty = ((flags[from]! | flags[to]!) & (SPECIAL | DIRTY)) !== 0;
    if (dirty || i < until || (tag & DECLARES) === DECLARES) {
      journal.count = n;
      if (!runOne(run, chunk, base, i)) return i;
      n = journal.count;
      until = payments.until - base;
      continue;
    }
    let hi = reals[i * REAL]!;
    let lo = reals[i * REAL + 1]!;
    const fromHi = balances[from * 2]!;
    const fromLo = balances[from * 2 + 1]!;
    let low = fromLo - lo;
    let carry = Math.floor(low * PER_LANE);
    const high = fromHi - hi + carry;
    // what a balance lacks was there before the log begins, and has left with the rest; nobody can
    // tell beforehand whether it does, so a branch would be guessed wrong every other time
    const stays = Number(high >= 0);
    balances[from * 2] = high * stays;
    balances[from * 2 + 1] = (low - carry * LANE) * stays;
    if ((tag & 7) === CONVERT) {
      hi = swaps[(tag >>> 4) * 2]!;
      lo = swaps[(tag >>> 4) * 2 + 1]!;
    }
    const toHi = balances[to * 2]!;
    const toLo = balances[to * 2 + 1]!;
    low = toLo + lo;
    carry = Math.floor(low * PER_LANE);
    balances[to * 2] = toHi + hi + carry;
    balances[to * 2 + 1] = low - carry * LANE;
    if (!keeps) continue;
    // `Journal.keepBalance`, here without a call and for both at once
    kept[n] = from;
    kept[n + 1] = to;
    keptLanes[n * 2] = fromHi;
    keptLanes[n * 2 + 1] = fromLo;
    keptLanes[n * 2 + 2] = toHi;
    keptLanes[n * 2 + 3] = toLo;
    n += 2;
  }
  journal.count = n;
  return end;
}

/** One event that meets dirt, a seed, or a journal. False where it is for others. */
function runOne(run: Run, { reals, words }: Chunk, base: number, i: number): boolean {
  const { state: s, motion: m, payments, log } = run;
  const tag = words[i * WORD + TAG]!;
  const kind = tag & 7;
  const from = words[i * WORD + FROM]!;
  const to = words[i * WORD + TO]!;
  const fromFlags = s.flags[from]!;
  const toFlags = s.flags[to]!;
  if (kind === CLAIM || ((fromFlags | toFlags) & SPECIAL) !== 0) return false;
  const fromDirt = fromFlags & DIRTY;
  if (fromDirt !== 0 && (kind === CONVERT || (kind === MOVE && tag >= ASIDE_TAG))) return false;
  if (s.journal !== null) {
    s.copySlot(from);
    s.copySlot(to);
  }
  m.hi = reals[i * REAL]!;
  m.lo = reals[i * REAL + 1]!;
  if ((fromFlags & TERMINAL) === 0) lower(s, from, m);
  if (kind === CONVERT) {
    m.hi = log.swaps[(tag >>> 4) * 2]!;
    m.lo = log.swaps[(tag >>> 4) * 2 + 1]!;
  }
  if (m.hi === 0 && m.lo === 0) return true;
  if (to !== 0) raise(s, to, m);
  m.event = base + i;
  m.from = from;
  m.to = to;
  m.ends = (toFlags & TERMINAL) !== 0;
  if (kind === SEED) putSeed(s, m, tag >>> 4);
  else if (fromDirt !== 0 || m.event < payments.until) {
    moveDirty(s, log, payments, m, fromDirt, toFlags & DIRTY);
  } else if ((toFlags & DIRTY) !== 0) addClean(s, to, toFlags & DIRTY, m.hi, m.lo);
  // what a terminal holds never leaves: to those who read its flags it has no dirt
  if (m.ends) s.flags[to] = TERMINAL;
  return true;
}
