import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountLedger, coinLedger, moved, spend } from '../../test/fakes/live-ledgers.ts';
import { EvidenceError, InputError, LimitError, SourceError } from '../base/errors.ts';
import { accountFailover, type Opener, utxoFailover } from './failover.ts';
import type { LiveAccountLedger } from './live.ts';

const GONE = new SourceError('first', 'the connection failed', true);
const query = { direction: 'both', since: null, until: null, limit: 10 } as const;

/** Opens these ledgers in their order; counts how often each was opened. */
function lined(...ledgers: readonly LiveAccountLedger[]) {
  const opened = ledgers.map(() => 0);
  const openers = ledgers.map((ledger, i): Opener<LiveAccountLedger> => {
    return {
      name: ledger.sources[0] ?? '',
      async open() {
        opened[i] = (opened[i] ?? 0) + 1;
        return ledger;
      },
    };
  });
  return { ledger: accountFailover('eip155:1', openers, new Map()), opened };
}

const failing = (error: Error): LiveAccountLedger =>
  accountLedger('first', [moved()], {
    transactions: async () => {
      throw error;
    },
  });

const reasons = (ledger: LiveAccountLedger) => ledger.blindSpots().map(({ reason }) => reason);

describe('ledgers behind each other', () => {
  test('the first alone is opened, and once, as long as it answers', async () => {
    const { ledger, opened } = lined(
      accountLedger('first', [moved()]),
      accountLedger('second', []),
    );
    equal((await ledger.transactions(['t1'])).length, 1);
    equal((await ledger.transfers(['a'], query))[0]?.transfers.length, 1);
    deepEqual(await ledger.tip(), { block: 9, time: 900 });
    deepEqual(opened, [1, 0]);
    deepEqual(reasons(ledger), ['first is blind']);
    deepEqual(ledger.sources, ['first', 'second']);
  });

  test('where it fails the next one is asked, from there on, and it is said', async () => {
    const { ledger, opened } = lined(failing(GONE), accountLedger('second', [moved(), moved()]));
    equal((await ledger.transfers(['a'], query))[0]?.transfers.length, 1);
    equal((await ledger.transactions(['t1'])).length, 2);
    equal((await ledger.transfers(['a'], query))[0]?.transfers.length, 2);
    deepEqual(opened, [1, 1]);
    deepEqual(reasons(ledger), [
      'first is blind',
      'second is blind',
      'first failed during the trace',
    ]);
    const { effect = '' } = ledger.blindSpots().at(-1) ?? {};
    match(effect, /^From there on all is as second shows it;/);
  });

  test('several questions that fail together move on one step', async () => {
    const { ledger, opened } = lined(
      failing(GONE),
      accountLedger('second', [moved()]),
      accountLedger('third', []),
    );
    const ids = ['t1', 't1', 't1'];
    const answers = await Promise.all(ids.map((id) => ledger.transactions([id])));
    deepEqual(
      answers.map((rows) => rows.length),
      [1, 1, 1],
    );
    deepEqual(opened, [1, 1, 0]);
    equal(reasons(ledger).filter((text) => text.includes('failed')).length, 1);
  });

  test('a missing key or too large an answer is a failure too', async () => {
    const faults = [
      new InputError('source', 'a key', 'none'),
      new LimitError('answer size', 'more'),
    ];
    for (const fault of faults) {
      const { ledger } = lined(failing(fault), accountLedger('second', [moved()]));
      equal((await ledger.transactions(['t1'])).length, 1);
    }
    const broken: Opener<LiveAccountLedger> = {
      name: 'first',
      open: () => Promise.reject(faults[0] ?? GONE),
    };
    const second = { name: 'second', open: async () => accountLedger('second', [moved()]) };
    const ledger = accountFailover('eip155:1', [broken, second], new Map());
    equal((await ledger.transactions(['t1'])).length, 1);
  });

  test('the last failure is told as it is', async () => {
    const last = new SourceError('second', 'is busy', true);
    const { ledger } = lined(failing(GONE), { ...failing(last), sources: ['second'] });
    await rejects(ledger.transactions(['t1']), last);
  });

  test('what no other source makes up for is not passed over', async () => {
    const aborted = new DOMException('stopped', 'AbortError');
    const damaged = new EvidenceError('evidence abc', 'the bytes of this digest', 'others');
    for (const error of [aborted, damaged, new TypeError('a fault of the program')]) {
      const { ledger, opened } = lined(failing(error), accountLedger('second', [moved()]));
      await rejects(ledger.transactions(['t1']), error);
      deepEqual(opened, [1, 0]);
    }
  });
});

test('ledgers of coins: one that has no index of addresses is passed over', async () => {
  const paid = { tx: spend('c2', 'c1', 5n), index: 0 };
  const coinsOf = async () => [{ holder: 'h0', coins: [paid], truncated: false }];
  const openers = [
    { name: 'node', open: async () => coinLedger('node', [spend('c2', 'c1', 5n)]) },
    { name: 'explorer', open: async () => coinLedger('explorer', [], { coinsOf }) },
  ];
  const ledger = utxoFailover('bip122:1', openers);
  equal((await ledger.spenders([{ tx: 'c1', index: 0 }]))[0]?.id, 'c2');
  equal((await ledger.coinsOf?.(['h0'], query))?.[0]?.coins.length, 1);
  equal((await ledger.spenders([{ tx: 'c1', index: 0 }]))[0], null, 'the explorer is asked now');
  equal((await ledger.transactions(['c2'])).length, 0);
  equal((await ledger.tip()).block, 9);
});
