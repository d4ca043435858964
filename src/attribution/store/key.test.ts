import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readAddressText } from '../forms/read.ts';
import { KEY_BYTES, keyOf, putKey } from './key.ts';

describe('the key of a holder', () => {
  test('is that of its address as it is read anywhere else', () => {
    for (const [chain, holder] of [
      ['eip155:1', `0x${'a1'.repeat(20)}`],
      ['tron:0x2b6653dc', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
      ['bip122:000000000019d6689c085ae165831e93', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
      ['other:polkadot', '155dDX3rWoNsY4aiJFbsu6wLB91c2J2Ws5BgMfJKyM1eGnkS'],
      ['other:klaytn', 'no address of a form that we read'],
    ] as const) {
      const reading = readAddressText(holder, chain, true);
      assert.ok(!('fault' in reading));
      assert.deepEqual([...keyOf(chain, holder)], [...(reading.keys[0]?.bytes ?? [])], holder);
      assert.equal(keyOf(chain, holder).length, KEY_BYTES);
    }
  });

  test('is the same in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }), (key) => {
        const words = new Int32Array(7);
        putKey(key, words, 1);
        assert.deepEqual([...new Uint8Array(words.buffer, 4, KEY_BYTES)], [...key]);
        assert.deepEqual([words[0], words[6]], [0, 0]);
      }),
    );
  });
});
