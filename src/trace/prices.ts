import { backingOf } from '../ledger/assets.ts';
import type { Asset, AssetId } from '../ledger/port.ts';

/** Prices carry eight decimals, dollars two: both are integers. */
const PRICE_DECIMALS = 8;
const PAR = 10n ** BigInt(PRICE_DECIMALS);

export interface PricePoint {
  /** Unix seconds from which this price holds; 0: at all times. */
  readonly time: number;
  /** US dollars for one whole unit, with eight decimals, as an integer. */
  readonly price: bigint;
}

/** What an asset was worth. Dollars are for display, ranking and thresholds, never for amounts. */
export interface Prices {
  /** US cents, or null where no price is known for that time. */
  cents(asset: AssetId, units: bigint, time: number): bigint | null;
  /** True for an asset of which any price is given. */
  knows(asset: AssetId): boolean;
}

/** A price further away in time than this is not a price. */
const STALE = 3 * 86_400;

/**
 * @param series prices by asset, each ascending by time
 * @param assets decimals, and which assets are worth their dollar amount by definition
 */
export function createPrices(
  series: ReadonlyMap<AssetId, readonly PricePoint[]>,
  assets: ReadonlyMap<AssetId, Asset>,
): Prices {
  const priceOf = (id: AssetId, time: number): bigint | null => {
    const known = at(series.get(id), time);
    if (known !== null || series.has(id)) return known;
    if (isDollar(assets.get(id))) return PAR;
    // what can be exchanged for at least one unit is worth at least one unit
    const backing = backingOf(id);
    return backing ? priceOf(backing.asset, time) : null;
  };
  return {
    knows: (id) => series.has(id),
    cents(id, units, time) {
      const asset = assets.get(id);
      if (!asset) return null;
      const price = asset.kind === 'valuation' ? PAR : priceOf(id, time);
      if (price === null) return null;
      return (units * price) / 10n ** BigInt(asset.decimals + PRICE_DECIMALS - 2);
    },
  };
}

/** Tokens that their issuers redeem for a dollar. */
const DOLLARS = new Set([
  'USDT',
  'USDC',
  'DAI',
  'PYUSD',
  'USDP',
  'USDG',
  'BUSD',
  'TUSD',
  'FDUSD',
  'GUSD',
]);

/** True for a verified dollar token: without a price it is taken at par, and the answer says so. */
export function isDollar(asset: Asset | undefined): boolean {
  return asset?.kind === 'token' && asset.verified && DOLLARS.has(asset.symbol);
}

function at(points: readonly PricePoint[] | undefined, time: number): bigint | null {
  if (!points || points.length === 0) return null;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle] as PricePoint).time <= time) low = middle + 1;
    else high = middle;
  }
  const before = points[low - 1];
  if (before && (before.time === 0 || time - before.time <= STALE)) return before.price;
  const after = points[low];
  return after && after.time - time <= STALE ? after.price : null;
}

/** US cents as `1234.56`. */
export function formatCents(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
