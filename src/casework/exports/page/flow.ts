import type { PolicyId } from '../../../trace/policies/policy.ts';
import type { Destination, ResultHop } from '../../../trace/result.ts';
import { type CategoryId, category } from '../category.ts';
import { hopWorth, type Measure } from '../measure.ts';
import { categoryOfHolder, nameOf, type View } from '../view.ts';

/** A group of holders in one column of the flow. */
export interface Venue {
  readonly key: string;
  readonly name: string;
  readonly category: CategoryId | null;
  readonly column: number;
  /** What the reader finds under this name in the table of places; null for groups on the way. */
  readonly find: string | null;
  value: bigint;
}

export interface Stream {
  readonly from: Venue;
  readonly to: Venue;
  value: bigint;
}

/** The flow by venue: columns of groups, streams between them, and what could not be drawn. */
export interface FlowGraph {
  readonly columns: readonly (readonly Venue[])[];
  readonly streams: readonly Stream[];
  /** Value that moved back or between holders of one column. */
  readonly sideways: bigint;
  /** Hops without a price. */
  readonly unpriced: number;
  /** Swaps and other crossings on the way, by name. */
  readonly crossed: readonly { readonly name: string; readonly value: bigint }[];
}

const DEEPEST = 4;
const VENUES = 12;

interface Step {
  readonly from: string;
  readonly to: string;
  readonly value: bigint | null;
}

/**
 * Groups the hops by venue: the sources, then unnamed wallets by their distance from them, then
 * where the money rests, by name. Holders that money only passed in one transaction are left out of
 * the columns, so that a swap is one step from wallet to wallet.
 */
export function flowGraph(view: View, measure: Measure, policy: PolicyId): FlowGraph {
  const { steps, crossed } = joined(view, measure, policy);
  const venues = new Map<string, Venue>();
  const streams = new Map<string, Stream>();
  const last = DEEPEST + 1;
  const names = topNames(view, measure, policy);
  let sideways = 0n;
  let unpriced = 0;
  const venue = (key: string, make: () => Omit<Venue, 'key' | 'value'>) => {
    const known = venues.get(key);
    if (known) return known;
    const made = { key, value: 0n, ...make() };
    venues.set(key, made);
    return made;
  };
  const on = (id: string) => {
    const holder = view.holders.get(id);
    if (holder?.followed === 'stop') return restVenue(view, id, names, last, venue);
    const column = Math.min(holder?.hop ?? 1, DEEPEST);
    const source = holder?.followed === 'source';
    return venue(source ? 'source' : `wallets ${column}`, () => ({
      name: source ? 'Stolen from' : columnName(column),
      category: source ? 'source' : 'wallet',
      column: source ? 0 : Math.max(1, column),
      find: null,
    }));
  };
  const add = (from: Venue, to: Venue, value: bigint) => {
    if (from.column >= to.column) {
      sideways += value;
      return;
    }
    const key = `${from.key}\n${to.key}`;
    const stream = streams.get(key);
    if (stream) stream.value += value;
    else streams.set(key, { from, to, value });
  };
  for (const { from, to, value } of steps) {
    if (value === null) unpriced += 1;
    else if (value > 0n) add(on(from), on(to), value);
  }
  for (const place of view.result.destinations) {
    if (view.holders.get(place.holder)?.followed === 'stop') continue;
    const value = measure.of(place.asset, place.amounts, place.usd, policy);
    if (value === null || value === 0n) continue;
    const rest = venue(`rest ${place.status}`, () => ({
      name: STAYS[place.status],
      category: null,
      column: last,
      find: place.status,
    }));
    add(on(place.holder), rest, value);
  }
  return { ...inColumns([...venues.values()], [...streams.values()]), sideways, unpriced, crossed };
}

const STAYS: { readonly [status in Destination['status']]: string } = {
  'at service': 'At services',
  held: 'Held in wallets',
  'not covered': 'Not covered: unknown',
  'not followed': 'Not followed further',
  'swapped, proceeds outside': 'Swapped, proceeds outside',
  'in mix': 'In a mix',
  returned: 'Returned',
};

