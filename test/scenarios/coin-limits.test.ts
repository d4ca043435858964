import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OpenCase } from '../../src/casework/case.ts';
import { withFlags } from '../../src/casework/case-flags.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { fromKeys, toKeys } from '../ledger/bitcoin-mixes.ts';
import { addressOf, closes, id, KEYS, type Made, spend, traced } from './coins-ledger.ts';

// a theft, a peel chain to an exchange, a payout of five, and a coin that is not worth following
const theft: Made = {
  id: id('a'),
  block: 100,
  inputs: fromKeys([[10_000_000n, KEYS.victim]]),
  outputs: toKeys([
    [6_000_000n, KEYS.thief],
    [3_990_000n, KEYS.victim],
    [3n, 9],
  ]),
};
const peel: Made = {
  id: id('b'),
  block: 101,
  inputs: [spend(theft, 0)],
  outputs: toKeys([
    [4_000_000n, 10],
    [1_990_000n, 11],
    [1_000n, KEYS.exchange],
  ]),
};
const further: Made = {
  id: id('c'),
  block: 102,
  inputs: [spend(peel, 0)],
  outputs: toKeys([
    [3_000_000n, 12],
    [999_000n, 13],
  ]),
};
const deposit: Made = {
  id: id('d'),
  block: 103,
  inputs: [spend(further, 0)],
  outputs: toKeys([[2_999_000n, KEYS.exchange]]),
};
const payout: Made = {
  id: id('e'),
  block: 104,
  inputs: [spend(peel, 1), ...fromKeys([[8_000_000n, KEYS.helper]])],
  outputs: toKeys([20, 21, 22, 23, 24].map((key, i) => [BigInt(1_990_000 - i), key] as const)),
};
const dusty: Made = {
  id: id('f'),
  block: 105,
  inputs: [spend(theft, 2), ...fromKeys([[100_000_000n, KEYS.hoard]])],
  outputs: toKeys([[100_000_002n, KEYS.hoard]]),
};
const LEDGER = [theft, peel, further, deposit, payout, dusty];
const THEFT = { transactions: [{ tx: id('a'), victims: [addressOf(KEYS.victim)] }] };
// $50,000 a coin: a thousand satoshi are half a dollar
const PRICES = [{ asset: 'BTC', usd: '50000' }];

type Question = Partial<Parameters<typeof traced>[0]>;

async function run(settings: object, question: Question = {}): Promise<TraceResult> {
  const more = { prices: PRICES, ...question.more, settings };
  const result = await traced({ theft: THEFT, files: [LEDGER], ...question, more });
  closes(result);
  equal(result.stolen[0]?.amount, '6000003');
  for (const { status, why, rule } of result.destinations) {
    if (status === 'not followed') ok(why.length > 10 && rule.length > 3);
  }
  return result;
}

const NAMES = new Map([9, 10, 11, 12, 13, KEYS.thief].map((key) => [addressOf(key), `key ${key}`]));

/** `reason holder amount usd count` of each cut that the answer states. */
function cuts({ coverage }: TraceResult): string[] {
  return coverage.cuts.map(({ reason, holder, amount, usd, count }) => {
    return `${reason} ${NAMES.get(holder ?? '') ?? holder} ${amount} $${usd} ${count}`;
  });
}

const DUST = 'dust null 3 $0.00 1';

