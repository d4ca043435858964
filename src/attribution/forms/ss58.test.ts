import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blake2b } from '@noble/hashes/blake2.js';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import {
  faultIn,
  fromHex,
  hash32,
  head,
  joined,
  keyIn,
  toHex,
} from '../../../test/attribution/readings.ts';
import { sameness } from './related.ts';

/** SS58 by another hand; networks above 63 stand in two bytes. */
function write(network: number, account: Uint8Array): string {
  const two = [((network & 0xfc) >> 2) | 0x40, (network >> 8) | ((network & 3) << 6)];
  const data = joined(network < 64 ? [network] : two, account);
  const sum = blake2b(joined(Buffer.from('SS58PRE'), data), { dkLen: 64 });
  return base58.encode(joined(data, sum.subarray(0, 2)));
}

describe('ss58', () => {
  test('one development key on three networks', () => {
    const account = fromHex('d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d');
    for (const text of [
      '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
      '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5',
      'HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F',
    ]) {
      const key = keyIn(text);
      assert.deepEqual([key.family, key.text], ['substrate', text]);
      assert.equal(toHex(key.bytes), head(account));
    }
  });

  test('every account and network, as another encoder writes them', () => {
    const network = fc.oneof(fc.nat(63), fc.integer({ min: 64, max: 16383 }));
    fc.assert(
      fc.property(hash32, network, network, (account, one, other) => {
        const a = keyIn(write(one, account));
        const b = keyIn(write(other, account));
        assert.equal(toHex(a.bytes), head(account));
        assert.equal(sameness(a, b), one === other ? 'exact' : 'same-key-other-chain');
      }),
    );
  });

  test('a changed character is refused', () => {
    const text = '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5';
    assert.equal(faultIn(`${text.slice(0, -1)}6`), 'checksum');
  });
});
