import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import {
  faultIn,
  fromHex,
  hash20,
  hash32,
  head,
  keyIn,
  toHex,
} from '../../../test/attribution/readings.ts';

/** BIP-350, "Test vectors for v0-v16 native segregated witness addresses", of mainnet. */
const VALID: readonly (readonly [string, string, string])[] = [
  [
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'p2wpkh',
    '751e76e8199196d454941c45d1b3a323f1433bd6',
  ],
  [
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
    'witness-v1',
    '751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
  ],
  ['BC1SW50QGDZ25J', 'witness-v16', '751e'],
  ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 'witness-v2', '751e76e8199196d454941c45d1b3a323'],
  [
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    'p2tr',
    '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  ],
];

/** The same section, invalid: hrp, wrong code for the version, mixed case, lengths, padding. */
const INVALID = [
  'tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
  'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
  'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
  'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
  'bc1pw5dgrnzv',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
  'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf',
  'bc1gmk9yu',
];

describe('bip173', () => {
  test('the vectors of BIP-350', () => {
    for (const [text, kind, program] of VALID) {
      for (const spelling of [text, text.toLowerCase(), text.toUpperCase()]) {
        const key = keyIn(spelling);
        assert.equal(key.family, 'bitcoin');
        assert.equal(key.kind, kind);
        assert.equal(key.text, text.toLowerCase());
        const bytes = fromHex(program);
        assert.equal(toHex(key.bytes), bytes.length === 20 ? program : head(bytes));
      }
    }
    for (const text of INVALID) assert.notEqual(faultIn(text), null, text);
  });

  test('every witness program on every chain that has SegWit', () => {
    const version = fc.integer({ min: 0, max: 1 });
    const hrps = fc.constantFrom(['bc', 'bitcoin'], ['ltc', 'litecoin'], ['btg', 'bitcoingold']);
    fc.assert(
      fc.property(version, hrps, fc.oneof(hash20, hash32), (version, [hrp = '', family], bytes) => {
        const coder = version === 0 ? bech32 : bech32m;
        const text = coder.encode(hrp, [version, ...coder.toWords(bytes)]);
        const key = keyIn(text.toUpperCase());
        assert.deepEqual(key, keyIn(text));
        assert.equal(key.family, family);
        assert.equal(key.text, text);
        assert.equal(toHex(key.bytes), bytes.length === 20 ? toHex(bytes) : head(bytes));
      }),
    );
  });

  test('mixed case is refused', () => {
    const text = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
    fc.assert(
      fc.property(fc.nat(text.length - 1), (at) => {
        const mixed = text.slice(0, at) + text.charAt(at).toUpperCase() + text.slice(at + 1);
        if (mixed !== text) assert.notEqual(faultIn(mixed), null);
      }),
    );
  });

  test('other human-readable parts are Cosmos accounts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('cosmos', 'osmo', 'thor', 'bnb', 'terra', 'cosmosvaloper'),
        fc.oneof(hash20, hash32),
        (hrp, bytes) => {
          const text = bech32.encode(hrp, bech32.toWords(bytes));
          const key = keyIn(text.toUpperCase(), 'ATOM');
          assert.equal(key.family, 'cosmos');
          assert.equal(key.text, text);
          assert.equal(toHex(key.bytes), bytes.length === 20 ? toHex(bytes) : head(bytes));
        },
      ),
    );
  });
});
