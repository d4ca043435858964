import type { PolicyId } from '../../../src/trace/policies/policy.ts';
import type {
  Destination,
  ResultHolder,
  ResultHop,
  TraceResult,
} from '../../../src/trace/result.ts';
import { exactUnits, shortAmount, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';

type Asset = TraceResult['assets'][number];
type Amounts = Destination['amounts'];
type Action = Destination['freeze'][number];
type Strength = Action['strength'];

/** A result as it is looked at: under one policy, with what the page looks up in it. */
export interface View {
  readonly result: TraceResult;
  readonly policy: PolicyId;
  readonly holders: ReadonlyMap<string, ResultHolder>;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly hopsByTx: ReadonlyMap<string, readonly ResultHop[]>;
  readonly short: ReadonlyMap<string, string>;
  readonly prices: ReadonlyMap<string, Price>;
}

interface Price {
  readonly cents: bigint;
  readonly units: bigint;
}

/** A place where money rests, with what it is under the chosen policy. */
export interface Place {
  readonly key: string;
  readonly of: Destination;
  readonly units: bigint;
  readonly cents: bigint | null;
  readonly strength: Strength;
}

export function viewOf(result: TraceResult, policy: PolicyId): View {
  const ids = new Set<string>(result.holders.map(({ id }) => id));
  const hopsByTx = new Map<string, ResultHop[]>();
  for (const hop of result.hops) {
    ids.add(hop.from).add(hop.to);
    const same = hopsByTx.get(hop.tx);
    if (same) same.push(hop);
    else hopsByTx.set(hop.tx, [hop]);
  }
  for (const { holder } of result.destinations) ids.add(holder);
  return {
    result,
    policy,
    holders: new Map(result.holders.map((holder) => [holder.id, holder])),
    assets: new Map(result.assets.map((asset) => [asset.id, asset])),
    hopsByTx,
    short: shortIds([...ids]),
    prices: prices(result),
  };
}

const HEAD = 6;
const TAIL = 4;

/** Head and tail of ids; those that would read alike get a longer head until they differ. */
function shortIds(ids: readonly string[]): Map<string, string> {
  const done = new Map<string, string>();
  let left = ids;
  for (let head = HEAD; left.length > 0; head += 4) {
    const byText = Map.groupBy(left, (id) =>
      id.length <= head + TAIL + 1 ? id : `${id.slice(0, head)}…${id.slice(-TAIL)}`,
    );
    left = [];
    const alike: string[] = [];
    for (const [text, same] of byText) {
      if (same.length === 1 || same[0] === text) for (const id of same) done.set(id, text);
      else alike.push(...same);
    }
    left = alike;
  }
  return done;
}

/** What the largest priced amount of each asset was worth. */
function prices(result: TraceResult): Map<string, Price> {
  const best = new Map<string, Price>();
  const offer = (asset: string, units: string | undefined, usd: string | null) => {
    const cents = toCents(usd);
    if (cents === null || cents === 0n || !units || units === '0') return;
    const old = best.get(asset);
    if (!old || BigInt(units) > old.units) best.set(asset, { cents, units: BigInt(units) });
  };
  const { policy } = result.settings;
  for (const { asset, amounts, usd } of result.destinations) offer(asset, amounts[policy], usd);
  for (const { asset, amount, usd } of result.stolen) offer(asset, amount, usd);
  for (const { asset, traced, usd } of result.hops) offer(asset, traced[policy], usd);
  return best;
}

/** Units under the chosen policy; a policy that was not run has none. */
function unitsOf(view: View, amounts: Amounts): bigint {
  return BigInt(amounts[view.policy] ?? '0');
}

/** US cents under the chosen policy, at the price that the result gives; null without one. */
export function centsOf(
  view: View,
  asset: string,
  amounts: Amounts,
  usd: string | null,
): bigint | null {
  const cents = toCents(usd);
  const { policy } = view.result.settings;
  if (view.policy === policy) return cents;
  const units = unitsOf(view, amounts);
  const locked = BigInt(amounts[policy] ?? '0');
  if (cents !== null && locked > 0n) return (cents * units) / locked;
  const price = view.prices.get(asset);
  return price ? (price.cents * units) / price.units : null;
}

function assetOf(view: View, id: string): Asset {
  const known = view.assets.get(id);
  if (known) return known;
  return { id, symbol: id, decimals: 0, kind: 'token', contract: null, verified: false };
}

/** The symbol; a contract that is not known to be what it says is marked. */
export function symbolOf(view: View, id: string): string {
  const { kind, symbol, verified } = assetOf(view, id);
  return kind !== 'token' || verified ? inert(symbol, 16) : `${inert(symbol, 16)}?`;
}

export function shortUnits(view: View, asset: string, units: bigint): string {
  return shortAmount(units, assetOf(view, asset).decimals);
}

export function exactOf(view: View, asset: string, units: bigint): string {
  return exactUnits(units, assetOf(view, asset).decimals);
}

/** The operator, else the label, else null. */
export function nameOf(view: View, holder: string): string | null {
  const name = view.holders.get(holder)?.name;
  return name ? inert(name.entity ?? name.label) : null;
}

export function shortOf(view: View, id: string): string {
  return inert(view.short.get(id) ?? id, 48);
}

const ORDER: readonly Strength[] = ['can', 'may', 'unknown', 'none'];

/** The actions by which somebody can or may stop it, best first. */
export function powersOver(place: Destination): readonly Action[] {
  return place.freeze
    .filter(({ strength }) => strength === 'can' || strength === 'may')
    .toSorted((a, b) => ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength));
}

