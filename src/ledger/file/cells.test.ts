import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatUnits, parseAmount } from '../../base/amount.ts';
import { formatTime, parseTime } from '../../base/time.ts';
import { newAmountCell, readAmount, readCount, readTime, toLanes, unitsOf } from './cells.ts';

/** The cell in the middle of other bytes, as it stands in a row. */
function inRow(text: string): readonly [Uint8Array, number, number] {
  const bytes = Buffer.from(`9,${text},9`);
  return [bytes, 2, bytes.length - 2];
}

function amountOf(text: string, decimals: number): readonly [bigint, boolean] | null {
  const cell = newAmountCell();
  return readAmount(...inRow(text), decimals, cell) ? [unitsOf(cell), cell.cut] : null;
}

function expectedOf(text: string, decimals: number): readonly [bigint, boolean] | null {
  try {
    const { units, cut } = parseAmount(text, decimals, '');
    return [units, cut];
  } catch {
    return null;
  }
}

const units = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 16n }),
  fc.bigInt({ min: 0n, max: 10n ** 31n }),
  fc.bigInt({ min: 0n, max: 2n ** 256n }),
);

describe('amounts', () => {
  test('written exactly and read exactly, of any size', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 40 }), (value, decimals) => {
        assert.deepEqual(amountOf(formatUnits(value, decimals), decimals), [value, false]);
        assert.deepEqual(amountOf(value.toString(), 0), [value, false]);
      }),
      { numRuns: 2000 },
    );
  });

  test('as the careful parser reads them: zeros, dots, exponents, groups, too many digits', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 35 });
    const text = fc.oneof(
      fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
      digits,
      fc.tuple(digits, fc.integer({ min: -30, max: 30 })).map(([a, e]) => `${a}e${e}`),
      fc.string({ unit: fc.constantFrom(...'0123456789.,eE+- '), maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 32 }), (written, decimals) => {
        assert.deepEqual(amountOf(written, decimals), expectedOf(written, decimals), written);
      }),
      { numRuns: 5000 },
    );
  });

  test('negative, empty and other text is refused', () => {
    for (const text of ['', '-1', '+1', '.', '1.2.3', '0x10', 'NaN', '1 000', '١']) {
      assert.equal(amountOf(text, 18), null, text);
    }
  });

  test('lanes hold what they are given', () => {
    fc.assert(
      fc.property(units, (value) => {
        const cell = newAmountCell();
        toLanes(value, cell);
        assert.equal(unitsOf(cell), value);
      }),
    );
  });
});

describe('times', () => {
  const seconds = fc.integer({ min: Date.UTC(2009, 0, 2) / 1000, max: 4_000_000_000 });

  test('as the careful parser reads them', () => {
    fc.assert(
      fc.property(seconds, (time) => {
        const iso = new Date(time * 1000).toISOString();
        const forms = [formatTime(time), iso, `${iso.slice(0, 19)}+02:00`, `${time}`];
        for (const text of [...forms, iso.slice(0, 10), `${time * 1000 + 1}`]) {
          assert.equal(readTime(...inRow(text), 'auto'), parseTime(text, ''), text);
        }
        const slashed = formatTime(time).replace('-', '/').replace('-', '/');
        assert.equal(readTime(...inRow(slashed), 'auto'), time);
      }),
    );
  });

  test('days that do not exist are refused', () => {
    for (const day of ['2023-02-29', '2023-13-01', '2023-00-10', '2023-04-31', '2023-01-00']) {
      assert.ok(Number.isNaN(readTime(...inRow(`${day} 10:00:00`), 'auto')), day);
    }
    for (const text of ['2023-01-01 24:00:00', '2023-01-01 10:60:00', '1999-01-01 10:00:00', '7']) {
      assert.ok(Number.isNaN(readTime(...inRow(text), 'auto')), text);
    }
    assert.equal(readTime(...inRow('2024-02-29 00:00:00'), 'auto'), 1709164800);
  });

  test('the stated forms', () => {
    const time = Date.UTC(2025, 1, 3, 14, 5, 6) / 1000;
    assert.equal(readTime(...inRow(`${time}`), 'seconds'), time);
    assert.equal(readTime(...inRow(`${time}999`), 'milliseconds'), time);
    assert.equal(readTime(...inRow(`${time}999999`), 'microseconds'), time);
    assert.equal(readTime(...inRow('3/2/2025 14:05:06'), 'day-first'), time);
    assert.equal(readTime(...inRow('02/03/2025 2:05:06 PM'), 'month-first'), time);
    assert.equal(readTime(...inRow('2/3/2025'), 'month-first'), Date.UTC(2025, 1, 3) / 1000);
    assert.ok(Number.isNaN(readTime(...inRow('13/13/2025'), 'day-first')));
    assert.ok(Number.isNaN(readTime(...inRow(`${time}`), 'milliseconds')));
  });
});

test('counts are whole numbers', () => {
  assert.equal(readCount(...inRow('0')), 0);
  assert.equal(readCount(...inRow('999999999999999')), 999999999999999);
  for (const text of ['', '-1', '1.0', '1e3', ' 1', '1000000000000000']) {
    assert.equal(readCount(...inRow(text)), -1, text);
  }
});
