import { equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { InputError } from './errors.ts';
import { formatSpan, formatTime, parseTime } from './time.ts';

describe('reading a time', () => {
  test('the forms that files use, always UTC', () => {
    const wanted = 1_740_148_187;
    for (const text of [
      '2025-02-21 14:29:47',
      '2025-02-21T14:29:47Z',
      '2025-02-21T14:29:47.999Z',
      '2025-02-21 14:29:47 UTC',
      '2025-02-21T15:29:47+01:00',
      '2025-02-21T15:29:47+0100',
      ' 2025-02-21 14:29:47 ',
      '1740148187',
      '1740148187123',
    ]) {
      equal(parseTime(text, 'time'), wanted, text);
    }
    equal(parseTime('2025-02-21', 'time'), 1_740_096_000);
    equal(parseTime('2025-02-21 14:29', 'time'), 1_740_148_140);
  });

  test('days that do not exist, other forms, and times without a ledger are refused', () => {
    for (const text of [
      '2025-02-30',
      '2025-13-01',
      '2025-02-21 24:30:00',
      '2025-02-21 14:60:00',
      '21.02.2025',
      '2/21/2025',
      'yesterday',
      '',
      '1970-01-01',
      '2200-01-02',
      '12345',
    ]) {
      throws(
        () => parseTime(text, 'since'),
        (error) => error instanceof InputError && error.label === 'since',
        text,
      );
    }
  });
});

test('a time that is written is read as the same', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1_230_768_000, max: 7_258_118_400 }), (time) => {
      equal(parseTime(formatTime(time), 'time'), time);
      equal(parseTime(String(time), 'time'), time);
      equal(parseTime(String(time * 1000 + 999), 'time'), time);
    }),
    seeded(t, 500),
  );
});

test('spans are told in the units that people use', () => {
  equal(formatSpan(0), '0 s');
  equal(formatSpan(59.9), '59 s');
  equal(formatSpan(2640), '44 min');
  equal(formatSpan(7500), '2 h 05 min');
  equal(formatSpan(3 * 86_400 + 4 * 3600), '3 d 4 h');
});
