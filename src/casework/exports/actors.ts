import type { PolicyId } from '../../trace/policies/policy.ts';
import type { Destination } from '../../trace/result.ts';
import { centsUnder, unitsUnder, type View } from './view.ts';

/** Somebody who can stop money now, and all of it that they can reach. */
export interface Actor {
  readonly actor: string;
  readonly power: string;
  readonly how: string;
  readonly basis: string;
  readonly reality: string;
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

export interface Actors {
  readonly ranked: readonly Actor[];
  /** Places where nobody is known who could act. */
  readonly nobody: Actor | null;
}

/**
 * Who can act now, by the worth of what they can reach. Several may have power over the same money,
 * so the sums of different actors overlap.
 */
export function actorsOf(view: View, policy: PolicyId): Actors {
  const groups = new Map<string, { action: Destination['freeze'][number]; of: Destination[] }>();
  const alone: Destination[] = [];
  for (const place of view.result.destinations) {
    if (unitsUnder(place.amounts, policy) === 0n) continue;
    if (place.freeze.length === 0) alone.push(place);
    for (const action of place.freeze) {
      const key = JSON.stringify([action.actor, action.power, action.basis]);
      const group = groups.get(key) ?? { action, of: [] };
      if (!group.of.includes(place)) group.of.push(place);
      groups.set(key, group);
    }
  }
  const ranked = [...groups.values()].map(({ action, of }) => total(view, policy, action, of));
  ranked.sort(
    (a, b) =>
      Number((b.cents ?? -1n) > (a.cents ?? -1n)) - Number((b.cents ?? -1n) < (a.cents ?? -1n)),
  );
  const nobody = { actor: '', power: '', how: '', basis: '', reality: '' };
  return { ranked, nobody: alone.length > 0 ? total(view, policy, nobody, alone) : null };
}

function total(
  view: View,
  policy: PolicyId,
  action: Destination['freeze'][number],
  places: readonly Destination[],
): Actor {
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
  return { ...action, cents, unpriced, units, places, since };
}
