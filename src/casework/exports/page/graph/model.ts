import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { isFreezable } from '../../actors.ts';
import { type CategoryId, category } from '../../category.ts';
import { count } from '../../figures.ts';
import { hopWorth, type Measure } from '../../measure.ts';
import { categoryOfHolder, nameOf, shortOf, type View } from '../../view.ts';

/** A holder in the drawing, or several of lesser value drawn as one. */
export interface GraphNode {
  readonly index: number;
  readonly category: CategoryId;
  readonly label: string;
  /** The holders that this node stands for: one, or several that were folded. */
  readonly holders: readonly string[];
  readonly folded: boolean;
  readonly hop: number;
  /** First and last traced time, seconds. */
  readonly first: number;
  readonly last: number;
  /** What passed through or rests here, on the measure's scale; for order and size only. */
  readonly value: number;
  /** Where stolen money rests here: its state; null where all of it moved on. */
  readonly rests: Destination['status'] | null;
  /** Somebody can stop what rests here. */
  readonly freezable: boolean;
}

/** All hops from one node to another in one asset. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly asset: string;
  /** Indexes into the hops of the result. */
  readonly hops: readonly number[];
  readonly value: number;
  readonly crossing: boolean;
  readonly inferred: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly nodeOf: ReadonlyMap<string, number>;
  readonly folds: Folds;
}

/** What was folded, for the page to say. */
export interface Folds {
  readonly holders: number;
  readonly groups: number;
  /** What rests at folded holders. */
  readonly resting: bigint;
  /** Hops between holders of the same group, which are not drawn. */
  readonly hidden: number;
}

/** At most so many nodes are drawn: more are neither smooth nor readable. */
export const DRAWN = 3000;
/** Drawn at first: what can be taken in at one look; the reader can ask for more. */
export const DRAWN_FIRST = 150;
/** The choices of how many holders to draw. */
export const DRAWN_CHOICES = [60, 150, 300, 1000, DRAWN] as const;

interface Weight {
  through: bigint;
  resting: bigint;
  status: Destination['status'] | null;
  freezable: boolean;
}

/** The graph of a trace under a policy, folded to at most `drawn` nodes. */
export function graphOf(view: View, measure: Measure, policy: PolicyId, drawn = DRAWN): Graph {
  const weights = weigh(view, measure);
  const ids = view.result.holders.map(({ id }) => id);
  const { keyOf, most } = grouping(view, ids, drawn);
  const kept = ids.length <= drawn ? new Set(ids) : keep(view, ids, weights, drawn - most);
  const nodes: GraphNode[] = [];
  const nodeOf = new Map<string, number>();
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    if (kept.has(id)) {
      nodeOf.set(id, nodes.length);
      nodes.push(single(view, id, nodes.length, weights));
    } else {
      const key = keyOf(id);
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
    }
  }
  const folded: string[] = [];
  for (const members of groups.values()) {
    const [only = ''] = members;
    const alone = members.length === 1;
    for (const id of members) nodeOf.set(id, nodes.length);
    if (!alone) folded.push(...members);
    const make = alone ? single(view, only, nodes.length, weights) : null;
    nodes.push(make ?? group(view, members, nodes.length, weights));
  }
  const { edges, hidden } = edgesOf(view, measure, policy, nodeOf);
  const resting = folded.reduce((sum, id) => sum + (weights.get(id)?.resting ?? 0n), 0n);
  const several = [...groups.values()].filter(({ length }) => length > 1).length;
  const folds = { holders: folded.length, groups: several, resting, hidden };
  return { nodes, edges, nodeOf, folds };
}

/**
 * Holders are folded with those of the same category at the same distance from a source; where that
 * would be more groups than a third of the drawing, with those at similar distances.
 */
function grouping(
  view: View,
  ids: readonly string[],
  drawn: number,
): { keyOf: (id: string) => string; most: number } {
  for (let step = 1; ; step *= 2) {
    const keyOf = (id: string) =>
      `${Math.floor((view.holders.get(id)?.hop ?? 0) / step)} ${categoryOfHolder(view, id)}`;
    const most = new Set(ids.map(keyOf)).size;
    if (most <= Math.max(8, drawn / 3)) return { keyOf, most };
  }
}

