import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../../test/properties/policies.ts';
import { InputError } from '../../base/errors.ts';
import { elementsOf, encodeDer, encodeInteger, encodeOid, insideOf, TAG } from './der.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

test('numbers and identifiers as X.690 and OpenSSL write them', () => {
  equal(hex(encodeInteger(Uint8Array.of(0))), '020100');
  equal(hex(encodeInteger(Uint8Array.of(0x7f))), '02017f');
  equal(hex(encodeInteger(Uint8Array.of(0x80))), '02020080');
  equal(hex(encodeInteger(Uint8Array.of(0, 0, 1, 0))), '02020100');
  equal(hex(encodeOid('2.16.840.1.101.3.4.2.1')), '0609608648016503040201');
  equal(hex(encodeOid('1.2.840.113549.1.7.2')), '06092a864886f70d010702');
  equal(hex(encodeDer(TAG.octets, new Uint8Array(200))).slice(0, 6), '0481c8');
  equal(hex(encodeDer(TAG.octets, new Uint8Array(300))).slice(0, 8), '0482012c');
});

test('elements are read back, one after the other', (t) => {
  const tag = fc.constantFrom(TAG.integer, TAG.octets, TAG.sequence, TAG.explicit0);
  const list = fc.array(fc.tuple(tag, fc.uint8Array({ maxLength: 400 })), { maxLength: 5 });
  fc.assert(
    fc.property(list, (items) => {
      const all = Buffer.concat(items.map(([kind, content]) => encodeDer(kind, content)));
      deepEqual(
        elementsOf(all, 'x').map(({ tag: kind, content }) => [kind, hex(content)]),
        items.map(([kind, content]) => [kind, hex(content)]),
      );
    }),
    seeded(t, 300),
  );
});

test('what is no DER is refused', () => {
  for (const text of ['02', '0205', '020501', '0280', '02810101', '0282000101', '1f0100', '0285']) {
    throws(() => elementsOf(bytes(text), 'x'), InputError, text);
  }
  throws(() => insideOf(undefined, TAG.sequence, 'x'), /x: expected tag 30, found "nothing"/);
  const [element] = elementsOf(bytes('020101'), 'x');
  throws(() => insideOf(element, TAG.sequence, 'x'), /found "2"/);
});
