import { table } from '../accuracy/tables.ts';
import type { Pair } from './pairs.ts';

interface Counts {
  hit: number;
  missed: number;
  falseHit: number;
  rest: number;
}

export interface Judged extends Pair {
  readonly score: number;
}

export function count(judged: readonly Judged[], threshold: number): Counts {
  const counts = { hit: 0, missed: 0, falseHit: 0, rest: 0 };
  for (const { same, score } of judged) {
    const found = score >= threshold;
    if (same) counts[found ? 'hit' : 'missed']++;
    else counts[found ? 'falseHit' : 'rest']++;
  }
  return counts;
}

/** Twice the hits over twice the hits and both kinds of error; 1 where nothing was to be found. */
export function f1({ hit, missed, falseHit }: Counts): number {
  const all = 2 * hit + missed + falseHit;
  return all === 0 ? 1 : (2 * hit) / all;
}

function figures(name: string, judged: readonly Judged[], threshold: number): string[] {
  const counts = count(judged, threshold);
  const { hit, missed, falseHit, rest } = counts;
  const part = (one: number, other: number) =>
    one + other === 0 ? '–' : (one / (one + other)).toFixed(3);
  const both = hit + missed > 0 && falseHit + rest > 0;
  return [
    name,
    String(hit + missed),
    String(falseHit + rest),
    part(hit, falseHit),
    part(hit, missed),
    part(rest, falseHit),
    both ? f1(counts).toFixed(3) : '–',
  ];
}

/** One row for all pairs, and one for each value of each way to part them. */
export function accuracyTable(
  judged: readonly Judged[],
  threshold: number,
  ways: readonly ((pair: Judged) => string)[],
): string {
  const rows = [figures('all', judged, threshold)];
  for (const way of ways) {
    const parts = Object.groupBy(judged, way);
    for (const [name, part] of Object.entries(parts))
      rows.push(figures(name, part ?? [], threshold));
  }
  const head = ['pairs', 'same', 'other', 'precision', 'recall', 'others kept apart', 'F1'];
  return table(head, rows);
}

/** The threshold that would have been best, for comparison only. */
export function bestThreshold(judged: readonly Judged[]): { threshold: number; f1: number } {
  let best = { threshold: 0, f1: 0 };
  for (let threshold = 0.5; threshold < 0.96; threshold += 0.01) {
    const value = f1(count(judged, threshold));
    if (value > best.f1) best = { threshold, f1: value };
  }
  return best;
}