/** Weights under the locked policy, so that nodes neither move nor fold when the policy changes. */
function weigh(view: View, measure: Measure): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  const of = (id: string) => {
    const known = weights.get(id);
    if (known) return known;
    const made: Weight = { through: 0n, resting: 0n, status: null, freezable: false };
    weights.set(id, made);
    return made;
  };
  for (const { id } of view.result.holders) of(id);
  for (const hop of view.result.hops) {
    const value = hopWorth(measure, hop, view.locked) ?? 0n;
    of(hop.to).through += value;
    if (view.holders.get(hop.from)?.followed === 'source') of(hop.from).through += value;
  }
  const best = new Map<string, bigint>();
  for (const place of view.result.destinations) {
    const weight = of(place.holder);
    const value = measure.of(place.asset, place.amounts, place.usd, view.locked) ?? 0n;
    weight.resting += value;
    weight.freezable ||= isFreezable(place);
    if (weight.status === null || value > (best.get(place.holder) ?? -1n)) {
      weight.status = place.status;
      best.set(place.holder, value);
    }
  }
  return weights;
}

/** Sources first, then holders with a name, then those of most value; the others are folded. */
function keep(
  view: View,
  ids: readonly string[],
  weights: ReadonlyMap<string, Weight>,
  room: number,
): Set<string> {
  const named = ids.filter((id) => view.holders.get(id)?.name).length;
  // So many names that they would fill the drawing have to stand back with the others.
  const few = named <= room / 2;
  const ranked = ids.map((id) => {
    const { through = 0n, resting = 0n } = weights.get(id) ?? {};
    const holder = view.holders.get(id);
    const place = holder?.followed === 'source' ? 2 : few && holder?.name ? 1 : 0;
    return { id, place, value: through > resting ? through : resting };
  });
  ranked.sort(
    (a, b) =>
      b.place - a.place ||
      (a.value === b.value ? (a.id < b.id ? -1 : 1) : a.value > b.value ? -1 : 1),
  );
  return new Set(ranked.slice(0, Math.max(1, room)).map(({ id }) => id));
}

function seconds(time: string | undefined): number {
  return time === undefined ? 0 : Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;
}

function single(
  view: View,
  id: string,
  index: number,
  weights: ReadonlyMap<string, Weight>,
): GraphNode {
  const holder = view.holders.get(id);
  const weight = weights.get(id);
  return {
    index,
    category: categoryOfHolder(view, id),
    label: nameOf(view, id) ?? shortOf(view, id),
    holders: [id],
    folded: false,
    hop: holder?.hop ?? 0,
    first: seconds(holder?.first),
    last: seconds(holder?.last),
    value: Number(weight?.through || weight?.resting || 0n),
    rests: weight?.status ?? null,
    freezable: weight?.freezable ?? false,
  };
}

function group(
  view: View,
  members: readonly string[],
  index: number,
  weights: ReadonlyMap<string, Weight>,
): GraphNode {
  const first = members[0] ?? '';
  const holders = members.map((id) => view.holders.get(id));
  const firsts = holders.map((holder) => seconds(holder?.first)).sort((a, b) => a - b);
  const kind = categoryOfHolder(view, first);
  return {
    index,
    category: kind,
    label: `${count(members.length, 'holder')}, ${category(kind).name}`,
    holders: members,
    folded: true,
    hop: Math.min(...holders.map((holder) => holder?.hop ?? 0)),
    first: firsts[Math.floor(firsts.length / 2)] ?? 0,
    last: Math.max(...holders.map((holder) => seconds(holder?.last))),
    value: members.reduce((sum, id) => sum + Number(weights.get(id)?.through ?? 0n), 0),
    rests:
      members.map((id) => weights.get(id)?.status ?? null).find((status) => status !== null) ??
      null,
    freezable: members.some((id) => weights.get(id)?.freezable),
  };
}

/** The edges alone: what changes with the policy. */
export function edgesOf(
  view: View,
  measure: Measure,
  policy: PolicyId,
  nodeOf: ReadonlyMap<string, number>,
): { edges: GraphEdge[]; hidden: number } {
  const found = new Map<string, { edge: GraphEdge; hops: number[]; value: number }>();
  let hidden = 0;
  view.result.hops.forEach((hop, index) => {
    const from = nodeOf.get(hop.from);
    const to = nodeOf.get(hop.to);
    if (from === undefined || to === undefined || from === to) {
      hidden += 1;
      return;
    }
    const value = Number(hopWorth(measure, hop, policy) ?? 0n);
    const key = `${from} ${to} ${hop.asset}`;
    const known = found.get(key);
    if (known) {
      known.hops.push(index);
      known.value += value;
      return;
    }
    const crossing = hop.via === 'swap' || hop.via === 'wrap' || hop.via === 'claim';
    const inferred = hop.basis !== 'observed';
    const edge = { from, to, asset: hop.asset, hops: [], value: 0, crossing, inferred };
    found.set(key, { edge, hops: [index], value });
  });
  const edges = [...found.values()].map(({ edge, hops, value }) => ({ ...edge, hops, value }));
  return { edges, hidden };
}
