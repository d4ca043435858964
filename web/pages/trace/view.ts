import type { PolicyId } from '../../../src/trace/policies/policy.ts';
import type { Destination, ResultHop, TraceResult } from '../../../src/trace/result.ts';
import {
  assetOf,
  centsUnder,
  viewOf as indexOf,
  type View as ResultView,
  unitsUnder,
} from '../../graph/view.ts';
import { exactUnits, shortAmount } from '../../text/figures.ts';

type Action = Destination['freeze'][number];
type Strength = Action['strength'];

/** A result as it is looked at: under one policy, with what the page looks up in it. */
export interface View extends ResultView {
  readonly policy: PolicyId;
  readonly hopsByTx: ReadonlyMap<string, readonly ResultHop[]>;
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
  const hopsByTx = Map.groupBy(result.hops, ({ tx }) => tx);
  return { ...indexOf(result), policy, hopsByTx };
}

/** US cents under the chosen policy, at the price that the result gives; null without one. */
export function centsOf(
  view: View,
  asset: string,
  amounts: Destination['amounts'],
  usd: string | null,
): bigint | null {
  return centsUnder(view, asset, amounts, usd, view.policy);
}

export function shortUnits(view: View, asset: string, units: bigint): string {
  return shortAmount(units, assetOf(view, asset).decimals);
}

export function exactOf(view: View, asset: string, units: bigint): string {
  return exactUnits(units, assetOf(view, asset).decimals);
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
      units: unitsUnder(of.amounts, view.policy),
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
