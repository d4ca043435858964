import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { options } from '../../test/vectors/coins.ts';
import { blocks, blocksciVectors, seedsOf } from '../../test/vectors/fixture-chain.ts';
import { inputsOf, singleVectors } from '../../test/vectors/single-transactions.ts';
import { blocksciHaircut } from './blocksci.ts';
import { Coins } from './coins.ts';
import { byLabel } from './policies/lots.ts';
import { poison } from './policies/poison.ts';

const total = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);

test("BlockSci's fifteen expectations (§4.2)", () => {
  for (const { policy, seeds, to, fees, coins, value, tainted } of blocksciVectors) {
    // BlockSci has one label: tainted
    const labelled = seedsOf(Object.fromEntries(seeds.map((coin) => [coin, 'A'] as const)));
    const rules = [policy === 'poison' ? poison : blocksciHaircut];
    const trace = new Coins(options({ rules, seeds: labelled, fees }));
    for (const block of blocks(to)) trace.apply(block);
    const held = trace.held(policy);
    deepEqual(
      [held.length, total(held.map((coin) => coin.value)), total(held.map((coin) => coin.amount))],
      [coins, value, tainted],
      `${policy} ${seeds.join('+')} to ${to}, ${fees}`,
    );
  }
});

test('BlockSci mode loses what exceeds the fee (§4.3)', () => {
  for (const vector of singleVectors) {
    if (!vector.expected.blocksci) continue;
    const columns = blocksciHaircut.outputs(inputsOf(vector), vector.amounts);
    deepEqual(
      columns.map((lots) => byLabel(lots).get(0) ?? 0n),
      vector.expected.blocksci.map(({ A }) => A ?? 0n),
    );
  }
});
