import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dollars, dollarsShort, exactAmount, percent, shortAmount, toCents } from './figures.ts';

test('what is not known is never a number', () => {
  assert.equal(dollars(toCents(null)), 'unknown');
  assert.equal(dollarsShort(null), 'unknown');
  assert.equal(dollars(0n), '$0');
});

test('dollars are cut, never rounded up', () => {
  assert.equal(dollars(99_999n), '$999.99');
  assert.equal(dollars(123_456_799n), '$1,234,567');
  assert.equal(dollarsShort(145_999_999_999n), '$1.45 bn');
  assert.equal(dollarsShort(1_239_999_999n), '$12.3 M');
  assert.equal(dollarsShort(94_099_999n), '$940 k');
  assert.equal(dollarsShort(99n), '<$1');
});

test('a share is 100 % only if it is all, and 0 % only if it is nothing', () => {
  assert.equal(percent(10n, 10n), '100 %');
  assert.equal(percent(999_999n, 1_000_000n), '99.9 %');
  assert.equal(percent(1n, 1_000_000n), '<0.1 %');
  assert.equal(percent(0n, 5n), '0 %');
  assert.equal(percent(5n, 0n), 'unknown');
});

test('amounts are cut for reading and exact where it counts', () => {
  assert.equal(shortAmount(18_401_346_768_858_404_671_846n, 18), '18,401.34');
  assert.equal(shortAmount(91_230_000_000_000_000n, 18), '0.09123');
  assert.equal(shortAmount(1n, 18), '0.000000000000000001');
  assert.equal(shortAmount(1_000_000n, 6), '1');
  assert.equal(exactAmount(18_401_346_768_858_404_671_846n, 18), '18,401.346768858404671846');
});
