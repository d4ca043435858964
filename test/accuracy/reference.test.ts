import { test } from 'node:test';
import fc from 'fast-check';
import {
  playReference,
  REFERENCE_POLICIES,
  type ReferencePolicy,
} from '../../bench/accuracy/reference.ts';
import type { Row } from '../../bench/accuracy/rows.ts';
import { near, rowsOf } from './cases.ts';

const SOURCES = new Set(['S']);

function held(rows: readonly Row[], policy: ReferencePolicy, blended = false) {
  return playReference(rows, { policy, sources: SOURCES, stops: new Set(['T']), blended }).held;
}

test('the ledger of tracing.md §4.4 under each policy, one label', () => {
  // in 100 clean; in 60 A; in 40 clean; out 90; in 50 clean; out 100; in 30 clean; out 30
  const rows = rowsOf('O>H 100', 'S>H 60', 'O>H 40', 'H>Y 90', 'O>H 50', 'H>Z 100', 'H>V 60');
  const want: Record<ReferencePolicy, readonly [number, number, number]> = {
    fifo: [0, 60, 0],
    lifo: [50, 10, 0],
    haircut: [27, 20.625, 12.375],
    clean_first: [0, 0, 60],
    dirty_first: [60, 0, 0],
  };
  for (const policy of REFERENCE_POLICIES) {
    const found = held(rows, policy);
    ['Y', 'Z', 'V'].forEach((address, i) => {
      near(found.get(address) ?? 0, want[policy][i] ?? 0, `${policy} ${address}`);
    });
  }
});

test('a shortage is clean and oldest: it leaves first under fifo, last under lifo', () => {
  const rows = rowsOf('S>H 10', 'H>Y 15', 'Y>Z 5');
  near(held(rows, 'fifo').get('Z') ?? 0, 0, 'fifo');
  near(held(rows, 'lifo').get('Z') ?? 0, 5, 'lifo');
  near(held(rows, 'fifo', true).get('Z') ?? 0, 10 / 3, 'blended');
});

test('no policy makes or loses stolen money', () => {
  const address = fc.constantFrom('S', 'A', 'B', 'C', 'D', 'T');
  const move = fc.record({ from: address, to: address, usd: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const rows = rowsOf(...moves.map(({ from, to, usd }) => `${from}>${to} ${usd}`));
      for (const policy of REFERENCE_POLICIES) {
        const result = playReference(rows, { policy, sources: SOURCES, stops: new Set(['T']) });
        const seeds = rows.filter((row) => row.from === 'S').reduce((sum, row) => sum + row.usd, 0);
        const back = result.received.get('S') ?? 0;
        const total = [...result.held.values()].reduce((sum, usd) => sum + usd, 0);
        near(total, seeds - back, policy);
      }
    }),
  );
});
