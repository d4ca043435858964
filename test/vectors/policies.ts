import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { Coins } from '../../src/trace/coins.ts';
import { byLabel } from '../../src/trace/policies/lots.ts';
import type { Lot, Policy } from '../../src/trace/policies/policy.ts';
import { options } from './coins.ts';
import { blocks, type ChainVector, chainVectors, type Dirt, seedsOf } from './fixture-chain.ts';
import { inputsOf, singleVectors } from './single-transactions.ts';

const NAMES = ['A', 'B'];

/** Registers what tracing.md §4.2 and §4.3 expect of one policy. */
export function testVectors(policy: Policy): void {
  test(`${policy.id}: single transactions (§4.3)`, () => {
    for (const vector of singleVectors) {
      const expected = vector.expected[policy.id];
      if (!expected) continue;
      deepEqual(policy.outputs(inputsOf(vector), vector.amounts).map(named), expected);
    }
  });
  for (const vector of chainVectors) {
    const expected = vector.expected[policy.id];
    if (!expected) continue;
    for (const fees of ['coinbase', 'drop'] as const) {
      test(`${policy.id}: ${vector.name} with fees=${fees} (§4.2)`, () => {
        testChain(policy, vector, expected, fees);
      });
    }
  }
}

function testChain(
  policy: Policy,
  { seeds, to }: ChainVector,
  expected: Dirt,
  fees: 'drop' | 'coinbase',
): void {
  const trace = new Coins(options({ rules: [policy], seeds: seedsOf(seeds), fees }));
  for (const block of blocks(to)) {
    trace.apply(block);
    for (const row of trace.certificate()) equal(row.difference, 0n, block.hash);
  }
  const held: Record<string, Record<string, bigint>> = {};
  for (const { tx, index, label, amount } of trace.held(policy.id)) {
    held[`${tx}:${index}`] = { ...held[`${tx}:${index}`], [NAMES[label] ?? '']: amount };
  }
  const isFee = ([coin]: readonly [string, unknown]) => coin.startsWith('C1');
  const all = Object.entries(expected);
  if (fees === 'coinbase') deepEqual(held, expected);
  else deepEqual(held, Object.fromEntries(all.filter((entry) => !isFee(entry))));
  if (fees === 'coinbase' || !policy.conserves) return;
  const dropped = [0, 1].map((label) =>
    all.filter(isFee).reduce((sum, [, dirt]) => sum + ((label === 0 ? dirt.A : dirt.B) ?? 0n), 0n),
  );
  const rows = new Map(trace.certificate().map((row) => [row.label, row.fees]));
  deepEqual([rows.get(0) ?? 0n, rows.get(1) ?? 0n], dropped);
}

function named(lots: readonly Lot[]): Record<string, bigint> {
  return Object.fromEntries([...byLabel(lots)].map(([label, n]) => [NAMES[label] ?? '', n]));
}
