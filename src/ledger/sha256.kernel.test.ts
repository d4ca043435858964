import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { checksumShort, hashShort, ONE_BLOCK } from './sha256.kernel.ts';

test('one block, once and twice, is as OpenSSL has it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: ONE_BLOCK }), (bytes) => {
      const once = new Uint8Array(32);
      hashShort(bytes, bytes.length, once);
      const expected = hash('sha256', bytes, 'buffer');
      assert.deepEqual(Buffer.from(once), expected);
      const twice = hash('sha256', expected, 'buffer').readInt32BE();
      assert.equal(checksumShort(bytes, bytes.length), twice);
    }),
  );
});
