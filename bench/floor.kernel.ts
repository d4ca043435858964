import { LANE, PER_LANE } from '../src/trace/kernel/lanes.ts';
import type { EventLog } from '../src/trace/kernel/log.ts';
import { CONVERT } from '../src/trace/kernel/record.ts';

// The floor that accounting is measured against (performance.md §12.1): one bare pass over the same
// events that only adds up balances per (holder, asset), two lanes, no lots, no policies.

/** Events as plain columns; a swap is two of them, since two assets change. */
export interface Columns {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  readonly count: number;
  readonly slots: number;
}

export interface Balances {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

export function columnsOf(log: EventLog): Columns {
  let swaps = 0;
  for (let event = 0; event < log.length; event++) if (log.kind(event) === CONVERT) swaps++;
  const count = log.length + swaps;
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const hi = new Float64Array(count);
  const lo = new Float64Array(count);
  let at = 0;
  const add = (a: number, b: number, units: bigint): void => {
    from[at] = a;
    to[at] = b;
    hi[at] = Number(units >> 50n);
    lo[at] = Number(units & ((1n << 50n) - 1n));
    at++;
  };
  for (let event = 0; event < log.length; event++) {
    const swap = log.kind(event) === CONVERT;
    add(log.from(event), swap ? 0 : log.to(event), log.amount(event));
    if (swap) add(0, log.to(event), log.amountOut(event));
  }
  return { from, to, hi, lo, count, slots: log.slots.count };
}

export function emptyBalances(slots: number): Balances {
  return { hi: new Float64Array(slots), lo: new Float64Array(slots) };
}

/** Subtracts at the sender, adds at the recipient. */
export function addUp(columns: Columns, balances: Balances): void {
  const { from, to, hi, lo, count } = columns;
  const high = balances.hi;
  const low = balances.lo;
  for (let i = 0; i < count; i++) {
    const a = from[i]!;
    const b = to[i]!;
    const h = hi[i]!;
    const l = lo[i]!;
    let x = low[a]! - l;
    let carry = Math.floor(x * PER_LANE);
    low[a] = x - carry * LANE;
    high[a] = high[a]! - h + carry;
    x = low[b]! + l;
    carry = Math.floor(x * PER_LANE);
    low[b] = x - carry * LANE;
    high[b] = high[b]! + h + carry;
  }
}
