import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { base58xmr } from '@scure/base';
import fc from 'fast-check';
import {
  faultIn,
  hash32,
  head,
  joined,
  keyIn,
  reading,
  toHex,
} from '../../../test/attribution/readings.ts';

function write(network: number, ...parts: readonly Uint8Array[]): string {
  const payload = joined([network], ...parts);
  return base58xmr.encode(joined(payload, keccak_256(payload).subarray(0, 4)));
}

describe('cryptonote', () => {
  test('a wallet with and without a payment id', () => {
    // Examples of the `monero` crate's documentation
    const standard =
      '4ADT1BtbxqEWeMKp9GgPr2NeyJXXtNxvoDawpyA4WpzFcGcoHUvXeijE66DNfohE9r1bQYaBiQjEtKE7CtkTdLwiDznFzra';
    const integrated =
      '4Byr22j9M2878Mtyb3fEPcBNwBZf5EXqn1Yi6VzR46618SFBrYysab2Cs1474CVDbsh94AJq7vuV3Z2DRq4zLcY3LHzo1Nbv3d8J6VhvCV';
    assert.equal(keyIn(standard, 'XMR').text, standard);
    const key = keyIn(integrated);
    assert.deepEqual(keyIn(key.text), key);
    assert.match(key.text, /^4.{94}$/);
    assert.equal(reading(integrated).memo, '5876b8b72996ff97');
    assert.equal(keyIn(integrated).kind, 'standard');
  });

  test('every wallet, subaddress and payment id, as another encoder writes them', () => {
    const id = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(hash32, hash32, id, (spend, view, id) => {
        const standard = write(18, spend, view);
        const key = keyIn(standard);
        assert.equal(key.text, standard);
        assert.equal(toHex(key.bytes), head(joined([18], spend, view)));
        assert.deepEqual(keyIn(write(19, spend, view, id)), key);
        assert.equal(reading(write(19, spend, view, id)).memo, toHex(id));
        const sub = keyIn(write(42, spend, view));
        assert.equal(sub.kind, 'subaddress');
        assert.notDeepEqual(sub.bytes, key.bytes);
        assert.equal(faultIn(write(53, spend, view)), 'address');
      }),
    );
  });

  test('a changed character is a wrong checksum; 64 hex digits are no address', () => {
    const text = write(18, new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
    const last = text.endsWith('2') ? '3' : '2';
    assert.equal(faultIn(text.slice(0, -1) + last), 'checksum');
    assert.equal(
      faultIn('5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320', 'XMR'),
      'address',
    );
  });
});
