import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { powersOver, type Strength, strengthOf } from '../../actors.ts';
import { centsUnder, nameOf, symbolOf, unitsUnder, type View } from '../../view.ts';
import { typeWords } from '../../words.ts';

export type SortKey = 'where' | 'amount' | 'band' | 'status' | 'since' | 'grade' | 'freeze';

/** What the reader has asked of the table. */
export interface PlacesState {
  readonly policy: PolicyId;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly text: string;
  readonly status: string;
  readonly asset: string;
  readonly freezable: boolean;
  /** Rows shown before the rest is folded. */
  readonly shown: number;
}

export const PLACES_SHOWN = 25;

/** The table as it is first shown. */
export function firstPlaces(policy: PolicyId): PlacesState {
  return {
    policy,
    sort: 'amount',
    descending: true,
    text: '',
    status: '',
    asset: '',
    freezable: false,
    shown: PLACES_SHOWN,
  };
}

/** A place with its amount under the shown policy. */
export interface Row {
  readonly place: Destination;
  readonly units: bigint;
  readonly cents: bigint | null;
}

/** The rows that the reader asked for, in their order, and what they are worth together. */
export function chosen(view: View, state: PlacesState): Row[] {
  const text = state.text.trim().toLowerCase();
  const rows = view.result.destinations.map((place) => ({
    place,
    units: unitsUnder(place.amounts, state.policy),
    cents: centsUnder(view, place.asset, place.amounts, place.usd, state.policy),
  }));
  const kept = rows.filter(
    ({ place }) =>
      (!state.status || place.status === state.status) &&
      (!state.asset || place.asset === state.asset) &&
      (!state.freezable || powersOver(place).length > 0) &&
      (!text || searchText(view, place).includes(text)),
  );
  const way = state.descending ? -1 : 1;
  const order = COMPARE[state.sort];
  return kept.sort((a, b) => way * order(a, b, view) || -byWorth(a, b));
}

function searchText(view: View, place: Destination): string {
  const { name } = place;
  const who = name ? `${name.entity ?? ''} ${name.label} ${typeWords(name.type)}` : '';
  const actors = place.freeze.map(({ actor }) => actor).join(' ');
  const words = [place.holder, who, symbolOf(view, place.asset), actors, place.why];
  return words.join(' ').toLowerCase();
}

function byNumber(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  return (a ?? -1n) < (b ?? -1n) ? -1 : 1;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byWorth(a: Row, b: Row): number {
  return byNumber(a.cents, b.cents) || byNumber(a.units, b.units);
}

function spread({ place }: Row): bigint {
  const high = BigInt(place.band.high);
  return high === 0n ? 0n : ((high - BigInt(place.band.low)) * 1_000_000n) / high;
}

const COMPARE: { readonly [key in SortKey]: (a: Row, b: Row, view: View) => number } = {
  where: (a, b, view) =>
    byText(nameOf(view, a.place.holder) ?? '~', nameOf(view, b.place.holder) ?? '~') ||
    byText(a.place.holder, b.place.holder),
  amount: byWorth,
  band: (a, b) => byNumber(spread(a), spread(b)),
  status: (a, b) => byText(a.place.status, b.place.status),
  since: (a, b) => byText(a.place.since, b.place.since),
  grade: (a, b) => byText(a.place.grade, b.place.grade),
  freeze: (a, b) => strengthRank(a.place) - strengthRank(b.place),
};

const STRENGTHS: readonly Strength[] = ['none', 'unknown', 'may', 'can'];

function strengthRank(place: Destination): number {
  return STRENGTHS.indexOf(strengthOf(place));
}
