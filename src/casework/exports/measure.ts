import type { PolicyId } from '../../trace/policies/policy.ts';
import type { ResultHop } from '../../trace/result.ts';
import { dollars, dollarsShort, shortAmount } from './figures.ts';
import { type Amounts, assetOf, centsUnder, symbolOf, unitsUnder, type View } from './view.ts';

/**
 * One scale for drawing amounts of different assets beside each other: US cents where prices are
 * known; without any price, units at eight decimals, and the drawing says that it compares unlike
 * things.
 */
export interface Measure {
  readonly kind: 'usd' | 'units';
  /** What a drawing has to say about its widths. */
  readonly note: string;
  /** Null where this asset has no price while others have one: it cannot be drawn to scale. */
  of(asset: string, amounts: Amounts, usd: string | null, policy: PolicyId): bigint | null;
  short(value: bigint): string;
  long(value: bigint): string;
}

const PLACES = 8;

/** The scale for this result. */
export function measureOf(view: View): Measure {
  if (view.prices.size > 0) {
    return {
      kind: 'usd',
      note: 'Width is worth in US dollars. Amounts without a known price are drawn as thin lines.',
      of: (asset, amounts, usd, policy) => centsUnder(view, asset, amounts, usd, policy),
      short: dollarsShort,
      long: dollars,
    };
  }
  const known = view.result.assets.filter(({ kind, verified }) => verified || kind !== 'token');
  const drawn = new Set((known.length > 0 ? known : view.result.assets).map(({ id }) => id));
  const used = new Set(
    view.result.hops.map(({ asset }) => asset).filter((asset) => drawn.has(asset)),
  );
  const only = used.size === 1 ? [...used][0] : undefined;
  const unit = only === undefined ? 'units' : symbolOf(view, only);
  const text = (value: bigint) => `${shortAmount(value, PLACES)} ${unit}`;
  return {
    kind: 'units',
    note:
      only === undefined
        ? 'No price is known: width is units, and unlike assets do not compare.'
        : `Width is ${unit}.`,
    of: (asset, amounts, _usd, policy) => {
      if (!drawn.has(asset)) return null;
      const { decimals } = assetOf(view, asset);
      const units = unitsUnder(amounts, policy);
      return decimals >= PLACES
        ? units / 10n ** BigInt(decimals - PLACES)
        : units * 10n ** BigInt(PLACES - decimals);
    },
    short: text,
    long: text,
  };
}

/** What a hop moved of the stolen money. */
export function hopWorth(measure: Measure, hop: ResultHop, policy: PolicyId): bigint | null {
  return measure.of(hop.asset, hop.traced, hop.usd, policy);
}
