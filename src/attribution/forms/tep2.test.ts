import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base64, base64url } from '@scure/base';
import fc from 'fast-check';
import { faultIn, hash32, joined, keyIn, toHex } from '../../../test/attribution/readings.ts';

/** CRC-16/XMODEM as it is defined: the rest of the message by the polynomial. */
function crc(message: Uint8Array): Uint8Array {
  let rest = BigInt(`0x${toHex(message)}0000`);
  for (let bit = message.length * 8 + 15; bit >= 16; bit -= 1) {
    if ((rest >> BigInt(bit)) & 1n) rest ^= 0x11021n << BigInt(bit - 16);
  }
  return Uint8Array.of(Number(rest >> 8n), Number(rest & 255n));
}

describe('tep2', () => {
  test('all forms of one account', () => {
    // docs.ton.org, "Address formats"
    const raw = '0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e';
    const key = keyIn(raw);
    assert.equal(key.text, raw);
    for (const text of [
      'EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF',
      'EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff+W72r5gqPrHF',
      'UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA',
      'kQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPgpP',
      '0QDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPleK',
      raw.toUpperCase(),
    ]) {
      assert.deepEqual(keyIn(text, 'TON'), key);
    }
    assert.equal(faultIn('EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHG'), 'checksum');
  });

  test('every account, workchain and flag', () => {
    const workchain = fc.constantFrom(0, -1);
    const flags = fc.constantFrom(0x11, 0x51, 0x91, 0xd1);
    fc.assert(
      fc.property(hash32, workchain, flags, (account, workchain, flag) => {
        const body = joined([flag, workchain & 255], account);
        const bytes = joined(body, crc(body));
        const key = keyIn(`${workchain}:${toHex(account)}`);
        assert.deepEqual(keyIn(base64.encode(bytes)), key);
        assert.deepEqual(keyIn(base64url.encode(bytes)), key);
        bytes[20]! ^= 1;
        assert.equal(faultIn(base64url.encode(bytes)), 'checksum');
      }),
    );
    const hex = '11'.repeat(32);
    assert.notDeepEqual(keyIn(`0:${hex}`).bytes, keyIn(`-1:${hex}`).bytes);
    assert.equal(faultIn(`4294967296:${hex}`), 'address');
  });
});
