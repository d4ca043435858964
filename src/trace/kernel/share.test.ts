import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinLanes, lowerLane, upperLane } from './lanes.ts';
import { result, share } from './share.kernel.ts';

const upTo = (most: bigint): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt(0n, most),
    fc.bigInt(0n, most < 9n ? most : 9n),
    fc.bigInt(0n, most < 9n ? most : 9n).map((n) => most - n),
  );

const cases = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.bigInt(0n, 2n ** 100n - 1n), fc.boolean())
  .map(([bits, n, full]) => (full ? 2n ** BigInt(bits) - 1n : (n % 2n ** BigInt(bits)) + 1n))
  .map((whole) => (whole < 2n ** 100n ? whole : whole - 1n))
  .chain((whole) => fc.tuple(fc.constant(whole), upTo(whole), upTo(whole)));

test('a share and its remainder are exact in lanes (performance.md §4)', (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`seed ${seed}`);
  const property = fc.property(cases, ([v, d, x]) => {
    share(upperLane(d), lowerLane(d), upperLane(x), lowerLane(x), upperLane(v), lowerLane(v));
    equal(joinLanes(result[0]!, result[1]!), (d * x) / v);
    equal(joinLanes(result[2]!, result[3]!), (d * x) % v);
  });
  fc.assert(property, { seed, numRuns: 20_000 });
});
