import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
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
import { whirlpool } from './whirlpool.ts';

const POOL = 1_000_000n;
const mix = (size = 5, entering = 2, pool = POOL, extra = 4_000n) =>
  transactionOf(
    fromKeys([...coins(entering, pool + extra, 1), ...coins(size - entering, pool, 50)]),
    toKeys(coins(size, pool, 100)),
  );
const answer = (tx: UtxoTransaction) => whirlpool.answer(shapeOf(tx));

test('five to ten coins of one pool, new and mixed', () => {
  for (const pool of [100_000n, 1_000_000n, 5_000_000n, 50_000_000n]) {
    for (let size = 5; size <= 10; size++) equal(answer(mix(size, 2, pool)), 'yes');
  }
  equal(answer(mix(4)), 'no');
  equal(answer(mix(11)), 'no');
  equal(answer(mix(5, 2, 700_000n)), 'no');
});

test('a pool of a later coordinator is none before it opened', () => {
  const tx = mix(5, 2, 2_500_000n);
  equal(answer(tx), 'no');
  equal(answer({ ...tx, time: Date.UTC(2025, 6, 1) / 1000 }), 'yes');
});

test('new coins bring a little more, mixed ones nothing; there are some of both', () => {
  equal(answer(mix(5, 2, POOL, 110_000n)), 'yes');
  equal(answer(mix(5, 2, POOL, 110_001n)), 'no');
  equal(answer(mix(5, 0)), 'no');
  equal(answer(mix(5, 5)), 'no');
});

test('every script once', () => {
  const tx = mix();
  const [first] = tx.outputs;
  equal(answer({ ...tx, outputs: [first!, first!, ...tx.outputs.slice(2)] }), 'no');
  const [input] = tx.inputs;
  equal(answer({ ...tx, inputs: [input!, input!, ...tx.inputs.slice(2)] }), 'no');
});

test('wallets may spend to any type of script', () => {
  const tx = mix();
  const outputs = [...tx.outputs.slice(1), payTo(SCRIPTS.p2wsh(7), POOL)];
  equal(answer({ ...tx, outputs }), 'yes');
});

test('without the inputs it may be one', () => {
  equal(answer(withoutInputs(mix())), 'inputs-unknown');
  equal(answer(withoutInputs(mix(4))), 'no');
});
