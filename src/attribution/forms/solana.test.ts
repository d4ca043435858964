import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import {
  faultIn,
  hash32,
  head,
  keyIn,
  reading,
  toHex,
} from '../../../test/attribution/readings.ts';

describe('solana', () => {
  test('32 bytes, as another encoder writes them', () => {
    fc.assert(
      fc.property(hash32, (bytes) => {
        const text = base58.encode(bytes);
        const key = keyIn(text, 'SOL');
        assert.deepEqual([key.family, key.kind, key.text], ['solana', 'account', text]);
        assert.equal(toHex(key.bytes), head(bytes));
        assert.equal(reading(text).checksum, 'none');
      }),
    );
    assert.equal(toHex(keyIn('1'.repeat(32)).bytes), head(new Uint8Array(32)));
  });

  test('31 and 33 bytes are none', () => {
    fc.assert(
      fc.property(fc.constantFrom(31, 33), fc.integer({ min: 1, max: 255 }), (size, first) => {
        const bytes = new Uint8Array(size).fill(9);
        bytes[0] = first;
        assert.notEqual(faultIn(base58.encode(bytes), 'SOL'), null);
      }),
    );
  });
});
