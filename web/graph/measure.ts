import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { Destination } from '../../src/trace/result.ts';
import type { Figures } from './figures.ts';
import { assetOf, centsUnder, symbolOf, unitsUnder, type View } from './view.ts';

/**
 * One scale for drawing unlike assets beside each other: US cents where prices are known; without
 * any price, units at eight decimals, and the drawing says so.
 */
export interface Measure {
  readonly kind: 'usd' | 'units';
  /** What a drawing has to say about its widths. */
  readonly note: string;
  /** Null where this asset has no price while others have one: it cannot be drawn to scale. */
  of(
    asset: string,
    amounts: Destination['amounts'],
    usd: string | null,
    policy: PolicyId,
  ): bigint | null;
  short(figures: Figures, value: bigint | null): string;
  long(figures: Figures, value: bigint | null): string;
}

const PLACES = 8;

/** The scale for this result. */
export function measureOf(view: View): Measure {
  if (view.prices.size > 0) {
    return {
      kind: 'usd',
      note: 'Width is worth in US dollars; what has no known price is a thin line.',
      of: (asset, amounts, usd, policy) => centsUnder(view, asset, amounts, usd, policy),
      short: (figures, value) => figures.dollarsShort(value),
      long: (figures, value) => figures.dollars(value),
    };
  }
  const used = new Set(view.result.hops.map(({ asset }) => asset));
  const [only = ''] = used;
  const unit = used.size === 1 ? symbolOf(view, only) : 'units';
  const text = (figures: Figures, value: bigint | null) =>
    value === null ? 'unknown' : `${figures.units(value, PLACES)} ${unit}`;
  return {
    kind: 'units',
    note:
      used.size === 1
        ? `Width is ${unit}.`
        : 'No price is known: width is units, and unlike assets do not compare.',
    of: (asset, amounts, _usd, policy) => {
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
