import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS } from '../../../test/ledger/bitcoin-samples.ts';
import { sha256d } from './hash.ts';
import { MAINNET, REGTEST } from './network.ts';
import { meetsTarget, nextBits, targetOf, workOf } from './work.ts';

test('compact targets (Bitcoin Core, arith_uint256 tests)', () => {
  equal(targetOf(0x1d00ffff), 0xffffn << 208n);
  equal(targetOf(0x04123456), 0x12345600n);
  equal(targetOf(0x05009234), 0x92340000n);
  equal(targetOf(0x02123400), 0x1234n);
  equal(targetOf(0x01120000), 0x12n);
  equal(targetOf(0x20123456), 0x123456n << 232n);
});

test('zero, negative and overflowing targets are none', () => {
  for (const bits of [0, 0x00123456, 0x01003456, 0x04923456, 0xff123456, 0x01fedcba]) {
    equal(targetOf(bits), null);
    equal(workOf(bits), 0n);
  }
});

test('the genesis block has work; one bit less has none', () => {
  const header = GENESIS.subarray(0, 80);
  equal(meetsTarget(sha256d(header), 0x1d00ffff), true);
  const other = Buffer.from(header);
  other[79] = (other[79] ?? 0) ^ 1;
  equal(meetsTarget(sha256d(other), 0x1d00ffff), false);
});

test('a block may not claim an easier target than its network allows', () => {
  const hash = new Uint8Array(32);
  equal(meetsTarget(hash, 0x207fffff, REGTEST), true);
  equal(meetsTarget(hash, 0x207fffff, MAINNET), false);
});

test('work of difficulty one', () => {
  equal(workOf(0x1d00ffff), 0x100010001n);
});

test('the next difficulty (Bitcoin Core, pow_tests)', () => {
  const cases = [
    [0x1d00ffff, 1_261_130_161, 1_262_152_739, 0x1d00d86a],
    [0x1d00ffff, 1_231_006_505, 1_233_061_996, 0x1d00ffff],
    [0x1c05a3f4, 1_279_008_237, 1_279_297_671, 0x1c0168fd],
    [0x1c387f6f, 1_263_163_443, 1_269_211_443, 0x1d00e1fd],
  ] as const;
  for (const [bits, first, last, next] of cases) equal(nextBits(bits, first, last, MAINNET), next);
});
