import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonical, KEY_BYTES, keyOf } from './key.ts';

const hex = (text: string): string => Buffer.from(keyOf(text)).toString('hex');

describe('the key of an address', () => {
  test('is its 20 bytes, whatever the form', () => {
    const bytes = '751e76e8199196d454941c45d1b3a323f1433bd6';
    // BIP-173's example, and the same key hash before it
    assert.equal(hex('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), bytes);
    assert.equal(hex('1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH'), bytes);
    assert.equal(hex(`0x${bytes.toUpperCase()}`), bytes);
    // the first twenty of a hash, for payloads of another size and texts without one
    for (const text of ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0', 'x']) {
      assert.equal(keyOf(text).length, KEY_BYTES);
    }
  });

  test('of two texts is one only where the encoding lets case change', () => {
    const tron = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
    assert.notEqual(hex(tron), hex(tron.toLowerCase()));
    assert.equal(canonical(tron), tron);
    assert.equal(
      canonical('0XAB5801A7D398351B8BE11C439E05C5B3259AEC9B'.slice(2)).slice(0, 4),
      '0xab',
    );
    const segwit = 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4';
    assert.equal(canonical(segwit), segwit.toLowerCase());
  });

  test('of a wrong checksum is not that of the right address', () => {
    assert.notEqual(
      hex('1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMJ'),
      hex('1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH'),
    );
  });
});
