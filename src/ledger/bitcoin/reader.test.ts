import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../base/errors.ts';
import { compactSize, count, expectEnd, lengthAndBytes, readerOf, take, u32 } from './reader.ts';
import { compactSizeBytes } from './writer.ts';

const of = (...bytes: number[]) => readerOf(Uint8Array.from(bytes), 'sample', 1000);

test('sizes survive writing and reading', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x02000000 }), (size) => {
      equal(compactSize(readerOf(compactSizeBytes(size), 'sample'), 'size'), size);
    }),
  );
});

test('a size has one form only', () => {
  for (const bytes of [
    [0xfd, 0xfc, 0x00],
    [0xfe, 0xff, 0xff, 0x00, 0x00],
    [0xff, 0x01, 0, 0, 0, 0, 0, 0, 0],
  ]) {
    throws(
      () => compactSize(of(...bytes), 'size'),
      /offset 1000, size: expected the shortest form/,
    );
  }
});

test('sizes beyond any message are refused, however they are written', () => {
  throws(() => compactSize(of(0xfe, 1, 0, 0, 2), 'size'), /at most 33554432/);
  throws(() => compactSize(of(0xff, 0, 0, 0, 0, 0, 0, 0, 0x80), 'size'), /at most 33554432/);
});

test('a count that the bytes cannot hold is refused before anything is read', () => {
  const r = of(2, 1, 1, 1);
  throws(() => count(r, 2, 'things'), /offset 1000, things: expected a count of at most 1/);
  equal(count(of(1, 1, 1), 2, 'things'), 1);
});

test('errors name the offset in the file, the field, what was needed and what was there', () => {
  const r = of(3, 1, 2);
  throws(() => lengthAndBytes(r, 'script'), {
    name: 'InputError',
    label: 'sample, offset 1000, length of script',
    expected: 'a count of at most 2, by the bytes that follow',
    found: '"3"',
  });
  throws(
    () => u32(of(1, 2), 'time'),
    /sample, offset 1000, time: expected 4 more bytes, found "2 /,
  );
});

test('bytes are views, and the end is the end', () => {
  const r = of(1, 2, 3);
  const view = take(r, 2, 'pair');
  r.bytes[0] = 9;
  deepEqual([...view], [9, 2]);
  throws(() => expectEnd(r, 'pair'), InputError);
  take(r, 1, 'rest');
  expectEnd(r, 'pair');
});
