import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Coin,
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
} from '../../../test/ledger/bitcoin-mixes.ts';
import { shapeOf } from './mix.ts';
import { tx0 } from './tx0.ts';

const PREMIX = coins(3, 1_004_000n, 100);
const parts = (outputs: readonly Coin[], note = SCRIPTS.opReturn(64)) => {
  const all = [payTo(note, 0n), ...toKeys(outputs)];
  return tx0(shapeOf(transactionOf(fromKeys(coins(1, 90_000_000n, 1)), all)));
};

test('a note, the fee, premix coins and change', () => {
  deepEqual(parts([[50_000n, 1], ...PREMIX, [7_000_000n, 2]]), {
    pool: 1_000_000n,
    premix: [2, 3, 4],
    fee: 1,
    change: [5],
    unclear: [],
  });
  deepEqual(parts([[50_000n, 1], ...PREMIX])?.change, []);
});

test('a discounted fee, and a change that could be one', () => {
  equal(parts([[25_000n, 1], ...PREMIX, [7_000_000n, 2]])?.fee, 1);
  equal(parts([[24_999n, 1], ...PREMIX]), null);
  // The exact fee decides; without it neither output is claimed.
  deepEqual(parts([[60_000n, 1], ...PREMIX, [50_000n, 2]])?.change, [1]);
  const unclear = parts([[40_000n, 1], ...PREMIX, [60_000n, 2]]);
  equal(unclear?.fee, null);
  deepEqual(unclear?.unclear, [1, 5]);
  deepEqual(unclear?.change, []);
});

test('premix coins are above the pool’s size and not far above, up to seventy', () => {
  const fee: Coin = [50_000n, 1];
  equal(parts([fee, ...coins(2, 1_000_000n, 100)]), null);
  equal(parts([fee, ...coins(2, 1_110_000n, 100)])?.pool, 1_000_000n);
  equal(parts([fee, ...coins(2, 1_110_001n, 100)]), null);
  equal(parts([fee, ...coins(70, 1_004_000n, 100)])?.premix.length, 70);
  equal(parts([fee, ...coins(71, 1_004_000n, 100)]), null);
});

test('three other outputs, or no fee, is another thing', () => {
  equal(parts([[50_000n, 1], ...PREMIX, [7_000_000n, 2], [8_000_000n, 3]]), null);
  equal(parts([...PREMIX, [7_000_000n, 2]]), null);
});

test('the note has 64 or 80 bytes; a mint of runes has not', () => {
  const outputs: Coin[] = [[5_000n, 1], ...coins(1, 107_351n, 2)];
  equal(parts(outputs, SCRIPTS.opReturn(80))?.pool, 100_000n);
  equal(parts(outputs, '6a5d0614c0a2331433'), null);
  equal(parts(outputs, SCRIPTS.opReturn(63)), null);
  equal(tx0(shapeOf(transactionOf([], toKeys(outputs)))), null);
});