describe('every limit that cuts a trace of coins states what it cut, with its worth', () => {
  test('dust: a coin that carries little is not followed, however big it is', async () => {
    const result = await run({});
    deepEqual(cuts(result), [DUST]);
    ok(!result.holders.some((holder) => holder.id === addressOf(KEYS.hoard)));
    const all = await run({ dustUsd: 0 });
    deepEqual(cuts(all), []);
    const hoard = all.destinations.find(({ holder }) => holder === addressOf(KEYS.hoard));
    deepEqual([hoard?.amounts.haircut, hoard?.amounts.dirty_first], ['3', '3']);
    deepEqual(cuts(await run({ dustUsd: 1500 })), [
      'dust key 11 1990000 $995.00 1',
      'dust key 13 999000 $499.50 1',
      DUST,
    ]);
  });

  test('dust: every satoshi that comes to a labelled service is stated', async () => {
    const { destinations } = await run({ dustUsd: 2500 });
    const exchange = destinations.find(({ holder }) => holder === addressOf(KEYS.exchange));
    deepEqual([exchange?.status, exchange?.amounts.haircut], ['at service', '1000']);
  });

  test('dust: without a price nothing is', async () => {
    const result = await run({}, { more: { prices: [] } });
    deepEqual(cuts(result), []);
    ok(result.coverage.statements.some((text) => text.includes('no price is given')));
  });

  test('depth: transactions from the theft', async () => {
    deepEqual(cuts(await run({ maxDepth: 1 })), [
      'limit: depth key 10 4000000 $2000.00 1',
      'limit: depth key 11 1990000 $995.00 1',
      DUST,
    ]);
    const [first, ...rest] = cuts(await run({ maxDepth: 2 }));
    equal(first, 'limit: depth key 12 3000000 $1500.00 1');
    equal(rest.filter((cut) => cut.startsWith('limit: depth')).length, 6);
    deepEqual(cuts(await run({ maxDepth: 3 })), [DUST]);
  });

  test('holders: the most valuable come first', async () => {
    const three = await run({ maxHolders: 3 });
    deepEqual(cuts(three), [
      'limit: holders key 12 3000000 $1500.00 1',
      'limit: holders key 13 999000 $499.50 1',
      ...cuts(three).slice(2, -1),
      DUST,
    ]);
    deepEqual(cuts(await run({ maxHolders: 2 })), [
      'limit: holders key 12 3000000 $1500.00 1',
      'limit: holders key 11 1990000 $995.00 1',
      'limit: holders key 13 999000 $499.50 1',
      DUST,
    ]);
    deepEqual(cuts(await run({ maxHolders: 10 })), [DUST]);
  });

  test('fan-out: who pays so many at once is taken for a service without a name', async () => {
    const result = await run({ maxFanOut: 4 });
    deepEqual(cuts(result), ['limit: fan-out key 11 1990000 $995.00 1', DUST]);
    const paid = result.destinations.filter(({ holder }) => holder === addressOf(20));
    deepEqual(paid, []);
    deepEqual(cuts(await run({ maxFanOut: 5 })), [DUST]);
    const [whole] = cuts(await run({ maxFanOut: 2 }));
    equal(whole, `limit: fan-out key ${KEYS.thief} 6000000 $3000.00 1`);
  });

  test('time, and a trace that is cancelled', async () => {
    const thief = `key ${KEYS.thief} 6000000 $3000.00 1`;
    const first = await run({}, { watch: { late: () => true } });
    deepEqual(cuts(first), [`limit: time ${thief}`, 'limit: time null 3 $0.00 1']);
    let asked = 0;
    const later = await run({}, { watch: { late: () => ++asked > 3 } });
    deepEqual(cuts(later), [
      'limit: time key 12 3000000 $1500.00 1',
      'limit: time key 11 1990000 $995.00 1',
      'limit: time key 13 999000 $499.50 1',
      DUST,
    ]);
    const cancel = new AbortController();
    cancel.abort();
    const cancelled = await run({}, { watch: { signal: cancel.signal } });
    deepEqual(cuts(cancelled)[0], `limit: cancelled ${thief}`);
  });

  test('without a price each place is named, and its worth is not known', async () => {
    const result = await run({ maxDepth: 1 }, { more: { prices: [] } });
    equal(cuts(result)[0], 'limit: depth key 10 4000000 $null 1');
  });
});

test('the end of the question is no cut', async () => {
  const until = String(1_650_000_000 + 600 * 101);
  const coverage = { outgoing: 'all', incoming: 'all' };
  const result = await run(
    { until },
    { more: { ledger: { files: ['ledger-0.jsonl'], coverage } } },
  );
  deepEqual(cuts(result), [DUST]);
  const [place] = result.destinations;
  deepEqual([place?.holder, place?.status], [addressOf(10), 'held']);
  match(place?.why ?? '', /^No transaction up to 2022-/);
});

test('a limit that is not reached changes nothing but what is said of it', async () => {
  const plain = ({ settings: _, coverage, ...rest }: TraceResult): unknown => ({
    ...rest,
    inputs: [],
    statements: coverage.statements.filter((text) => !text.includes('within limits')),
  });
  const wide = { dustUsd: 0, maxDepth: 10_000, maxHolders: 10_000_000, maxFanOut: 10_000_000 };
  const close = { dustUsd: 0, maxDepth: 3, maxHolders: 12, maxFanOut: 5 };
  deepEqual(plain(await run(close)), plain(await run(wide)));
});

test('what does nothing on coins is refused as a flag, and warned of in a case', async () => {
  const { warnings } = await run({ majority: 0.9, maxTransfers: 7 });
  const idle = warnings.filter(({ code }) => code === 'idle-setting');
  deepEqual(
    idle.map(({ code, field, found }) => [code, field, found]),
    [
      ['idle-setting', 'settings.majority', '0.9'],
      ['idle-setting', 'settings.maxTransfers', '7'],
    ],
  );
  const open = { file: { chain: 'bitcoin', settings: {} }, path: 'case.json' } as OpenCase;
  throws(() => withFlags(open, { majority: 0.9 }), /--majority: expected a ledger of accounts/);
});
