import type { PolicyId } from '../../trace/policies/policy.ts';
import type { Destination } from '../../trace/result.ts';
import { centsUnder, unitsUnder, type View } from './view.ts';

type Action = Destination['freeze'][number];
export type Strength = Action['strength'];

/** Money that the same people have the same power over, or that nobody is known to have. */
export interface Reach {
  /** US cents over all places; null where none of them has a price. */
  readonly cents: bigint | null;
  /** Places whose price is not known. */
  readonly unpriced: number;
  /** Units by asset id. */
  readonly units: ReadonlyMap<string, bigint>;
  readonly places: readonly Destination[];
  /** Since when the oldest of it rests there. */
  readonly since: string;
}

/** Somebody who can or may stop money now, and all of it that they can reach. */
export interface Actor extends Reach {
  readonly action: Action;
}

interface Actors {
  /** Those who are known to have the power first, then those who may; by worth in each. */
  readonly ranked: readonly Actor[];
  /** Places where it is not known who could act. */
  readonly unknown: Reach | null;
  /** Places where nobody can. */
  readonly nobody: Reach | null;
}

const ORDER: readonly Strength[] = ['can', 'may', 'unknown', 'none'];

/** The best power that anybody has over a place. */
export function strengthOf(place: Destination): Strength {
  const known = place.freeze.map(({ strength }) => strength);
  return ORDER.find((strength) => known.includes(strength)) ?? 'unknown';
}

/** True if somebody is known to have the power to stop what rests there. */
export function isFreezable(place: Destination): boolean {
  return strengthOf(place) === 'can';
}

/** The actions by which somebody can or may stop it, best first. */
export function powersOver(place: Destination): readonly Action[] {
  return place.freeze
    .filter(({ strength }) => strength === 'can' || strength === 'may')
    .toSorted((a, b) => ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength));
}

/**
 * Who can act now. Several may have power over the same money, so the sums of different actors
 * overlap; the places without anybody are told apart from those where it is not known.
 */
export function actorsOf(view: View, policy: PolicyId): Actors {
  const groups = new Map<string, { action: Action; of: Destination[] }>();
  const without: { unknown: Destination[]; none: Destination[] } = { unknown: [], none: [] };
  for (const place of view.result.destinations) {
    if (unitsUnder(place.amounts, policy) === 0n) continue;
    const strength = strengthOf(place);
    if (strength === 'unknown' || strength === 'none') without[strength].push(place);
    for (const action of powersOver(place)) {
      const key = JSON.stringify([action.actor, action.power, action.strength]);
      const group = groups.get(key) ?? { action, of: [] };
      if (!group.of.includes(place)) group.of.push(place);
      groups.set(key, group);
    }
  }
  const ranked = [...groups.values()].map(({ action, of }) => ({
    action,
    ...reach(view, policy, of),
  }));
  ranked.sort(
    (a, b) =>
      ORDER.indexOf(a.action.strength) - ORDER.indexOf(b.action.strength) ||
      compare(b.cents ?? -1n, a.cents ?? -1n),
  );
  const left = (places: readonly Destination[]) =>
    places.length > 0 ? reach(view, policy, places) : null;
  return { ranked, unknown: left(without.unknown), nobody: left(without.none) };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reach(view: View, policy: PolicyId, places: readonly Destination[]): Reach {
  const units = new Map<string, bigint>();
  let cents: bigint | null = null;
  let unpriced = 0;
  let since = places[0]?.since ?? '';
  for (const place of places) {
    const amount = unitsUnder(place.amounts, policy);
    units.set(place.asset, (units.get(place.asset) ?? 0n) + amount);
    const worth = centsUnder(view, place.asset, place.amounts, place.usd, policy);
    if (worth === null) unpriced += 1;
    else cents = (cents ?? 0n) + worth;
    if (place.since < since) since = place.since;
  }
  return { cents, unpriced, units, places, since };
}
