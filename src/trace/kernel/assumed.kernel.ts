import { LANE, PER_LANE } from './lanes.ts';
import type { EventLog } from './log.ts';
import { CHUNK, CONVERT, FROM, REAL, TAG, TO, WORD } from './record.ts';
import { SPECIAL, TERMINAL } from './state.kernel.ts';

/**
 * Clean units that had to be assumed, two lanes per slot (tracing.md §2.2), special slots left out.
 * They follow from the log alone, no policy needs them, and few ask: a pass of its own, when asked,
 * is cheaper than a column that every event would touch.
 */
export function assumedIn(log: EventLog, flags: Uint16Array, end: number): Float64Array {
  const balances = new Float64Array(log.slots.count * 2);
  const assumed = new Float64Array(log.slots.count * 2);
  log.chunks.forEach((chunk, n) => {
    const { reals, words } = chunk;
    const last = Math.min(CHUNK, end - n * CHUNK);
    for (let i = 0; i < last; i++) {
      const tag = words[i * WORD + TAG]!;
      const from = words[i * WORD + FROM]!;
      const to = words[i * WORD + TO]!;
      if ((flags[from]! & (SPECIAL | TERMINAL)) === 0) {
        take(balances, assumed, from * 2, reals[i * REAL]!, reals[i * REAL + 1]!);
      }
      if ((flags[to]! & SPECIAL) !== 0 || to === 0) continue;
      const swap = (tag & 7) === CONVERT;
      const at = swap ? (tag >>> 4) * 2 : i * REAL;
      const source = swap ? log.swaps : reals;
      add(balances, to * 2, source[at]!, source[at + 1]!);
    }
  });
  return assumed;
}

function add(column: Float64Array, at: number, hi: number, lo: number): void {
  const low = column[at + 1]! + lo;
  const carry = Math.floor(low * PER_LANE);
  column[at] = column[at]! + hi + carry;
  column[at + 1] = low - carry * LANE;
}

function take(
  balances: Float64Array,
  assumed: Float64Array,
  at: number,
  hi: number,
  lo: number,
): void {
  add(balances, at, -hi, -lo);
  if (balances[at]! >= 0) return;
  add(assumed, at, -balances[at]!, -balances[at + 1]!);
  balances[at] = 0;
  balances[at + 1] = 0;
}
