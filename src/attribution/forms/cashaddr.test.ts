import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  faultIn,
  hash20,
  hash32,
  head,
  joined,
  keyIn,
  oracle58,
  toHex,
} from '../../../test/attribution/readings.ts';
import { cashaddr, readCashaddr } from './cashaddr.ts';

interface Vectors {
  readonly translated: readonly (readonly [string, string])[];
  readonly larger: readonly (readonly [number, number, string, string])[];
}
const vectors = JSON.parse(
  readFileSync(new URL('cashaddr.vectors.json', import.meta.url), 'utf8'),
) as Vectors;

describe('cashaddr', () => {
  test('the vectors of the specification', () => {
    for (const [legacy, text] of vectors.translated) {
      const key = keyIn(text);
      assert.equal(key.text, text);
      assert.deepEqual(keyIn(legacy, 'BCH'), key);
      assert.deepEqual(keyIn(text.slice('bitcoincash:'.length)), key);
      assert.deepEqual(keyIn(text.toUpperCase()), key);
      assert.deepEqual(keyIn(text.slice('bitcoincash:'.length).toUpperCase()), key);
    }
    for (const [size, type, text, hex] of vectors.larger) {
      const [prefix = '', payload = ''] = text.split(':');
      const read = readCashaddr(prefix, payload);
      assert.ok(read !== null && read !== 'checksum', text);
      assert.equal(read.type, type);
      assert.equal(read.hash.length, size);
      assert.equal(toHex(read.hash).toUpperCase(), hex);
    }
  });

  test('every spelling of a key and of a script, from the bytes that Bitcoin writes', () => {
    fc.assert(
      fc.property(hash20, fc.boolean(), (bytes, isScript) => {
        const text = cashaddr(isScript ? 1 : 0, bytes);
        const bare = text.slice(text.indexOf(':') + 1);
        const legacy = oracle58.encode(joined([isScript ? 5 : 0], bytes));
        const key = keyIn(text);
        assert.deepEqual(key.bytes, bytes);
        assert.equal(key.kind, isScript ? 'p2sh' : 'p2pkh');
        for (const spelling of [bare, bare.toUpperCase(), text.toUpperCase(), `  ${text}\n`]) {
          assert.deepEqual(keyIn(spelling), key);
        }
        assert.deepEqual(keyIn(legacy, 'bitcoin cash'), key);
      }),
    );
  });

  test('scripts of 32 bytes', () => {
    fc.assert(
      fc.property(hash32, (bytes) => {
        const key = keyIn(cashaddr(1, bytes));
        assert.equal(key.kind, 'p2sh32');
        assert.equal(toHex(key.bytes), head(bytes));
      }),
    );
  });

  test('addresses for tokens are the same place', () => {
    // CHIP-2022-02 CashTokens, "Token-Aware CashAddr", test vectors: types 2 and 3 of one payload
    const token = 'bitcoincash:zr6m7j9njldwwzlg9v7v53unlr4jkmx6eycnjehshe';
    assert.deepEqual(keyIn(token), keyIn(vectors.larger[0]?.[2] ?? ''));
  });

  test('a changed letter or mixed case is refused', () => {
    const text = cashaddr(0, new Uint8Array(20).fill(7));
    const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 53 }), fc.constantFrom(...letters), (at, letter) => {
        if (text[at] === letter) return;
        assert.notEqual(faultIn(text.slice(0, at) + letter + text.slice(at + 1)), null);
      }),
    );
    assert.notEqual(faultIn(`${text.slice(0, 20)}${text.slice(20).toUpperCase()}`), null);
    assert.equal(faultIn(text.slice(0, 12) + text.slice(12).toUpperCase()), 'address');
    assert.equal(faultIn(text.slice(0, 12).toUpperCase() + text.slice(12)), 'address');
    assert.equal(faultIn(`bchtest:${text.slice(12)}`), 'address');
  });
});
