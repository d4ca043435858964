import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import {
  type Coin,
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
} from '../../../test/ledger/bitcoin-mixes.ts';
import { DATA, needsData } from '../../../test/needs.ts';
import { openTransactionLines } from '../../ledger/bitcoin/lines.ts';
import type { UtxoInput, UtxoTransaction } from '../../ledger/port.ts';
import { type Tx0Summary, type WhirlpoolCase, whirlpoolCase } from './whirlpool-case.ts';

const id = (letter: string) => letter.repeat(64);
const PREMIX = 1_004_000n;
const POOL = 1_000_000n;

function spend(tx: UtxoTransaction, index: number): UtxoInput {
  const { amount, holder } = tx.outputs[index]!;
  return { tx: tx.id, index, amount, holder };
}

function prepare(letter: string, inputs: readonly UtxoInput[], key: number, rest: bigint) {
  const fee: Coin = [50_000n, key];
  const outputs = toKeys([fee, ...coins(2, PREMIX, key + 1), [rest, key + 9]]);
  return transactionOf(inputs, [payTo(SCRIPTS.opReturn(64), 0n), ...outputs], id(letter));
}

function mix(letter: string, inputs: readonly UtxoInput[], key: number) {
  const others = fromKeys(coins(5 - inputs.length, POOL, key));
  return transactionOf([...inputs, ...others], toKeys(coins(5, POOL, key + 100)), id(letter));
}

// A Tx0 whose change a second Tx0 spends; one premix coin is mixed twice, one not spent here.
const first = prepare('a', fromKeys([[9_000_000n, 1]]), 1000, 5_000_000n);
const second = prepare('b', [spend(first, 4)], 2000, 900_000n);
const mixed = mix('c', [spend(first, 2)], 3000);
const again = mix('d', [spend(mixed, 0), spend(second, 2)], 4000);
const leaves = transactionOf(
  [spend(again, 1), spend(again, 2)],
  toKeys([[1_990_000n, 5000]]),
  id('e'),
);
const set = [first, second, mixed, again, leaves];

test('what is provable, where attribution stops, how many candidates there are', () => {
  const { tx0s } = whirlpoolCase([first.id], set);
  const [summary] = tx0s as [Tx0Summary];
  deepEqual(
    summary.premix.map(({ index, spender }) => [index, spender?.tx ?? null, spender?.kind ?? null]),
    [
      [2, mixed.id, 'whirlpool'],
      [3, null, null],
    ],
  );
  equal(summary.stopped, PREMIX);
  deepEqual(
    summary.change.map(({ amount, spender }) => [amount, spender]),
    [[5_000_000n, { tx: second.id, kind: 'tx0' }]],
  );
  deepEqual(summary.links, [{ from: first.id, index: 4, to: second.id }]);
  deepEqual(summary.sameOwner, [first.id, second.id]);
  deepEqual(summary.firstMixes, [mixed.id]);
  deepEqual(summary.reachable, [mixed.id, again.id]);
  // Ten outputs: one mixed again, two spent together, seven not spent here.
  deepEqual(summary.candidates, { outputs: 2, transactions: 1, notSpentHere: 7 });
});

test('nothing outside the set is assumed', () => {
  const { tx0s, set: counted } = whirlpoolCase([first.id, mixed.id, id('0')], [first, mixed]);
  const [summary, other, missing] = tx0s;
  equal((summary as Tx0Summary).change[0]?.spender, null);
  deepEqual(other, { kind: 'other', tx: mixed.id });
  deepEqual(missing, { kind: 'missing', tx: id('0') });
  deepEqual([counted.transactions, counted.whirlpoolMixes, counted.tx0s], [2, 1, 1]);
});

const CASE = 'cases/public/07-btc-whirlpool-2024-03.json';
describe('case 07: Whirlpool, March 2024', { skip: needsData(CASE) }, () => {
  let answer: WhirlpoolCase;

  before(async () => {
    const { start_txs } = JSON.parse(readFileSync(path.join(DATA, CASE), 'utf8'));
    const zip = path.join(DATA, 'btc-coinjoin/tests/fixtures/dumplings__sw_202403.zip');
    const ledger = await openTransactionLines(zip);
    const all = [...ledger.blocks()].flatMap((block) => block.transactions);
    answer = whirlpoolCase(start_txs, all);
  });

  test('what was counted', () => {
    const { transactions, whirlpoolMixes, tx0s } = answer.set;
    deepEqual([transactions, whirlpoolMixes, tx0s], [4864, 1730, 752]);
  });

  test('by Tx0: premix coins all mixed, mixes reachable, candidates, other Tx0s', () => {
    const rows = answer.tx0s.map((it) => {
      if (it.kind !== 'tx0') return it.kind;
      const mixedCoins = it.premix.filter((coin) => coin.spender?.kind === 'whirlpool').length;
      const { outputs, transactions, notSpentHere } = it.candidates;
      const [start, pool] = [it.tx.slice(0, 8), Number(it.pool)];
      const coinCounts = [it.premix.length, mixedCoins, it.firstMixes.length];
      const beyond = [it.reachable.length, outputs, transactions, notSpentHere];
      return [start, pool, ...coinCounts, ...beyond, it.sameOwner.length];
    });
    deepEqual(rows, [
      ['2c1d4a2e', 1_000_000, 70, 70, 70, 339, 486, 180, 1432, 3],
      ['fb8b609f', 1_000_000, 38, 38, 38, 314, 437, 168, 1328, 3],
      ['67e3010c', 50_000_000, 32, 32, 32, 157, 139, 54, 768, 10],
      ['e8595762', 1_000_000, 27, 27, 27, 148, 207, 91, 651, 2],
      ['50f09485', 100_000, 25, 25, 25, 377, 451, 151, 1516, 3],
    ]);
  });

  test('the first two belong to one owner: the change of one is spent by the other', () => {
    const [a, b] = answer.tx0s as [Tx0Summary, Tx0Summary];
    deepEqual(a.links, [{ from: a.tx, index: 72, to: b.tx }]);
    equal(a.change[0]?.amount, 38_823_328n);
    equal(b.sameOwner.includes(a.tx), true);
  });
});
