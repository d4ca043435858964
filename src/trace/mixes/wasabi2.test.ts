import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Coin,
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
  withoutInputs,
} from '../../../test/ledger/bitcoin-mixes.ts';
import type { UtxoTransaction } from '../../ledger/port.ts';
import { shapeOf } from './mix.ts';
import { DENOMINATIONS, wasabi2 } from './wasabi2.ts';

const answer = (tx: UtxoTransaction) => wasabi2.answer(shapeOf(tx));

const STANDARD: Coin[] = [
  ...coins(8, 1_000_000n, 200),
  ...coins(8, 531_441n, 300),
  ...coins(8, 65_536n, 400),
];
const odd = (count: number): Coin[] =>
  Array.from({ length: count }, (_, i): Coin => [5_300n - BigInt(i), 500 + i]);
const round = (inputs = 50, others = 5) =>
  transactionOf(
    fromKeys(Array.from({ length: inputs }, (_, i): Coin => [900_000n - BigInt(i), 1 + i])),
    toKeys([...STANDARD, ...odd(others)]),
  );

test('there are 78 standard amounts', () => {
  equal(DENOMINATIONS.size, 78);
  for (const amount of [5_000n, 6_561n, 8_192n, 13_122n, 20_000n, 134_217_728n, 100_000_000_000n]) {
    equal(DENOMINATIONS.has(amount), true, `${amount}`);
  }
  equal(DENOMINATIONS.has(4_096n), false);
});

test('more than four in five outputs are standard', () => {
  equal(answer(round()), 'yes');
  // 24 of 30 are four in five exactly.
  equal(answer(round(50, 6)), 'no');
});

test('fifty inputs, and twenty once the large coordinator was gone', () => {
  equal(answer(round(49)), 'no');
  const later = { time: Date.UTC(2024, 6, 1) / 1000 };
  equal(answer({ ...round(20), ...later }), 'yes');
  equal(answer({ ...round(19), ...later }), 'no');
});

test('both sides stand sorted', () => {
  const tx = round();
  equal(answer({ ...tx, inputs: tx.inputs.toReversed() }), 'no');
  equal(answer({ ...tx, outputs: tx.outputs.toReversed() }), 'no');
});

test('three standard amounts are shared', () => {
  const tx = round();
  const two = toKeys([...coins(12, 1_000_000n, 200), ...coins(12, 65_536n, 400), ...odd(2)]);
  equal(answer({ ...tx, outputs: two }), 'no');
});

test('inputs are native segwit', () => {
  const tx = round();
  const [last] = tx.inputs.slice(-1);
  const swap = (script: string) => {
    const { holder } = payTo(script, 0n);
    return { ...tx, inputs: [...tx.inputs.slice(0, -1), { ...last!, holder }] };
  };
  equal(answer(swap(SCRIPTS.p2tr(9))), 'yes');
  equal(answer(swap(SCRIPTS.p2sh(9))), 'no');
  equal(answer(withoutInputs(tx)), 'inputs-unknown');
});

test('a consolidation to two standard amounts is no mix', () => {
  const tx = round(101);
  const outputs = toKeys([
    [10_000_000n, 1],
    [5_000_000n, 2],
  ]);
  equal(answer({ ...tx, outputs }), 'no');
});
