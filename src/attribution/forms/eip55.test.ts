import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import {
  fromHex,
  hash20,
  keyIn,
  oracle58,
  reading,
  toHex,
} from '../../../test/attribution/readings.ts';
import { evmKey } from './eip55.ts';

/** EIP-55 by another hand. */
function mixedCase(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  const digest = toHex(keccak_256(Buffer.from(hex)));
  const cased = [...hex].map((digit, at) =>
    Number.parseInt(digest[at] ?? '', 16) > 7 ? digit.toUpperCase() : digit,
  );
  return `0x${cased.join('')}`;
}

describe('eip55', () => {
  test('the vectors of EIP-55', () => {
    for (const text of [
      '0x52908400098527886E0F7030069857D2E4169EE7',
      '0xde709f2102306220921060314715629080e2fb77',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    ]) {
      assert.equal(keyIn(text).text, text);
      assert.equal(keyIn(text.toLowerCase()).text, text);
    }
    assert.equal(reading('0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb').checksum, 'right');
  });

  test('any case, 0X, and no 0x are one account', () => {
    fc.assert(
      fc.property(hash20, (bytes) => {
        const text = mixedCase(bytes);
        const hex = text.slice(2);
        const key = evmKey(bytes);
        assert.equal(key.text, text);
        const spellings = [text, hex, `0X${hex}`, text.toLowerCase(), hex.toUpperCase()];
        for (const spelling of [...spellings, `0x${hex.toUpperCase()}`, `0X${hex.toUpperCase()}`]) {
          assert.deepEqual(keyIn(spelling, 'ETH'), key);
          assert.notEqual(reading(spelling).checksum, 'wrong');
        }
        assert.equal(reading(text.toLowerCase()).checksum, 'none');
      }),
    );
  });

  test('a wrong case is a wrong checksum of the same account', () => {
    fc.assert(
      fc.property(hash20, fc.integer({ min: 2, max: 41 }), (bytes, at) => {
        const text = mixedCase(bytes);
        const letter = text.charAt(at);
        const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        const mixed = /[a-f]/.test(changed.slice(2)) && /[A-F]/.test(changed);
        const read = reading(changed);
        assert.deepEqual(read.keys, [evmKey(bytes)]);
        const expected = !mixed ? 'none' : changed === text ? 'right' : 'wrong';
        assert.equal(read.checksum, expected);
      }),
    );
  });

  test('41 and 20 bytes are Tron, 0x and 20 bytes only where it is said', () => {
    fc.assert(
      fc.property(hash20, (bytes) => {
        const hex = toHex(bytes);
        const tron = keyIn(oracle58.encode(fromHex(`41${hex}`)));
        for (const spelling of [`41${hex}`, `41${hex.toUpperCase()}`, `0x41${hex}`]) {
          assert.deepEqual(reading(spelling).keys, [tron]);
        }
        const both = reading(`0x${hex}`, 'TRX');
        assert.deepEqual(both.keys, [tron, evmKey(bytes)]);
        assert.equal(both.chain, 'tron:0x2b6653dc');
        assert.deepEqual(reading(`0x${hex}`).keys, [evmKey(bytes)]);
      }),
    );
  });
});
