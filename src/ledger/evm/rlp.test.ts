import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../../test/properties/policies.ts';
import { InputError } from '../../base/errors.ts';
import { hexOf, quantityBytes, quantityOf } from './hex.ts';
import { decodeRlp, encodeRlp, listOf, type Rlp, stringOf } from './rlp.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

const LOREM = 'Lorem ipsum dolor sit amet, consectetur adipisicing elit';

// the examples of the Ethereum wiki and of the Yellow Paper's appendix B
const KNOWN: readonly (readonly [Rlp, string])[] = [
  [ascii('dog'), '0x83646f67'],
  [[ascii('cat'), ascii('dog')], '0xc88363617483646f67'],
  [ascii(''), '0x80'],
  [[], '0xc0'],
  [hex('00'), '0x00'],
  [hex('0f'), '0x0f'],
  [hex('0400'), '0x820400'],
  [[[], [[]], [[], [[]]]], '0xc7c0c1c0c3c0c1c0'],
  [ascii(LOREM), `0xb838${Buffer.from(LOREM).toString('hex')}`],
];

describe('RLP', () => {
  test('the known examples, both ways', () => {
    for (const [item, text] of KNOWN) {
      equal(hexOf(encodeRlp(item)), text);
      deepEqual(plain(decodeRlp(hex(text.slice(2)), 'item')), plain(item));
    }
  });

  test('whatever is encoded is read back', (t) => {
    const { item } = fc.letrec<{ item: Rlp }>((tie) => ({
      item: fc.oneof(
        { maxDepth: 4 },
        fc.uint8Array({ maxLength: 300 }),
        fc.array(tie('item'), { maxLength: 6 }),
      ),
    }));
    fc.assert(
      fc.property(item, (value) => {
        deepEqual(plain(decodeRlp(encodeRlp(value), 'item')), plain(value));
      }),
      seeded(t, 500),
    );
  });

  test('any bytes are read in one way only, or refused', (t) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          equal(hexOf(encodeRlp(decodeRlp(bytes, 'item'))), hexOf(bytes));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      seeded(t, 3000),
    );
  });

  test('longer forms, bytes left over, lengths beyond the end and deep lists are refused', () => {
    const wrong = [
      '',
      '8100',
      '817f',
      'b800',
      'b90038',
      'b8370102',
      '8364',
      'c883',
      '8080',
      'c180ff',
    ];
    for (const text of [...wrong, 'bfffffffffffffffff', 'ffffffffffffffffff', 'c1'.repeat(12)]) {
      throws(() => decodeRlp(hex(text), 'item'), InputError, text);
    }
    throws(() => decodeRlp(encodeRlp([[[[[[[[[[]]]]]]]]]]), 'item'), /at most 8 lists/);
  });

  test('an item of another form is named', () => {
    throws(() => listOf(hex('00'), 'log', 3), /log: expected a list/);
    throws(() => listOf([], 'log', 3), /log: expected a list of 3 items, found 0/);
    throws(() => stringOf([], 'topic'), /topic: expected bytes/);
    throws(() => stringOf(hex('00'), 'topic', 32), /topic: expected 32 bytes, found 1/);
    throws(() => quantityOf(hex('0001'), 'nonce'), /nonce/);
  });
});

test('numbers are bytes without zeros in front', (t) => {
  equal(hexOf(quantityBytes(0n)), '0x');
  equal(hexOf(quantityBytes(256n)), '0x0100');
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
      equal(quantityOf(quantityBytes(value), 'number'), value);
    }),
    seeded(t, 300),
  );
});

function plain(item: Rlp): unknown {
  return item instanceof Uint8Array ? hexOf(item) : item.map(plain);
}
