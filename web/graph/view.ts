import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { Destination, ResultHolder, TraceResult } from '../../src/trace/result.ts';
import { toCents } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { chainWords } from '../text/words.ts';

type Amounts = Destination['amounts'];
type Asset = TraceResult['assets'][number];

/** A trace result with what every part of the picture looks up in it. */
export interface View {
  readonly result: TraceResult;
  readonly locked: PolicyId;
  readonly holders: ReadonlyMap<string, ResultHolder>;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly places: ReadonlyMap<string, readonly Destination[]>;
  /** Shortest text of each id that stands for no other id of this result. */
  readonly short: ReadonlyMap<string, string>;
  /** What the largest priced amount of an asset was worth: cents for units. */
  readonly prices: ReadonlyMap<string, { readonly cents: bigint; readonly units: bigint }>;
}

/** Indexes a result. */
export function viewOf(result: TraceResult): View {
  const ids = new Set<string>(result.holders.map(({ id }) => id));
  for (const { from, to } of result.hops) ids.add(from).add(to);
  return {
    result,
    locked: result.settings.policy,
    holders: new Map(result.holders.map((holder) => [holder.id, holder])),
    assets: new Map(result.assets.map((asset) => [asset.id, asset])),
    places: Map.groupBy(result.destinations, ({ holder }) => holder),
    short: shortIds([...ids]),
    prices: pricesOf(result),
  };
}

const HEAD = 6;
const TAIL = 4;

/**
 * Head and tail of ids. Thieves make addresses whose ends look like those of others, so ids that
 * would read alike get a longer head until they differ.
 */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const done = new Map<string, string>();
  let left: readonly string[] = [...new Set(ids)];
  for (let head = HEAD; left.length > 0; head += 4) {
    const alike = Map.groupBy(left, (id) =>
      id.length <= head + TAIL + 1 ? id : `${id.slice(0, head)}…${id.slice(-TAIL)}`,
    );
    const clashing: string[] = [];
    for (const [text, same] of alike) {
      const [only = ''] = same;
      if (same.length === 1) done.set(only, text);
      else clashing.push(...same);
    }
    left = clashing;
  }
  return done;
}

function pricesOf(result: TraceResult): View['prices'] {
  const best = new Map<string, { cents: bigint; units: bigint }>();
  const offer = (asset: string, text: string | undefined, usd: string | null) => {
    const cents = toCents(usd);
    const units = BigInt(text ?? '0');
    if (cents === null || cents === 0n || units === 0n) return;
    if (units > (best.get(asset)?.units ?? 0n)) best.set(asset, { cents, units });
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

const CENT_DIGITS = 2;

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

/** The asset with this id; one that the result does not list is shown by its id and whole units. */
export function assetOf(view: View, id: string): Asset {
  const unlisted = { symbol: id, decimals: 0, kind: 'token', contract: null, verified: false };
  return view.assets.get(id) ?? ({ id, ...unlisted } as Asset);
}

/** The symbol of an asset; a contract that is not known to be what it says is marked. */
export function symbolOf(view: View, id: string): string {
  const { symbol, kind, verified } = assetOf(view, id);
  return verified || kind === 'native' || kind === 'valuation'
    ? inert(symbol, 16)
    : `${inert(symbol, 16)}?`;
}

/** The ledger that an asset (CAIP-19) stands on, as people call it. */
export function chainOf(asset: string): string {
  return inert(chainWords(asset.split('/')[0] ?? asset), 24);
}

/** Who a holder is said to be: the operator, else the label, else null. */
export function nameOf(view: View, holder: string): string | null {
  return nameIn(view.holders.get(holder)?.name ?? null);
}

/** The same of a name: what the node of whoever has it is called. */
export function nameIn(name: ResultHolder['name']): string | null {
  return name ? inert(name.entity ?? name.label) : null;
}

/** The short id of a holder. */
export function shortOf(view: View, holder: string): string {
  return inert(view.short.get(holder) ?? holder, 48);
}

/** Seconds since 1970 of a time of the result. */
export function secondsOf(time: string): number {
  return Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;
}
