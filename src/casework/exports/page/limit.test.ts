import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticResult } from '../../../../test/browser/synthetic.ts';
import { LIMITS, limited } from './limit.ts';

const result = syntheticResult({ holders: 300 });

test('a result within the limits is left as it is', () => {
  const { result: same, note } = limited(result);
  assert.equal(same, result);
  assert.equal(note, null);
});

test('beyond them the greatest are kept, and the rest is said with its worth', () => {
  const { result: part, note } = limited(result, { ...LIMITS, hops: 50, places: 20, others: 3 });
  assert.equal(part.hops.length, 50);
  assert.equal(part.destinations.length, 20);
  assert.equal(part.noise.length, 3);
  assert.deepEqual(
    part.hops,
    result.hops.filter((hop) => part.hops.includes(hop)),
  );
  const least = Math.min(...part.hops.map(({ usd }) => Number(usd)));
  for (const hop of result.hops) {
    if (!part.hops.includes(hop)) assert.ok(Number(hop.usd ?? 0) <= least);
  }
  const named = new Set(part.holders.map(({ id }) => id));
  for (const { from, to } of part.hops) assert.ok(named.has(from) && named.has(to));
  assert.ok(part.holders.length < result.holders.length);
  assert.match(note ?? '', /Left out: \d+ hops worth \$[\d,]+/);
  assert.equal(part.summary, result.summary);
});