function strengthOf(place: Destination): Strength {
  const known = place.freeze.map(({ strength }) => strength);
  return ORDER.find((strength) => known.includes(strength)) ?? 'unknown';
}

function descending(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

/** Where the money is: the dearest first, then those without a price, by units. */
export function placesOf(view: View): readonly Place[] {
  return view.result.destinations
    .map((of) => ({
      key: `${of.holder}/${of.asset}/${of.status}`,
      of,
      units: unitsOf(view, of.amounts),
      cents: centsOf(view, of.asset, of.amounts, of.usd),
      strength: strengthOf(of),
    }))
    .filter(({ units, of }) => units > 0n || BigInt(of.reach) > 0n)
    .sort((a, b) => descending(a.cents ?? -1n, b.cents ?? -1n) || descending(a.units, b.units));
}

/** A sum of dollars: `least` where some part has no price; null where none has. */
export interface Sum {
  readonly cents: bigint | null;
  readonly unpriced: number;
  readonly units: ReadonlyMap<string, bigint>;
  readonly places: readonly Place[];
}

export function sumOf(places: readonly Place[]): Sum {
  const units = new Map<string, bigint>();
  let cents: bigint | null = null;
  let unpriced = 0;
  for (const place of places) {
    if (place.units === 0n) continue;
    units.set(place.of.asset, (units.get(place.of.asset) ?? 0n) + place.units);
    if (place.cents === null) unpriced += 1;
    else cents = (cents ?? 0n) + place.cents;
  }
  return { cents, unpriced, units, places };
}

/** Somebody who can or may stop money now. */
export interface Actor extends Sum {
  readonly action: Action;
}

interface Actors {
  readonly ranked: readonly Actor[];
  readonly unknown: Sum;
  readonly nobody: Sum;
}

/** Who can act; several may have power over the same money, so their sums overlap. */
export function actorsOf(places: readonly Place[]): Actors {
  const groups = new Map<string, { action: Action; of: Place[] }>();
  for (const place of places) {
    if (place.units === 0n) continue;
    for (const action of powersOver(place.of)) {
      const key = JSON.stringify([action.actor, action.power, action.strength]);
      const group = groups.get(key) ?? { action, of: [] };
      group.of.push(place);
      groups.set(key, group);
    }
  }
  const ranked = [...groups.values()].map(({ action, of }) => ({ action, ...sumOf(of) }));
  ranked.sort(
    (a, b) =>
      ORDER.indexOf(a.action.strength) - ORDER.indexOf(b.action.strength) ||
      descending(a.cents ?? -1n, b.cents ?? -1n),
  );
  const left = (wanted: Strength) => sumOf(places.filter(({ strength }) => strength === wanted));
  return { ranked, unknown: left('unknown'), nobody: left('none') };
}