function columnName(column: number): string {
  if (column >= DEEPEST) return `Wallets, hop ${DEEPEST} and later`;
  return `Wallets, hop ${column}`;
}

function restVenue(
  view: View,
  id: string,
  names: ReadonlySet<string>,
  column: number,
  venue: (key: string, make: () => Omit<Venue, 'key' | 'value'>) => Venue,
): Venue {
  const name = nameOf(view, id);
  const kind = categoryOfHolder(view, id);
  if (name !== null && names.has(name)) {
    return venue(`name ${name}`, () => ({ name, category: kind, column, find: name }));
  }
  return venue(`kind ${kind}`, () => ({
    name: `More: ${category(kind).many.toLowerCase()}`,
    category: kind,
    column,
    find: null,
  }));
}

/** The venues that are worth a line of their own. */
function topNames(view: View, measure: Measure, policy: PolicyId): Set<string> {
  const worth = new Map<string, bigint>();
  for (const place of view.result.destinations) {
    const name = nameOf(view, place.holder);
    const value = measure.of(place.asset, place.amounts, place.usd, policy) ?? 0n;
    if (name !== null) worth.set(name, (worth.get(name) ?? 0n) + value);
  }
  const ranked = [...worth].sort((a, b) => (a[1] === b[1] ? 0 : a[1] > b[1] ? -1 : 1));
  return new Set(ranked.slice(0, VENUES).map(([name]) => name));
}

/** Hops as steps, with those through a holder passed in one transaction joined to one step. */
function joined(
  view: View,
  measure: Measure,
  policy: PolicyId,
): { steps: Step[]; crossed: FlowGraph['crossed'] } {
  const passed = (id: string) => view.holders.get(id)?.followed === 'passed';
  const into = new Map<string, ResultHop>();
  const crossed = new Map<string, bigint>();
  for (const hop of view.result.hops) {
    if (!passed(hop.to)) continue;
    const key = `${hop.tx}\n${hop.to}`;
    const old = into.get(key);
    const value = hopWorth(measure, hop, policy) ?? 0n;
    if (!old || value > (hopWorth(measure, old, policy) ?? 0n)) into.set(key, hop);
    const name = nameOf(view, hop.to) ?? 'holders without a name';
    crossed.set(name, (crossed.get(name) ?? 0n) + value);
  }
  const steps: Step[] = [];
  for (const hop of view.result.hops) {
    if (passed(hop.to)) continue;
    let from = hop.from;
    const seen = new Set<string>();
    while (passed(from) && !seen.has(from)) {
      seen.add(from);
      from = into.get(`${hop.tx}\n${from}`)?.from ?? from;
    }
    if (from !== hop.to) steps.push({ from, to: hop.to, value: hopWorth(measure, hop, policy) });
  }
  const list = [...crossed].map(([name, value]) => ({ name, value }));
  return { steps, crossed: list.sort((a, b) => (a.value > b.value ? -1 : 1)).slice(0, 6) };
}

function inColumns(
  venues: readonly Venue[],
  streams: readonly Stream[],
): Pick<FlowGraph, 'columns' | 'streams'> {
  for (const venue of venues) {
    let arriving = 0n;
    let leaving = 0n;
    for (const { from, to, value } of streams) {
      if (to === venue) arriving += value;
      if (from === venue) leaving += value;
    }
    venue.value = arriving > leaving ? arriving : leaving;
  }
  const used = venues.filter(({ value }) => value > 0n);
  const numbers = [...new Set(used.map(({ column }) => column))].sort((a, b) => a - b);
  const columns = numbers.map((number) =>
    used
      .filter(({ column }) => column === number)
      .sort((a, b) =>
        a.value === b.value ? (a.key < b.key ? -1 : 1) : a.value > b.value ? -1 : 1,
      ),
  );
  return { columns, streams };
}
