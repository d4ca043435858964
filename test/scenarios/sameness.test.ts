import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Transfer } from '../../src/ledger/port.ts';
import { seeded } from '../properties/policies.ts';
import { type Scenario, trace } from './trace.ts';
import { id, timeOf } from './transfers.ts';
import { MIXED, worlds } from './worlds.ts';

// What has nothing to do with a theft changes nothing of what is said of it.

/** The rows in a known order: where it must be guessed, any row may turn it. */
function rowsOf({ rows }: Scenario): Transfer[] {
  return (rows as readonly Transfer[]).map((row, i) => ({ ...row, txIndex: i, index: i }));
}

/** What is claimed where, and by which transfers. */
async function said(scenario: Scenario, name: (holder: string) => string = (holder) => holder) {
  const { result } = await trace(scenario);
  const places = result.destinations.map(({ holder, asset, status, amounts, band, reach }) =>
    [name(holder), asset, status, band.low, band.high, reach, ...Object.values(amounts)].join(' '),
  );
  const hops = result.hops.map(({ tx, from, to, asset, via, traced }) =>
    [tx, name(from), name(to), asset, via, ...Object.values(traced)].join(' '),
  );
  return { places: places.sort(), hops: hops.sort(), stolen: result.stolen };
}

/** Spam: failed, of no value, or a worthless token; from anybody to anybody or to nobody known. */
const spam = fc.array(
  fc.record({
    from: fc.constantFrom(...'SABCDE'),
    to: fc.constantFrom('', ...'SABCDE'),
    block: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom('failed', 'zero', 'worthless'),
  }),
  { minLength: 1, maxLength: 30 },
);

test('spam', async (t) => {
  const property = fc.asyncProperty(worlds(MIXED), spam, async (scenario, list) => {
    const rows = scenario.rows as readonly Transfer[];
    const [first] = rows as [Transfer, ...Transfer[]];
    const others = list.map(({ from, to, block, kind }, i): Transfer => {
      return {
        ...first,
        // before and behind the others by name
        tx: `${'sw'[i % 2]}pam${i}`,
        block,
        time: timeOf(block),
        txIndex: first.txIndex === null ? null : 1000 + i,
        kind: 'token',
        from,
        to: to || `Spam${i}`,
        asset: id(kind === 'worthless' ? 'FAKE' : 'USDT'),
        amount: kind === 'zero' ? 0n : 7n,
        failed: kind === 'failed',
      };
    });
    deepEqual(await said({ ...scenario, rows: [...rows, ...others] }), await said(scenario));
  });
  await fc.assert(property, seeded(t, 60));
});

test('the payments of strangers', async (t) => {
  const payments = fc.array(
    fc.record({
      from: fc.constantFrom('Y1', 'Y2', 'Y3', 'X'),
      to: fc.constantFrom('Y1', 'Y2', 'Y3', 'X'),
      block: fc.integer({ min: 0, max: 12 }),
      amount: fc.integer({ min: 1, max: 90_000 }),
    }),
    { minLength: 1, maxLength: 20 },
  );
  const property = fc.asyncProperty(worlds(MIXED), payments, async (scenario, list) => {
    const rows = rowsOf(scenario);
    const [first] = rows as [Transfer, ...Transfer[]];
    const others = list.map(({ from, to, block, amount }, i): Transfer => {
      const place = { tx: `other${i}`, block, time: timeOf(block), from, to };
      return { ...first, ...place, txIndex: 1000 + i, amount: BigInt(amount), failed: false };
    });
    deepEqual(
      await said({ ...scenario, rows: [...rows, ...others] }),
      await said({ ...scenario, rows }),
    );
  });
  await fc.assert(property, seeded(t, 60));
});

test('the names of addresses', async (t) => {
  const others = [...'ABCDE'];
  const names = fc.shuffledSubarray(others, { minLength: 5, maxLength: 5 });
  const property = fc.asyncProperty(worlds(MIXED), names, async (scenario, list) => {
    const rename = (holder: string): string => list[others.indexOf(holder)] ?? holder;
    const back = (holder: string): string => others[list.indexOf(holder)] ?? holder;
    const given = rowsOf(scenario);
    const rows = given.map((row) => ({ ...row, from: rename(row.from), to: rename(row.to) }));
    const { outgoing: _, incoming: __, ...rest } = { ...scenario, limits: {} };
    deepEqual(await said({ ...rest, rows }, back), await said({ ...rest, rows: given }));
  });
  await fc.assert(property, seeded(t, 60));
});
