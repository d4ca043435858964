import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { places, type Scenario, type Traced, trace } from './trace.ts';
import { timeOf } from './transfers.ts';

/** `reason holder amount usd count` of each cut that the answer states. */
function cuts({ result }: Traced): string[] {
  return result.coverage.cuts.map(({ reason, holder, amount, usd, count }) => {
    return `${reason} ${holder} ${amount} $${usd} ${count}`;
  });
}

/** What is stolen is somewhere, cut or not. */
function isWhole({ result }: Traced): void {
  const stolen = result.stolen.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const placed = result.destinations.reduce(
    (sum, { amounts }) => sum + BigInt(amounts.haircut),
    0n,
  );
  equal(placed, stolen);
}

async function stated(scenario: Scenario): Promise<string[]> {
  const traced = await trace(scenario);
  isWhole(traced);
  for (const { status, why, rule } of traced.result.destinations) {
    if (status === 'not followed') ok(why.length > 10 && rule.length > 3);
  }
  return cuts(traced);
}

const CHAIN = '1 a S>A 90000 \n 2 b A>B 80000 \n 3 c B>C 70000 \n 4 d C>D 60000';

describe('every limit that cuts a trace states what it cut, with its worth', () => {
  test('depth', async () => {
    deepEqual(await stated({ rows: CHAIN, limits: { maxDepth: 2 } }), [
      'limit: depth B 80000 $800.00 1',
    ]);
    deepEqual(await stated({ rows: CHAIN, limits: { maxDepth: 4 } }), [
      'limit: depth D 60000 $600.00 1',
    ]);
    deepEqual(await stated({ rows: CHAIN, limits: { maxDepth: 5 } }), []);
  });

  test('holders: the most valuable come first', async () => {
    const rows = '1 a S>A 20000 \n 1 b S>B 90000 \n 1 c S>C 10000 \n 2 d B>D 90000';
    const traced = await trace({ rows, limits: { maxHolders: 2 } });
    deepEqual(cuts(traced).sort(), [
      'limit: holders A 20000 $200.00 1',
      'limit: holders C 10000 $100.00 1',
      'limit: holders D 90000 $900.00 1',
    ]);
    isWhole(traced);
  });

  test('fan-out: who pays more others is taken for a service without a name', async () => {
    const pays = Array.from({ length: 4 }, (_, i) => `2 p${i} A>P${i} 10000`).join('\n');
    const rows = `1 a S>A 90000 \n ${pays}`;
    deepEqual(await stated({ rows, limits: { maxFanOut: 3 } }), [
      'limit: fan-out A 90000 $900.00 1',
    ]);
    deepEqual(await stated({ rows, limits: { maxFanOut: 4 } }), []);
  });

  test('fan-out does not hold for a source, nor for what only pretends to be paid', async () => {
    const pays = Array.from({ length: 4 }, (_, i) => `1 p${i} S>P${i} 10000`).join('\n');
    deepEqual(await stated({ rows: pays, limits: { maxFanOut: 3 } }), []);
    const spam = Array.from({ length: 9 }, (_, i) => `2 z${i} A>Z${i} 0 USDT`).join('\n');
    const fake = Array.from({ length: 9 }, (_, i) => `2 y${i} A>Y${i} 5 FAKE`).join('\n');
    const failed = Array.from({ length: 9 }, (_, i) => `2 x${i} A>X${i} 5 failed`).join('\n');
    const rows = `1 a S>A 90000 \n ${spam} \n ${fake} \n ${failed} \n 3 b A>B 90000`;
    const traced = await trace({ rows, limits: { maxFanOut: 3 } });
    deepEqual(places(traced), ['B 90000 ETH held']);
  });

  test('transfers of one address', async () => {
    const rows = '1 a S>A 90000 \n 2 b A>B 40000 \n 3 c A>C 50000';
    const traced = await trace({ rows, limits: { maxTransfers: 2 } });
    deepEqual(cuts(traced), ['limit: transfers A 50000 $500.00 1']);
    ok(traced.result.coverage.gaps.some(({ holder }) => holder === 'A'));
    isWhole(traced);
  });

  test('dust', async () => {
    const rows = '1 a S>A 90000 \n 1 b S>B 90 \n 1 c S>C 70';
    deepEqual(await stated({ rows }), ['dust null 160 $1.60 2']);
    deepEqual(await stated({ rows, limits: { dustUsd: 0.8 } }), ['dust null 70 $0.70 1']);
    deepEqual(await stated({ rows, limits: { dustUsd: 0 } }), []);
    deepEqual(await stated({ rows, limits: { dustUsd: 1000 } }), [
      'dust A 90000 $900.00 1',
      'dust null 160 $1.60 2',
    ]);
  });

  test('time', async () => {
    const late = { late: () => true };
    deepEqual(await stated({ rows: CHAIN, watch: late }), ['limit: time A 90000 $900.00 1']);
    let rounds = 0;
    const later = { late: () => ++rounds > 2 };
    deepEqual(await stated({ rows: CHAIN, watch: later }), ['limit: time C 70000 $700.00 1']);
  });

  test('a cancelled trace states what it had not read', async () => {
    const cancel = new AbortController();
    const watch = { signal: cancel.signal, progress: () => cancel.abort() };
    deepEqual(await stated({ rows: CHAIN, watch }), ['limit: cancelled A 90000 $900.00 1']);
  });

  test('without a price the worth is not known, and each place is named', async () => {
    const limits = { maxDepth: 1 };
    deepEqual(await stated({ rows: CHAIN, limits, priceless: ['ETH'] }), [
      'limit: depth A 90000 $null 1',
    ]);
  });
});

test('the end of the question is no cut: what it does not ask for is not missing', async () => {
  deepEqual(await stated({ rows: CHAIN, limits: { until: timeOf(2) } }), []);
});

test('limits are told in the settings of the result', async () => {
  const limits = { maxDepth: 7, maxHolders: 8, maxFanOut: 9, dustUsd: 2, majority: 0.8 };
  const { result } = await trace({ rows: CHAIN, limits });
  const { maxDepth, maxHolders, maxFanOut, dustUsd, majority } = result.settings;
  deepEqual({ maxDepth, maxHolders, maxFanOut, dustUsd, majority }, limits);
});

describe('a ledger that lists only some senders', () => {
  test('an address without outflow is not covered, never still holding', async () => {
    const rows = '1 a S>A 90000 \n 2 b A>B 40000';
    const traced = await trace({ rows, outgoing: ['S', 'A'] });
    deepEqual(places(traced).sort(), ['A 50000 ETH held', 'B 40000 ETH not covered']);
    equal(traced.result.summary.notCoveredUsd, '400.00');
    equal(traced.result.summary.heldUsd, '500.00');
    ok(traced.result.coverage.gaps.length > 0);
    const [, , b] = traced.result.holders;
    equal(b?.outgoingListed, false);
  });

  test('a limit that cut it says so first', async () => {
    const rows = '1 a S>A 90000 \n 2 b A>B 40000';
    const traced = await trace({ rows, outgoing: ['S', 'A'], limits: { maxDepth: 2 } });
    deepEqual(cuts(traced), ['limit: depth B 40000 $400.00 1']);
  });
});
