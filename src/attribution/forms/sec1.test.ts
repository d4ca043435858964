import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { p2pkh, p2sh, p2tr, p2wpkh } from '@scure/btc-signer';
import fc from 'fast-check';
import { faultIn, hash32, keyIn, toHex } from '../../../test/attribution/readings.ts';
import type { AddressKey } from './key.ts';
import { relatedKeys, sameness } from './related.ts';

const secret = hash32.filter((bytes) => secp256k1.utils.isValidSecretKey(bytes));

function textsOf(key: AddressKey, family: string): readonly string[] {
  return relatedKeys(key).flatMap(({ key: { text, family: own } }) => (own === family ? text : []));
}

describe('sec1', () => {
  test('a public key in both lengths, with all of its addresses', () => {
    fc.assert(
      fc.property(secret, (secret) => {
        const short = secp256k1.getPublicKey(secret, true);
        const long = secp256k1.getPublicKey(secret, false);
        const key = keyIn(toHex(short));
        for (const spelling of [toHex(long), `0x${toHex(short)}`, toHex(long).toUpperCase()]) {
          assert.deepEqual(keyIn(spelling), key);
        }
        const expected = [
          p2pkh(short).address,
          p2pkh(long).address,
          p2wpkh(short).address,
          p2sh(p2wpkh(short)).address,
          p2tr(short.subarray(1)).address,
        ];
        assert.deepEqual(textsOf(key, 'bitcoin').toSorted(), expected.toSorted());
        const account = toHex(keccak_256(long.subarray(1)).subarray(12));
        assert.deepEqual(textsOf(key, 'evm'), [keyIn(account).text]);
        for (const address of expected) {
          assert.equal(sameness(key, keyIn(address ?? '')), 'same-key');
          assert.equal(sameness(keyIn(address ?? ''), key), 'same-key');
        }
        assert.equal(sameness(keyIn(account), key), 'same-key-other-chain');
      }),
      { numRuns: 20 },
    );
  });

  test('bytes that are no point are no key', () => {
    assert.equal(faultIn(`02${'ff'.repeat(32)}`), 'address');
    assert.equal(faultIn(`04${'11'.repeat(64)}`), 'address');
  });
});
