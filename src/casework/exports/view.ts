import type { PolicyId } from '../../trace/policies/policy.ts';
import type { Destination, ResultHolder, TraceResult } from '../../trace/result.ts';
import { type CategoryId, categoryOf } from './category.ts';
import { exactAmount, shortAmount, toCents } from './figures.ts';
import { inert } from './inert.ts';

type ResultAsset = TraceResult['assets'][number];
export type Amounts = Destination['amounts'];

/** A trace result with what every report looks up in it. */
export interface View {
  readonly result: TraceResult;
  readonly locked: PolicyId;
  readonly holders: ReadonlyMap<string, ResultHolder>;
  readonly assets: ReadonlyMap<string, ResultAsset>;
  /** Shortest text of each id of this result that stands for no other id in it. */
  readonly short: ReadonlyMap<string, string>;
  /** What the largest priced amount of an asset was worth: cents for units. */
  readonly prices: ReadonlyMap<string, Price>;
  /** When the first seed was taken, or null without seeds. */
  readonly start: string | null;
}

interface Price {
  readonly cents: bigint;
  readonly units: bigint;
}

/** Indexes a result. */
export function viewOf(result: TraceResult): View {
  const ids = new Set<string>(result.holders.map(({ id }) => id));
  for (const { from, to } of result.hops) ids.add(from).add(to);
  for (const { holder } of result.destinations) ids.add(holder);
  return {
    result,
    locked: result.settings.policy,
    holders: new Map(result.holders.map((holder) => [holder.id, holder])),
    assets: new Map(result.assets.map((asset) => [asset.id, asset])),
    short: shortIds([...ids]),
    prices: prices(result),
    start: earliest(result),
  };
}

function earliest(result: TraceResult): string | null {
  let first: string | null = null;
  for (const { time } of result.seeds) if (first === null || time < first) first = time;
  return first;
}

const CENT_DIGITS = 2;
const HEAD = 6;
const TAIL = 4;

/**
 * Shortens ids to head and tail. Thieves make addresses whose ends look like those of others, so
 * ids that would read alike get a longer head until they differ.
 */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const done = new Map<string, string>();
  let left = ids;
  for (let head = HEAD; left.length > 0; head += 4) {
    const alike = new Map<string, string[]>();
    for (const id of left) {
      const text = id.length <= head + TAIL + 1 ? id : `${id.slice(0, head)}…${id.slice(-TAIL)}`;
      const same = alike.get(text);
      if (same) same.push(id);
      else alike.set(text, [id]);
    }
    left = [];
    const clashing: string[] = [];
    for (const [text, same] of alike) {
      if (same.length === 1 || same[0] === text) for (const id of same) done.set(id, text);
      else clashing.push(...same);
    }
    left = clashing;
  }
  return done;
}

function prices(result: TraceResult): Map<string, Price> {
  const best = new Map<string, Price>();
  const offer = (asset: string, units: string | undefined, usd: string | null) => {
    const cents = toCents(usd);
    if (cents === null || cents === 0n || !units || units === '0') return;
    const amount = BigInt(units);
    const old = best.get(asset);
    if (!old || amount > old.units) best.set(asset, { cents, units: amount });
  };
  const { policy } = result.settings;
  for (const { asset, amounts, usd } of result.destinations) offer(asset, amounts[policy], usd);
  for (const { asset, amount, usd } of result.stolen) offer(asset, amount, usd);
  for (const { asset, traced, usd } of result.hops) offer(asset, traced[policy], usd);
  return best;
}

/** Units of `amounts` under a policy; a policy that was not run has none. */
export function unitsUnder(amounts: Amounts, policy: PolicyId): bigint {
  return BigInt(amounts[policy] ?? '0');
}

/**
 * US cents of `amounts` under a policy, cut towards zero. The result prices only the locked policy;
 * for another one the same price is applied to its units. Cents that were cut off a small amount
 * would make much of a large one: there the price of the asset's largest amount tells more, where
 * it agrees. Null where no price is known.
 */
