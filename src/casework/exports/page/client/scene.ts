/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import { type Measure, measureOf } from '../../measure.ts';
import type { View } from '../../view.ts';
import { type Layout, layoutOf, type Order } from '../graph/layout.ts';
import { edgesOf, type Graph, type GraphEdge, graphOf } from '../graph/model.ts';
import { assetOrder, LINES } from '../sections/graph.ts';
import { textsOf } from './texts.ts';

/** All that is drawn, in world coordinates, ready for quick passes over plain numbers. */
export interface Scene {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly edges: readonly GraphEdge[];
  /** Line width at scale 1, by edge. */
  readonly widths: Float32Array;
  /** Index into LINES, by edge. */
  readonly lines: Uint8Array;
  /** Radius at scale 1, by node. */
  readonly radii: Float32Array;
  /** Second line of a node's label under the policy. */
  readonly texts: readonly string[];
  /** Nodes by value, the greatest first: labels go to these where there is room for few. */
  readonly byValue: readonly number[];
  /** Edges by value, the greatest first. */
  readonly edgesByValue: readonly number[];
  readonly out: readonly (readonly number[])[];
  readonly in: readonly (readonly number[])[];
  readonly measure: Measure;
  /** How many nodes were asked for at most. */
  readonly drawn: number;
}

const WIDEST = 18;

/** Makes the scene; the graph is made once, a change of policy or order makes only what changes. */
export function sceneOf(
  view: View,
  policy: PolicyId,
  order: Order,
  drawn: number,
  before: Scene | null,
): Scene {
  const measure = before?.measure ?? measureOf(view);
  const same = before !== null && before.drawn === drawn;
  const graph = same ? before.graph : graphOf(view, measure, view.locked, drawn);
  const layout = layoutOf(graph, order);
  const { edges } = edgesOf(view, measure, policy, graph.nodeOf);
  const most = edges.reduce((max, { value }) => Math.max(max, value), 1);
  const assets = assetOrder(view);
  const out: number[][] = graph.nodes.map(() => []);
  const into: number[][] = graph.nodes.map(() => []);
  edges.forEach(({ from, to }, i) => {
    out[from]?.push(i);
    into[to]?.push(i);
  });
  const greatest = graph.nodes.reduce((max, { value }) => Math.max(max, value), 1);
  return {
    graph,
    layout,
    edges,
    // Area, not length, carries the value where lines are long: linear, with a hair for the least.
    widths: Float32Array.from(edges, ({ value }) => Math.max(0.8, (WIDEST * value) / most)),
    lines: Uint8Array.from(edges, ({ asset }) => {
      const place = assets.indexOf(asset);
      return place >= 0 && place < LINES.length ? place : 0;
    }),
    radii: Float32Array.from(graph.nodes, ({ value }) => 9 + 6 * Math.sqrt(value / greatest)),
    texts: textsOf(view, measure, policy, graph, edges),
    byValue: graph.nodes
      .map(({ index }) => index)
      .sort((a, b) => rank(graph, b) - rank(graph, a) || a - b),
    edgesByValue: edges
      .map((_, i) => i)
      .sort((a, b) => (edges[b]?.value ?? 0) - (edges[a]?.value ?? 0) || a - b),
    out,
    in: into,
    measure,
    drawn,
  };
}

/** Named holders and those where money rests are labelled before those it only passed. */
function rank(graph: Graph, index: number): number {
  const node = graph.nodes[index];
  if (!node) return 0;
  const named = node.category === 'wallet' ? 1 : 4;
  return node.value * named * (node.rests === null ? 1 : 2);
}

/**
 * The edges by which the money came to a node from a source: those of the path that the result
 * states for what rests there, else those by which most came.
 */
export function pathTo(view: View, scene: Scene, node: number): Set<number> {
  const item = scene.graph.nodes[node];
  const [only] = item && !item.folded ? item.holders : [];
  const stated = new Set(
    view.result.destinations.find((place) => place.holder === only && place.path.length > 0)?.path,
  );
  if (stated.size > 0) {
    const path = new Set<number>();
    scene.edges.forEach(({ hops }, i) => {
      if (hops.some((hop) => stated.has(view.result.hops[hop]?.tx ?? ''))) path.add(i);
    });
    return path;
  }
  return heaviestPath(scene, node);
}

function heaviestPath(scene: Scene, node: number): Set<number> {
  const path = new Set<number>();
  const seen = new Set<number>([node]);
  let at = node;
  for (;;) {
    let best = -1;
    for (const edge of scene.in[at] ?? []) {
      const from = scene.edges[edge]?.from ?? -1;
      if (seen.has(from)) continue;
      if (best < 0 || (scene.edges[edge]?.value ?? 0) > (scene.edges[best]?.value ?? 0))
        best = edge;
    }
    if (best < 0) return path;
    path.add(best);
    at = scene.edges[best]?.from ?? -1;
    seen.add(at);
  }
}
