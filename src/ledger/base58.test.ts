import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { base58, base58xrp, createBase58check } from '@scure/base';
import fc from 'fast-check';
import { base58Check, endsInChecksum, readBase58, XRP_DIGITS } from './base58.ts';

const bytes = fc
  .tuple(fc.nat(3), fc.uint8Array({ maxLength: 40 }))
  .map(([zeros, rest]) => Uint8Array.from([...new Array<number>(zeros).fill(0), ...rest]));
const check = createBase58check(sha256);

describe('base58', () => {
  test('reads what another encoder writes, in both alphabets', () => {
    fc.assert(
      fc.property(bytes, (bytes) => {
        const read = readBase58(base58.encode(bytes));
        assert.deepEqual(read.bytes.slice(0, read.length), bytes);
        const xrp = readBase58(base58xrp.encode(bytes), XRP_DIGITS);
        assert.deepEqual(xrp.bytes.slice(0, xrp.length), bytes);
      }),
    );
  });

  test('writes Base58Check as another encoder does, and knows its checksum', () => {
    fc.assert(
      fc.property(fc.nat(255), bytes, (version, bytes) => {
        const text = check.encode(Uint8Array.from([version, ...bytes]));
        assert.equal(base58Check([version], bytes), text);
        const read = readBase58(text);
        assert.ok(endsInChecksum(read.bytes, read.length));
        read.bytes[0]! ^= 1;
        assert.ok(!endsInChecksum(read.bytes, read.length));
      }),
    );
  });

  test('refuses other characters and what is too long', () => {
    for (const text of ['0', 'O', 'I', 'l', 'é', '1'.repeat(65), '1'.repeat(64)]) {
      assert.equal(readBase58(text).length, -1);
    }
    assert.equal(readBase58('').length, 0);
  });
});
