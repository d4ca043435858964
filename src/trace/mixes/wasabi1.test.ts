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
import { wasabi1 } from './wasabi1.ts';

const answer = (tx: UtxoTransaction) => wasabi1.answer(shapeOf(tx));
const CHANGE: Coin[] = [
  [1_234_567n, 900],
  [7_654_321n, 901],
];
const round = (equalCount = 10, base = 10_000_000n, inputs = 12) =>
  transactionOf(
    fromKeys(coins(inputs, 30_000_000n, 1)),
    toKeys([...coins(equalCount, base, 100), ...coins(3, 2n * base, 300), ...CHANGE]),
  );

test('ten equal outputs of about 0.1 BTC, a second level, change', () => {
  equal(answer(round()), 'yes');
  equal(answer(round(9)), 'no');
  for (const [base, expected] of [
    [7_999_999n, 'no'],
    [8_000_000n, 'yes'],
    [12_000_000n, 'yes'],
    [12_000_001n, 'no'],
  ] as const) {
    equal(answer(round(10, base)), expected);
  }
});

test('one level alone, or no change, is another thing', () => {
  const tx = round();
  equal(answer({ ...tx, outputs: toKeys([...coins(10, 10_000_000n, 100), ...CHANGE]) }), 'no');
  const bare = toKeys([...coins(10, 10_000_000n, 100), ...coins(3, 20_000_000n, 300)]);
  equal(answer({ ...tx, outputs: bare }), 'no');
});

test('there are as many inputs as equal outputs', () => {
  equal(answer(round(10, 10_000_000n, 9)), 'no');
});

test('all scripts are P2WPKH', () => {
  const tx = round();
  equal(answer({ ...tx, outputs: [...tx.outputs, payTo(SCRIPTS.p2tr(1), 1n)] }), 'no');
  const { holder } = payTo(SCRIPTS.p2sh(1), 1n);
  const [first] = tx.inputs;
  equal(answer({ ...tx, inputs: [{ ...first!, holder }, ...tx.inputs.slice(1)] }), 'no');
  equal(answer(withoutInputs(tx)), 'inputs-unknown');
});

test('in the first year the coordinator’s address tells', () => {
  const holder = 'bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew';
  const paid = { ...payTo(SCRIPTS.p2wpkh(1), 55_000n), holder };
  const early = transactionOf(fromKeys(coins(3, 30_000_000n, 1)), [
    ...toKeys(coins(3, 10_500_000n, 100)),
    paid,
  ]);
  equal(answer({ ...early, block: 609_999 }), 'yes');
  equal(answer({ ...early, block: 610_000 }), 'no');
  equal(answer({ ...early, time: Date.UTC(2019, 5, 1) / 1000 }), 'yes');
  equal(answer({ ...round(), block: 609_999 }), 'no');
});