export function centsUnder(
  view: View,
  asset: string,
  amounts: Amounts,
  usd: string | null,
  policy: PolicyId,
): bigint | null {
  const cents = toCents(usd);
  if (policy === view.locked) return cents;
  const units = unitsUnder(amounts, policy);
  const { kind, decimals } = assetOf(view, asset);
  // where the ledger says dollars, that is what they are worth
  if (kind === 'valuation') return units / 10n ** BigInt(decimals - CENT_DIGITS);
  const locked = unitsUnder(amounts, view.locked);
  const best = view.prices.get(asset);
  if (cents === null || locked === 0n) return best ? (best.cents * units) / best.units : null;
  const [least, most] = [(cents * units) / locked, ((cents + 1n) * units) / locked];
  const told = best ? (best.cents * units) / best.units : least;
  return told > least && told <= most ? told : least;
}

/** US cents of units of an asset at the price of its largest amount, or null. */
function centsOf(view: View, asset: string, units: bigint): bigint | null {
  const price = view.prices.get(asset);
  if (!price) return null;
  return (price.cents * units) / price.units;
}

/** The asset with this id; one that the result does not list is shown by its id and whole units. */
export function assetOf(view: View, id: string): ResultAsset {
  const known = view.assets.get(id);
  if (known) return known;
  return { id, symbol: id, decimals: 0, kind: 'token', contract: null, verified: false };
}

/** The symbol of an asset; a contract that is not known to be what it says is marked. */
export function symbolOf(view: View, id: string): string {
  const asset = assetOf(view, id);
  const symbol = asset.kind === 'valuation' ? asset.symbol : inert(asset.symbol, 16);
  return asset.verified || asset.kind === 'native' || asset.kind === 'valuation'
    ? symbol
    : `${symbol}?`;
}

/** Units of an asset with its symbol, cut for reading. */
export function amountText(view: View, id: string, units: bigint): string {
  return `${shortAmount(units, assetOf(view, id).decimals)} ${symbolOf(view, id)}`;
}

/** Units of an asset with its symbol, every decimal. */
export function exactText(view: View, id: string, units: bigint): string {
  return `${exactAmount(units, assetOf(view, id).decimals)} ${symbolOf(view, id)}`;
}

/** Units of these places by asset, under a policy. */
export function unitsByAsset(
  places: readonly Destination[],
  policy: PolicyId,
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { asset, amounts } of places) {
    sums.set(asset, (sums.get(asset) ?? 0n) + unitsUnder(amounts, policy));
  }
  return sums;
}

/** Amounts of several assets as texts: by worth, then those without a price, spam last. */
export function amountsText(view: View, sums: ReadonlyMap<string, bigint>): string[] {
  const rank = ([id, units]: [string, bigint]) => {
    const { kind, verified, decimals } = assetOf(view, id);
    const known = verified || kind !== 'token' ? 0 : 1;
    return {
      known,
      cents: centsOf(view, id, units) ?? -1n,
      whole: units / 10n ** BigInt(decimals),
    };
  };
  return [...sums]
    .filter(([, units]) => units > 0n)
    .map((entry) => ({ entry, ...rank(entry) }))
    .sort((a, b) => a.known - b.known || order(b.cents, a.cents) || order(b.whole, a.whole))
    .map(({ entry: [id, units] }) => amountText(view, id, units));
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** US cents of those amounts that have a price, or null where none has: a least value, no sum. */
export function leastCents(view: View, sums: ReadonlyMap<string, bigint>): bigint | null {
  let least: bigint | null = null;
  for (const [id, units] of sums) {
    const cents = centsOf(view, id, units);
    if (cents !== null && units > 0n) least = (least ?? 0n) + cents;
  }
  return least;
}

/** Who a holder is said to be: the operator, else the label, else null. */
export function nameOf(view: View, holder: string): string | null {
  const name = view.holders.get(holder)?.name;
  return name ? inert(name.entity ?? name.label) : null;
}

/** The short id of a holder, inert. */
export function shortOf(view: View, holder: string): string {
  return inert(view.short.get(holder) ?? holder, 48);
}

/** The category of a holder by its own entry. */
export function categoryOfHolder(view: View, id: string): CategoryId {
  const holder = view.holders.get(id);
  return holder ? categoryOf(holder.followed, holder.name?.type ?? null) : 'wallet';
}
