import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { accountLedger, moved } from '../../test/fakes/live-ledgers.ts';
import type { Transfer } from './port.ts';
import { readingOf } from './reading.ts';

const query = { direction: 'both', since: null, until: null, limit: 10 } as const;

test('what was read is counted once, however often and by whomever it was asked', async () => {
  const rows = [
    moved(),
    moved({ index: 2, to: 'c' }),
    moved({ tx: 't2', time: 650 }),
    moved({ tx: 't3', index: null }),
    moved({ tx: 't3', index: null, amount: 6n }),
  ];
  const reading = readingOf(accountLedger('node', rows));
  await reading.tip();
  deepEqual([reading.size, reading.since, reading.until], [0, 900, 900], 'nothing was read yet');
  await reading.transactions(['t1']);
  equal(reading.size, 2);
  await reading.transfers(['a', 'b', 'c'], query);
  await reading.transactions(['t1', 't2', 't3']);
  deepEqual([reading.size, reading.since, reading.until], [5, 650, 900]);
  equal(reading.coverage.reason, 'asked of node');
  deepEqual(reading.blindSpots(), [{ reason: 'node is blind', effect: 'All is dark.' }]);
});

test('the order is as fine as that of the least known transfer, gas aside', async () => {
  const orders: readonly (readonly [Partial<Transfer>, string])[] = [
    [{}, 'log'],
    [{ kind: 'gas', index: null }, 'log'],
    [{ index: null }, 'transaction'],
    [{ txIndex: null }, 'block'],
    [{ block: null }, 'time'],
  ];
  for (const [change, order] of orders) {
    const rows = [moved({ tx: 't0' }), moved(change), moved({ tx: 't2' })];
    const reading = readingOf(accountLedger('node', rows));
    equal(reading.order, 'log');
    await reading.transactions(['t0', 't1', 't2']);
    equal(reading.order, order);
  }
});
