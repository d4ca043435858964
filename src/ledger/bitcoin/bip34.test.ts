import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeCoinbase } from '../../../test/ledger/bitcoin-samples.ts';
import { bip34Height, statedHeight } from './bip34.ts';
import { MAINNET, REGTEST } from './network.ts';
import { parseTransaction } from './transaction.ts';

const script = (hex: string) => Buffer.from(hex, 'hex');

test('heights survive writing and reading', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (height) => {
      const coinbase = parseTransaction(makeCoinbase(height, [{ amount: 0n, script: '' }]).bytes);
      equal(bip34Height(4, coinbase, REGTEST), height);
    }),
  );
});

test('only the shortest, positive form counts', () => {
  equal(statedHeight(script('03abcd0500')), 0x05cdab);
  for (const hex of [
    '',
    '00',
    '0105',
    '0410270000',
    '03102700',
    '0380ff80',
    '05ffffffff00',
    '02ff',
  ]) {
    equal(statedHeight(script(hex)), null, hex);
  }
  equal(statedHeight(script('0300ff00')), 0xff00);
});

test('nothing vouches for a height before the rule', () => {
  const early = parseTransaction(makeCoinbase(209_921, [{ amount: 0n, script: '' }]).bytes);
  equal(bip34Height(4, early, MAINNET), null);
  const late = parseTransaction(makeCoinbase(574_200, [{ amount: 0n, script: '' }]).bytes);
  equal(bip34Height(4, late, MAINNET), 574_200);
  equal(bip34Height(1, late, MAINNET), null);
});
