import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { base58xrp } from '@scure/base';
import fc from 'fast-check';
import {
  checked58,
  faultIn,
  hash20,
  joined,
  keyIn,
  reading,
} from '../../../test/attribution/readings.ts';
import { xrpKey } from './xls5.ts';

interface Vectors {
  readonly valid: readonly (readonly [classic: string, tag: string | null, x: string])[];
  readonly invalid: readonly string[];
}
const vectors = JSON.parse(
  readFileSync(new URL('xls5.vectors.json', import.meta.url), 'utf8'),
) as Vectors;

describe('xls5', () => {
  test('the vectors of X-addresses: the account is the key, the tag a memo', () => {
    for (const [classic, tag, text] of vectors.valid) {
      const read = reading(text, 'XRP');
      assert.deepEqual(read.keys, [keyIn(classic)]);
      assert.equal(read.memo, tag);
      assert.equal(reading(classic).memo, null);
      assert.equal(keyIn(text).text, classic);
    }
    // A wrong checksum, another prefix, a tag of 64 bits, the test network
    for (const text of vectors.invalid) assert.notEqual(faultIn(text), null, text);
  });

  test('every account and tag, as another encoder writes them', () => {
    const tag = fc.option(fc.nat(0xffffffff));
    fc.assert(
      fc.property(hash20, tag, (bytes, tag) => {
        const classic = checked58(base58xrp, joined([0], bytes));
        const little = Buffer.alloc(8);
        little.writeUInt32LE(tag ?? 0);
        const flag = tag === null ? 0 : 1;
        const text = checked58(base58xrp, joined([0x05, 0x44], bytes, [flag], little));
        assert.deepEqual(keyIn(classic), xrpKey(bytes));
        assert.equal(keyIn(classic).text, classic);
        assert.deepEqual(reading(text).keys, [xrpKey(bytes)]);
        assert.equal(reading(text).memo, tag === null ? null : String(tag));
      }),
    );
  });
});
