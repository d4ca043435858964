import type { TraceResult } from '../../../src/trace/result.ts';
import { type Place, placesOf, type View, viewOf } from './view.ts';

/** A place that is not what it was: nothing before, nothing after, or another amount or state. */
export interface Difference {
  readonly key: string;
  readonly holder: string;
  readonly asset: string;
  readonly before: Place | null;
  readonly after: Place | null;
  /** After less before. */
  readonly units: bigint;
  readonly cents: bigint | null;
}

interface Differences {
  readonly rows: readonly Difference[];
  readonly before: View;
  readonly after: View;
}

/** The places of a result: what rests at a holder in a state. */
function byPlace(view: View): ReadonlyMap<string, Place> {
  return new Map(placesOf(view).map((place) => [place.key, place]));
}

function size(n: bigint | null): bigint {
  return n === null ? -1n : n < 0n ? -n : n;
}

/** What moved between two results of a trace, the most first; each under its locked policy. */
export function differencesOf(older: TraceResult, newer: TraceResult): Differences {
  const before = viewOf(older, older.settings.policy);
  const after = viewOf(newer, newer.settings.policy);
  const [old, now] = [byPlace(before), byPlace(after)];
  const rows: Difference[] = [];
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    const [was, is] = [old.get(key) ?? null, now.get(key) ?? null];
    const units = (is?.units ?? 0n) - (was?.units ?? 0n);
    const of = (is ?? was)?.of;
    if (!of || units === 0n) continue;
    const unpriced = is?.cents === null || was?.cents === null;
    const cents = unpriced ? null : (is?.cents ?? 0n) - (was?.cents ?? 0n);
    rows.push({ key, holder: of.holder, asset: of.asset, before: was, after: is, units, cents });
  }
  rows.sort((a, b) => {
    const [x, y] = [size(a.cents), size(b.cents)];
    return x < y ? 1 : x > y ? -1 : a.key < b.key ? -1 : 1;
  });
  return { rows, before, after };
}
