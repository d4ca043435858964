import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { formatCents } from '../../trace/prices.ts';
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

test('under another policy amounts are worth what the price says, to the cents cut off', () => {
  const whole = 10n ** 18n;
  const places = fc.array(
    fc.record({
      locked: fc.bigInt({ min: 0n, max: 2_000n * whole }),
      poison: fc.bigInt({ min: 0n, max: 2_000n * whole }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(places, fc.bigInt({ min: 1n, max: 10n ** 13n }), (parts, price) => {
      const worth = (units: bigint) => (units * price) / 10n ** 24n;
      const made = syntheticResult({ holders: 4 });
      const [one] = made.destinations;
      const asset = made.assets.find(({ kind }) => kind === 'native');
      assert.ok(one && asset?.decimals === 18);
      const { policy } = made.settings;
      const destinations = parts.map(({ locked, poison }) => ({
        ...one,
        asset: asset.id,
        amounts: { ...one.amounts, [policy]: `${locked}`, poison: `${poison}` },
        usd: formatCents(worth(locked)),
      }));
      const view = viewOf({ ...made, destinations, stolen: [], hops: [] });
      const largest = parts.reduce((most, { locked }) => (locked > most ? locked : most), 0n);
      // of less than a cent no price is known
      fc.pre(worth(largest) > 0n);
      let [sum, all, bound] = [0n, 0n, 0n];
      for (const { amounts, usd } of destinations) {
        const units = BigInt(amounts.poison);
        const cents = centsUnder(view, asset.id, amounts, usd, 'poison') ?? 0n;
        // a cent was cut off the largest, and one off this
        const most = units / largest + 2n;
        const off = worth(units) - cents;
        assert.ok(off >= 0n && off <= most, `${units} of ${worth(units)} cents: ${cents}`);
        [sum, all, bound] = [sum + cents, all + units, bound + most];
      }
      const off = worth(all) - sum;
      assert.ok(off >= 0n && off <= bound + BigInt(parts.length), `${sum} of ${worth(all)}`);
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
