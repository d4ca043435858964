import type { ResultHop, TraceResult } from '../../src/trace/result.ts';
import { type CategoryId, categoryOf } from './category.ts';
import { type Measure, measureOf } from './measure.ts';
import { nameOf, secondsOf, shortOf, type View, viewOf } from './view.ts';

/** A holder as the picture needs it. Weights are the locked policy's: they order, never show. */
export interface Holder {
  readonly id: string;
  readonly category: CategoryId;
  readonly entity: string | null;
  readonly label: string;
  readonly hop: number;
  /** Seconds: first traced arrival, last traced movement. */
  readonly first: number;
  readonly last: number;
  /** The trace ends here, so what arrives never leaves again. */
  readonly stop: boolean;
  /** Who first sent traced money here: it does not change when more is found later. */
  parent: string | null;
  leaf: boolean;
  through: number;
  resting: number;
  status: string | null;
  freezable: boolean;
}

export type Crossing = 'swap' | 'wrap' | 'claim';

/** All hops from one holder to another in one asset. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** Indices into the result's hops. */
  readonly hops: readonly number[];
  readonly crossing: Crossing | null;
  /** For a crossing: the asset that the sender held before, if one stands out. */
  readonly before: string | null;
  readonly inferred: boolean;
  /** Under the locked policy. */
  readonly worth: number;
  /** Nothing of it is stolen under the locked policy. */
  readonly empty: boolean;
}

export interface Model {
  readonly view: View;
  readonly measure: Measure;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly links: readonly Link[];
  /** Worth of what was stolen, as far as it can be measured: what a holder is compared with. */
  readonly total: number;
}

/** The whole trace as a graph: every holder, and one link for each pair and asset. */
export function modelOf(result: TraceResult): Model {
  const view = viewOf(result);
  const measure = measureOf(view);
  const holders = holdersOf(view, measure);
  const links = linksOf(view, measure);
  let total = 0;
  const seen = new Map<string, string>();
  for (const { from, to, worth, hops } of links) {
    const target = holders.get(to) as Holder;
    const source = holders.get(from) as Holder;
    target.through += worth;
    source.leaf = false;
    if (source.category === 'source') {
      source.through += worth;
      total += worth;
    }
    const time = hops.reduce((least, i) => earlier(least, result.hops[i]?.time), '9999');
    if (target.category !== 'source' && time < (seen.get(to) ?? '9999')) {
      seen.set(to, time);
      target.parent = from;
    }
  }
  return { view, measure, holders, links, total: total || 1 };
}

function earlier(a: string, b: string | undefined): string {
  return b !== undefined && b < a ? b : a;
}

function holdersOf(view: View, measure: Measure): Map<string, Holder> {
  const holders = new Map<string, Holder>();
  const add = (id: string, time: string): void => {
    if (holders.has(id)) return;
    const holder = view.holders.get(id);
    const kind = categoryOf(holder?.followed ?? 'whole', holder?.name?.type ?? null);
    holders.set(id, {
      id,
      category: kind,
      entity: kind === 'wallet' ? null : nameOf(view, id),
      label: nameOf(view, id) ?? shortOf(view, id),
      hop: holder?.hop ?? 0,
      first: secondsOf(holder?.first ?? time),
      last: secondsOf(holder?.last ?? time),
      stop: holder?.followed === 'stop',
      parent: null,
      leaf: true,
      through: 0,
      ...restingAt(view, measure, id),
    });
  };
  for (const { id, first } of view.result.holders) add(id, first);
  for (const { from, to, time } of view.result.hops) {
    add(from, time);
    add(to, time);
  }
  return holders;
}

/** What rests at a holder: of several places the status of the one of most worth. */
function restingAt(view: View, measure: Measure, id: string) {
  let best = -1;
  let status: string | null = null;
  let resting = 0;
  let freezable = false;
  for (const { asset, amounts, usd, freeze, ...place } of view.places.get(id) ?? []) {
    const worth = Number(measure.of(asset, amounts, usd, view.locked) ?? 0n);
    resting += worth;
    freezable ||= freeze.some(({ strength }) => strength === 'can');
    if (worth <= best) continue;
    best = worth;
    status = place.status;
  }
  return { resting, status, freezable };
}

function crossingOf(hop: ResultHop): Crossing | null {
  return hop.via === 'swap' || hop.via === 'wrap' || hop.via === 'claim' ? hop.via : null;
}

interface Draft {
  readonly hop: ResultHop;
  readonly hops: number[];
  worth: number;
  empty: boolean;
  inferred: boolean;
}

function linksOf(view: View, measure: Measure): Link[] {
  const drafts = new Map<string, Draft>();
  const received = new Map<string, Map<string, number>>();
  view.result.hops.forEach((hop, index) => {
    const key = `${hop.from} ${hop.to} ${hop.asset} ${crossingOf(hop) ?? ''}`;
    let draft = drafts.get(key);
    if (!draft) {
      draft = { hop, hops: [], worth: 0, empty: true, inferred: false };
      drafts.set(key, draft);
    }
    const worth = Number(measure.of(hop.asset, hop.traced, hop.usd, view.locked) ?? 0n);
    draft.hops.push(index);
    draft.worth += worth;
    draft.empty &&= (hop.traced[view.locked] ?? '0') === '0';
    draft.inferred ||= hop.basis !== 'observed';
    const assets = received.get(hop.to) ?? new Map<string, number>();
    received.set(hop.to, assets.set(hop.asset, (assets.get(hop.asset) ?? 0) + worth));
  });
  return [...drafts.values()].map(({ hop, ...rest }) => {
    const { from, to, asset } = hop;
    const crossing = crossingOf(hop);
    const before = crossing && most(received.get(from), asset);
    return { from, to, asset, crossing, before, ...rest };
  });
}

/** The asset of most worth that is not `other`. */
function most(assets: ReadonlyMap<string, number> | undefined, other: string): string | null {
  let best: string | null = null;
  let worth = -1;
  for (const [asset, value] of assets ?? []) {
    if (asset === other || value <= worth) continue;
    worth = value;
    best = asset;
  }
  return best;
}
