import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { centsUnder, shortIds, viewOf } from './view.ts';

test('addresses that are made to look alike are told apart', () => {
  const alike = [
    '0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e',
    '0xa4b27b89345db2e5e1a7d7bc537fac354b50449e',
    '0xa4b24033f4c6d70133e4557c2c32a3fb693e449e',
  ];
  const short = shortIds(alike);
  assert.equal(new Set(short.values()).size, 3);
  assert.equal(short.get(alike[0] ?? ''), '0xa4b2fd68…449e');
});

test('no two ids have the same short text', () => {
  const id = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 60 }), (ids) => {
      const short = shortIds(ids);
      assert.equal(short.size, ids.length);
      assert.equal(new Set(short.values()).size, ids.length);
    }),
  );
});

test('under the locked policy the worth is that of the result, elsewhere at the same price', () => {
  const result = syntheticResult({ holders: 40 });
  const view = viewOf(result);
  for (const { asset, amounts, usd } of result.destinations) {
    const locked = centsUnder(view, asset, amounts, usd, view.locked);
    assert.equal(locked, usd === null ? null : BigInt(usd.replace('.', '')));
    const poison = centsUnder(view, asset, amounts, usd, 'poison');
    if (locked === null) assert.equal(poison, null);
    else assert.ok(poison !== null && poison >= locked);
  }
});
