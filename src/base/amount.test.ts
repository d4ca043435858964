import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { formatShort, formatUnits, largestRemainder, parseAmount } from './amount.ts';
import { InputError } from './errors.ts';

const units = (text: string, decimals: number) => parseAmount(text, decimals, 'amount').units;

describe('reading a decimal', () => {
  test('whole and broken numbers, grouped numbers, exponents', () => {
    equal(units('12', 6), 12_000_000n);
    equal(units('0.5', 6), 500_000n);
    equal(units('.5', 1), 5n);
    equal(units('5.', 1), 50n);
    equal(units('1,234.5', 2), 123_450n);
    equal(units('1,234,567', 0), 1_234_567n);
    equal(units('8.6e-14', 18), 86_000n);
    equal(units('1E3', 0), 1000n);
    equal(units('1.5e+2', 0), 150n);
    equal(units('007', 0), 7n);
  });

  test('digits beyond the last place are cut, and said so if they were not zero', () => {
    deepEqual(parseAmount('1.239', 2, 'amount'), { units: 123n, cut: true });
    deepEqual(parseAmount('1.230', 2, 'amount'), { units: 123n, cut: false });
    deepEqual(parseAmount('9e-5', 2, 'amount'), { units: 0n, cut: true });
    deepEqual(parseAmount('0.000', 2, 'amount'), { units: 0n, cut: false });
    deepEqual(parseAmount('100e-1', 0, 'amount'), { units: 10n, cut: false });
  });

  test('what is no such number is refused by its name', () => {
    const wrong = ['', '.', '-1', '+1', '1,23', '1.2.3', '0x10', 'NaN', '1e9999', ' 1', '१', 'e5'];
    for (const text of wrong) {
      throws(
        () => units(text, 2),
        (error) => error instanceof InputError && error.label === 'amount',
        text,
      );
    }
    throws(() => units('1'.repeat(201), 0), InputError);
  });
});

test('units survive being written and read, beyond 2^53 and 2^128', (t) => {
  const cases = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 160n }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(cases, ([amount, decimals]) => {
      const text = formatUnits(amount, decimals);
      deepEqual(parseAmount(text, decimals, 'amount'), { units: amount, cut: false });
      ok(/^\d+(\.\d*[1-9])?$/.test(text), text);
    }),
    seeded(t, 1000),
  );
});

describe('writing units', () => {
  test('exact: no zeros at the end, no exponent, sign in front', () => {
    equal(formatUnits(0n, 18), '0');
    equal(formatUnits(1n, 18), '0.000000000000000001');
    equal(formatUnits(-1_500_000n, 6), '-1.5');
    equal(formatUnits(42n, 0), '42');
  });

  test('short: grouped, cut towards zero, never shown as nothing', () => {
    equal(formatShort(1_234_567_890n, 6), '1,234.56');
    equal(formatShort(1_999_999n, 6), '1.99');
    equal(formatShort(1n, 6), '<0.01');
    equal(formatShort(0n, 6), '0');
    equal(formatShort(12_000_000n, 6), '12');
    equal(formatShort(12_300_000n, 6), '12.30');
    equal(formatShort(1_000_000n, 0), '1,000,000');
  });
});

describe('largest remainder', () => {
  test('the vectors of re-denomination', () => {
    deepEqual(largestRemainder(7n, [3n, 5n, 2n]), [2n, 4n, 1n]);
    deepEqual(largestRemainder(23n, [3n, 5n, 2n]), [7n, 11n, 5n]);
  });

  test('ties go to the lower index; nothing is given to parts of nothing', () => {
    deepEqual(largestRemainder(1n, [1n, 1n]), [1n, 0n]);
    deepEqual(largestRemainder(5n, [0n, 0n]), [0n, 0n]);
    deepEqual(largestRemainder(5n, []), []);
  });

  test('shares sum to the total and lie within one unit of exact', (t) => {
    const parts = fc.array(fc.bigInt({ min: 0n, max: 2n ** 130n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.bigInt({ min: 0n, max: 2n ** 140n }), (list, total) => {
        const sum = list.reduce((a, b) => a + b, 0n);
        const shares = largestRemainder(total, list);
        if (sum === 0n) return;
        equal(
          shares.reduce((a, b) => a + b, 0n),
          total,
        );
        for (const [i, share] of shares.entries()) {
          const part = list[i] ?? 0n;
          const floor = (total * part) / sum;
          ok(share === floor || share === floor + 1n);
          if (part === 0n) equal(share, 0n);
        }
      }),
      seeded(t, 1000),
    );
  });
});
