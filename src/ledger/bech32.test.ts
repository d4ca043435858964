import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { bytesOfWords, readBech32 } from './bech32.ts';

const hrp = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abc1x_~!9') });

describe('bech32', () => {
  test('reads what another encoder writes, lower and upper case', () => {
    fc.assert(
      fc.property(hrp, fc.uint8Array({ maxLength: 38 }), fc.boolean(), (hrp, bytes, isM) => {
        const coder = isM ? bech32m : bech32;
        const words = coder.toWords(bytes);
        const text = coder.encode(hrp, words);
        for (const spelling of [text, text.toUpperCase()]) {
          const read = readBech32(spelling);
          assert.ok(read !== null && read !== 'checksum');
          assert.deepEqual([read.code, read.hrp], [isM ? 'bech32m' : 'bech32', hrp]);
          assert.deepEqual([...read.words], words);
          assert.deepEqual(bytesOfWords(read.words, 0), bytes);
        }
      }),
    );
  });

  test('knows a wrong checksum from another form', () => {
    assert.equal(readBech32('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'), 'checksum');
    for (const text of ['', '1', 'bc', 'bc1', '1qqqqqq', 'bc1bqqqqqq', 'Bc1qqqqqqq', 'é1qqqqqqq']) {
      assert.equal(readBech32(text), null, text);
    }
    assert.equal(readBech32(`bc1${'q'.repeat(90)}`), null);
  });
});
