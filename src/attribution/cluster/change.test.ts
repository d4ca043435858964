import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { MIX, NONE } from '../../../test/attribution/clusters.ts';
import {
  type Coin,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
} from '../../../test/ledger/bitcoin-mixes.ts';
import type { UtxoOutput, UtxoTransaction } from '../../ledger/port.ts';
import { type ChangeRule, changeOf, mergeableChange } from './change.ts';
import { historyOf } from './history.ts';
import type { Verdict } from './shapes.ts';

const pay = (ins: readonly Coin[], outs: readonly UtxoOutput[], id = 'aa'.repeat(32)) =>
  transactionOf(fromKeys(ins), outs, id);

/** Spends output `index` of a transaction into two outputs. */
function peel(tx: UtxoTransaction, index: number, id: string): UtxoTransaction {
  const { amount = 0n, holder = null } = tx.outputs[index] ?? {};
  const outputs = toKeys([
    [amount - 5321n, 800 + index],
    [1321n, 850 + index],
  ]);
  return transactionOf([{ tx: tx.id, index, amount, holder }], outputs, id.repeat(64));
}

function votes(tx: UtxoTransaction, others: readonly UtxoTransaction[] = [], verdict = NONE) {
  const opinion = changeOf(tx, verdict, historyOf([...others, tx]));
  const said = opinion.votes.filter(({ output }) => output !== null);
  return Object.fromEntries(said.map(({ rule, output }) => [rule, output])) as Partial<
    Record<ChangeRule, number>
  >;
}

test('an address that signed is paid again', () => {
  const tx = pay(
    [[9_000n, 1]],
    toKeys([
      [4_000n, 2],
      [3_000n, 1],
    ]),
  );
  deepEqual(votes(tx), { direct: 1 });
});

test('one-time: of the inputs’ kind, not round, below the smallest input, fresh, paid once', () => {
  const ins: Coin[] = [
    [500_000n, 1],
    [400_000n, 2],
  ];
  const tx = pay(
    ins,
    toKeys([
      [700_000n, 3],
      [190_001n, 4],
    ]),
  );
  deepEqual(votes(tx), { 'one-time': 1, optimal: 1, 'round-payment': 1 });
  const before = pay([[9_999n, 9]], toKeys([[5_000n, 4]]), 'bb'.repeat(32));
  equal(votes(tx, [before])['one-time'], undefined, 'seen before');
  const other = pay(ins, [...toKeys([[700_000n, 3]]), payTo(SCRIPTS.p2tr(4), 190_001n)]);
  equal(votes(other)['one-time'], undefined, 'another kind of script');
  const large = pay(
    ins,
    toKeys([
      [500_000n, 3],
      [390_001n, 4],
      [1_000n, 5],
    ]),
  );
  equal(votes(large)['one-time'], 1);
  equal(votes(large).optimal, undefined, 'two are below the smallest input');
});

test('the payment is round and the rest is not', () => {
  const ins: Coin[] = [[900_000n, 1]];
  equal(
    votes(
      pay(
        ins,
        toKeys([
          [400_000n, 2],
          [480_321n, 3],
        ]),
      ),
    )['round-payment'],
    1,
  );
  equal(
    votes(
      pay(
        ins,
        toKeys([
          [400_001n, 2],
          [480_321n, 3],
        ]),
      ),
    )['round-payment'],
    undefined,
  );
});

test('a peeling chain goes on in one output; in two there is no answer', () => {
  const tx = pay(
    [[900_000n, 1]],
    toKeys([
      [400_000n, 2],
      [480_000n, 3],
    ]),
  );
  const [one, two] = [peel(tx, 1, '1'), peel(tx, 0, '2')];
  equal(changeOf(tx, NONE, historyOf([tx, one])).votes.at(-2)?.output, 1);
  equal(changeOf(tx, NONE, historyOf([tx, one, two])).votes.at(-2)?.output, null);
});

test('a client: fresh, the only one of the inputs’ kind, spent with the same fee habit', () => {
  const outs = [payTo(SCRIPTS.p2sh(2), 400_000n), ...toKeys([[496_000n, 3]])];
  const tx = pay([[900_000n, 1]], outs);
  const next = peel(tx, 1, '1');
  equal(changeOf(tx, NONE, historyOf([tx, next])).votes.at(-1)?.output, 1);
  const dearer = pay([[900_001n, 1]], outs);
  equal(changeOf(dearer, NONE, historyOf([dearer, next])).votes.at(-1)?.output, null);
});

test('agreement and dissent are said, and two must agree before a merge is asked for', () => {
  const ins: Coin[] = [[500_000n, 1]];
  const agreed = pay(
    ins,
    toKeys([
      [700_000n, 3],
      [190_001n, 4],
    ]),
  );
  const opinion = changeOf(agreed, NONE, historyOf([agreed]));
  deepEqual([opinion.agreed, opinion.dissent, mergeableChange(opinion)], [1, false, 1]);
  const split = pay(
    ins,
    toKeys([
      [390_000n, 1],
      [100_001n, 4],
    ]),
  );
  const dissent = changeOf(split, NONE, historyOf([split]));
  deepEqual([dissent.agreed, dissent.dissent, mergeableChange(dissent)], [null, true, null]);
  const single = pay(
    [[9_000n, 1]],
    toKeys([
      [4_000n, 2],
      [3_000n, 1],
    ]),
  );
  equal(mergeableChange(changeOf(single, NONE, historyOf([single]))), null);
});

test('a mix has no change; a Tx0 has the one that its parts tell', () => {
  const tx = pay(
    [[900_000n, 1]],
    toKeys([
      [400_000n, 2],
      [480_321n, 3],
    ]),
  );
  deepEqual(changeOf(tx, MIX, historyOf([tx])), {
    vetoed: true,
    votes: [],
    agreed: null,
    dissent: false,
  });
  const tx0: Verdict = { kind: 'tx0', parts: { change: [1] } };
  equal(votes(tx, [], tx0).tx0, 1);
});
