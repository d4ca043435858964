import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/characters.ts';
import { addressOf } from '../../../test/ledger/file-fixtures.ts';
import { checksumAddress, readAddress } from '../address.ts';
import { ByteDictionary } from './dictionary.ts';
import type { Cell } from './fields.ts';
import { Holders } from './holders.ts';
import { IdDictionary } from './ids.ts';

function cellOf(text: string): Cell {
  const bytes = Buffer.from(`,${text},`);
  return { bytes, start: 1, end: bytes.length - 1 };
}

/** What a plain map does: numbers in order of first appearance. */
function numbered(texts: readonly string[]): readonly number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text) ?? -1;
  });
}

describe('byte strings as numbers', () => {
  test('the same text has the same number', () => {
    const texts = fc.array(fc.string({ unit: anyCharacter, maxLength: 12 }), { maxLength: 600 });
    fc.assert(
      fc.property(texts, (list) => {
        const dictionary = new ByteDictionary();
        const numbers = list.map((text) => {
          const { bytes, start, end } = cellOf(text);
          return dictionary.add(bytes, start, end);
        });
        const wellFormed = list.map((text) => Buffer.from(text).toString());
        assert.deepEqual(numbers, numbered(wellFormed));
        for (const [i, text] of wellFormed.entries()) {
          const bytes = Buffer.from(text);
          assert.equal(dictionary.find(bytes, 0, bytes.length), numbers[i]);
        }
        assert.equal(dictionary.find(Buffer.from('a text that is not there'), 0, 24), -1);
      }),
    );
  });
});

describe('transaction ids as numbers', () => {
  const id = fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64 })
    .map((text) => text.slice(0, 64));

  function add(ids: IdDictionary, text: string): number {
    const { bytes, start, end } = cellOf(text);
    return ids.read(bytes, start, end) ? ids.number() : -1;
  }

  test('in any case, with or without 0x; ordered as text', () => {
    fc.assert(
      fc.property(fc.array(id, { minLength: 2, maxLength: 300 }), (list) => {
        const ids = new IdDictionary();
        const numbers = list.map((text, i) => {
          const written = i % 3 === 0 ? `0x${text}` : i % 3 === 1 ? text.toUpperCase() : text;
          return add(ids, written);
        });
        assert.deepEqual(numbers, numbered(list));
        for (const [i, text] of list.entries()) {
          assert.equal(ids.text(numbers[i] ?? -1), text);
          assert.equal(ids.find(`0x${text}`), numbers[i]);
          const order = text < (list[0] ?? '') ? -1 : text === list[0] ? 0 : 1;
          assert.equal(ids.compare(numbers[i] ?? -1, numbers[0] ?? -1), order);
        }
      }),
    );
  });

  test('every other byte in the place of a digit is refused', () => {
    const good = '0123456789abcdef'.repeat(4);
    for (let byte = 0; byte < 256; byte += 1) {
      const isDigit = /[0-9a-fA-F]/.test(String.fromCharCode(byte));
      for (const at of [0, 1, 2, 3, 63]) {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        assert.equal(new IdDictionary().read(bytes, 0, 64), isDigit, `${byte} at ${at}`);
      }
    }
    assert.equal(add(new IdDictionary(), good.slice(1)), -1);
    assert.equal(add(new IdDictionary(), `0X${good}`), -1);
  });
});

describe('holders as numbers', () => {
  test('every spelling of an address is one holder', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 200 }), (list) => {
        const holders = new Holders('evm');
        for (const [i, number] of list.entries()) {
          const address = addressOf(number);
          const upper = `0x${address.slice(2).toUpperCase()}`;
          const spellings = [address, upper, checksumAddress(address)];
          const other = cellOf(addressOf(i % 7));
          holders.read(cellOf(spellings[i % 3] ?? ''), other);
          assert.equal(holders.text(holders.from), address);
          assert.equal(holders.text(holders.to), addressOf(i % 7));
          assert.equal(holders.find(address), holders.from);
          assert.equal(holders.readOne(cellOf(spellings[(i + 1) % 3] ?? '')), holders.from);
        }
      }),
    );
  });

  test('Tron addresses keep their case; hex is another spelling', () => {
    const holders = new Holders('tron');
    const hex = Array.from({ length: 300 }, (_, i) => `41${i.toString(16).padStart(40, '0')}`);
    const plain = hex.map((text) => readAddress(text, 'tron') as string);
    for (const [i, text] of hex.entries()) {
      holders.read(cellOf(text), cellOf(plain[i] ?? ''));
      assert.equal(holders.from, holders.to);
      assert.equal(holders.text(holders.to), plain[i]);
      assert.equal(holders.find(plain[i] ?? ''), holders.to);
    }
    assert.equal(holders.size, 300);
  });

  test('what is no address has no number, each time it is asked', () => {
    for (const family of ['evm', 'tron'] as const) {
      const holders = new Holders(family);
      for (const text of ['', 'x', `0x${'g'.repeat(40)}`, 'T'.repeat(34), 'y'.repeat(100)]) {
        holders.read(cellOf(text), cellOf(text));
        holders.read(cellOf(text), cellOf(text));
        assert.ok(holders.from < 0 && holders.to < 0, text);
        assert.ok(holders.fault(text).expected.length > 0);
      }
      assert.equal(holders.size, 0);
      assert.equal(holders.find(addressOf(1)), -1);
    }
  });

  test('nobody is one holder, and not the zero address', () => {
    for (const family of ['evm', 'tron'] as const) {
      const holders = new Holders(family);
      const zero = readAddress(`0x${'0'.repeat(40)}`, family) as string;
      const number = holders.readOne(cellOf(zero));
      assert.notEqual(holders.nobody(), number);
      assert.equal(holders.nobody(), holders.nobody());
      assert.equal(holders.text(holders.nobody()), '');
      assert.equal(holders.find(''), holders.nobody());
      assert.equal(holders.text(number), zero);
    }
  });
});
