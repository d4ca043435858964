import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountLedger, coinLedger, moved, spend } from '../../test/fakes/live-ledgers.ts';
import { accountCrossCheck, utxoCrossCheck } from './cross-check.ts';
import type { Transfer, Warning } from './port.ts';

const told = ({ field, expected, found }: Warning): string[] => [field, expected, found];

/** The differences that are found in transactions t1 and t2. */
async function differences(mine: readonly Transfer[], theirs: readonly Transfer[]) {
  const first = accountLedger('first', mine);
  const ledger = accountCrossCheck(first, accountLedger('second', theirs));
  deepEqual(await ledger.transactions(['t1', 't2']), await first.transactions(['t1', 't2']));
  return { list: ledger.warnings().map(told), ledger };
}

describe('accounts', () => {
  test('two that say the same, in whatever order, differ in nothing', async () => {
    const rows = [moved(), moved({ to: 'c', index: 2 }), moved({ tx: 't2' })];
    deepEqual((await differences(rows, rows.toReversed())).list, []);
  });

  test('another amount: the transaction, and both amounts', async () => {
    const { list, ledger } = await differences([moved()], [moved({ amount: 50n })]);
    deepEqual(list, [['t1', 'a > b 5 eip155:1/slip44:60', 'a > b 50 eip155:1/slip44:60']]);
    const [warning] = ledger.warnings();
    deepEqual([warning?.code, warning?.file], ['sources-differ', 'first against second']);
    deepEqual(ledger.sources, ['first', 'second']);
    equal(ledger.blindSpots().length, 2);
  });

  test('a transaction that one of them does not show', async () => {
    const other = moved({ tx: 't2', to: 'd' });
    const movement = 'a > d 5 eip155:1/slip44:60';
    const hidden = await differences([moved()], [moved(), other]);
    deepEqual(hidden.list, [['t2', 'nothing more', movement]]);
    const added = await differences([moved(), other], [moved()]);
    deepEqual(added.list, [['t2', movement, 'nothing more']]);
  });

  test('gas, what failed and what moved nothing may be shown by one alone', async () => {
    const asides = [moved({ kind: 'gas', to: '' }), moved({ failed: true, to: 'x' })];
    const nothing = moved({ amount: 0n, to: 'y' });
    deepEqual((await differences([moved()], [moved(), ...asides, nothing])).list, []);
  });

  test('asked again, a difference is told once', async () => {
    const { ledger } = await differences([moved()], [moved({ amount: 6n })]);
    await ledger.transactions(['t1']);
    equal(ledger.warnings().length, 1);
  });
});

describe('coins', () => {
  const [first, lying] = [spend('c2', 'c1', 5n, 7n), spend('c2', 'c1', 5n, 8n)];
  const outpoint = { tx: 'c1', index: 0 };

  test('an output of another amount, by id and by what is spent', async () => {
    for (const ask of ['transactions', 'spenders'] as const) {
      const ledger = utxoCrossCheck(coinLedger('one', [first]), coinLedger('two', [lying]));
      if (ask === 'transactions') deepEqual(await ledger.transactions(['c2']), [first]);
      else deepEqual(await ledger.spenders([outpoint]), [first]);
      deepEqual(ledger.warnings().map(told), [['c2', 'output 1 7 01', 'output 1 8 01']]);
    }
  });

  test('a spend that one of them hides or takes for another', async () => {
    const hidden = utxoCrossCheck(coinLedger('one', []), coinLedger('two', [first]));
    deepEqual(await hidden.spenders([outpoint]), [null]);
    deepEqual(hidden.warnings().map(told), [['c1:0', 'unspent', 'spent by c2']]);
    const other = spend('c9', 'c1', 12n);
    const taken = utxoCrossCheck(coinLedger('one', [first]), coinLedger('two', [other]));
    await taken.spenders([outpoint]);
    deepEqual(taken.warnings().map(told), [['c1:0', 'spent by c2', 'spent by c9']]);
    const unknown = utxoCrossCheck(coinLedger('one', []), coinLedger('two', [first]));
    await unknown.transactions(['c2']);
    equal(unknown.warnings().length, 1, 'a transaction that the first does not know');
  });
});
