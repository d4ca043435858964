import assert from 'node:assert/strict';
import type { Row } from '../../bench/accuracy/rows.ts';
import type { Truth } from '../../bench/accuracy/truth.ts';

/** Rows from `A>B 10`, one block and transaction each. */
export function rowsOf(...moves: readonly string[]): Row[] {
  return moves.map((move, i) => {
    const [, from = '', to = '', text = ''] = /^(\w+)>(\w+) ([\d.]+)$/.exec(move) ?? [];
    return { block: i, time: 1000 + 12 * i, tx: `t${i}`, from, to, text, usd: Number(text) };
  });
}

/** A truth made of such rows: S is the source, the terminals carry labels. */
export function truthOf(rows: readonly Row[], terminals: Record<string, string>): Truth {
  return {
    id: 'made-up',
    casePath: '',
    sources: new Set(['S']),
    since: 0,
    reportedAt: '2022-01-01',
    rows,
    onPath: new Set(rows.flatMap((row) => [row.from, row.to])),
    terminals: new Map(Object.entries(terminals)),
    labels: new Map(Object.entries(terminals)),
    categories: new Map(),
    places: new Map(),
    stolen: rows.filter((row) => row.from === 'S').reduce((sum, row) => sum + row.usd, 0),
  };
}

export function near(found: number, wanted: number, what: string): void {
  assert.ok(Math.abs(found - wanted) < 1e-6, `${what}: ${found}, not ${wanted}`);
}
