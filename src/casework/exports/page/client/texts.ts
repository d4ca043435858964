import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Measure } from '../../measure.ts';
import {
  type Amounts,
  amountsText,
  centsUnder,
  symbolOf,
  unitsUnder,
  type View,
} from '../../view.ts';
import type { Graph, GraphEdge } from '../graph/model.ts';

/** What the second line of a node's label says: what rests or moved there, or became what. */
export function textsOf(
  view: View,
  measure: Measure,
  policy: PolicyId,
  graph: Graph,
  edges: readonly GraphEdge[],
): string[] {
  const resting = new Sums(view, graph, policy);
  const moving = new Sums(view, graph, policy);
  for (const { holder, asset, amounts, usd } of view.result.destinations) {
    resting.add(holder, asset, amounts, usd);
  }
  for (const { from, to, asset, traced, usd } of view.result.hops) {
    moving.add(to, asset, traced, usd);
    if (view.holders.get(from)?.followed === 'source') moving.add(from, asset, traced, usd);
  }
  const became = crossings(view, graph, edges);
  return graph.nodes.map(({ index, rests }) => {
    const here = resting.text(index, measure);
    if (rests !== null && here !== null) return `${here} ${rests}`;
    const moved = moving.text(index, measure);
    // Touched by stolen money, yet with none of it under this policy.
    return became.get(index) ?? (moved === null ? 'reach only' : `${moved} moved`);
  });
}

/** Worth and units of what was added, by node. */
class Sums {
  private readonly cents = new Map<number, bigint>();
  private readonly units = new Map<number, Map<string, bigint>>();
  private readonly view: View;
  private readonly graph: Graph;
  private readonly policy: PolicyId;

  constructor(view: View, graph: Graph, policy: PolicyId) {
    this.view = view;
    this.graph = graph;
    this.policy = policy;
  }

  add(holder: string, asset: string, amounts: Amounts, usd: string | null): void {
    const node = this.graph.nodeOf.get(holder);
    const units = unitsUnder(amounts, this.policy);
    if (node === undefined || units === 0n) return;
    const cents = centsUnder(this.view, asset, amounts, usd, this.policy);
    if (cents !== null) this.cents.set(node, (this.cents.get(node) ?? 0n) + cents);
    const held = this.units.get(node) ?? new Map<string, bigint>();
    held.set(asset, (held.get(asset) ?? 0n) + units);
    this.units.set(node, held);
  }

  /** Dollars where there are any, else units; null where nothing was added. */
  text(node: number, measure: Measure): string | null {
    const units = this.units.get(node);
    if (!units) return null;
    const cents = this.cents.get(node);
    if (cents !== undefined && measure.kind === 'usd') return measure.short(cents);
    const [first = '', ...rest] = amountsText(this.view, units);
    return rest.length > 0 ? `${first} +${rest.length}` : first;
  }
}

/** Nodes where what goes out is another asset than what came in: `stETH → ETH`. */
function crossings(view: View, graph: Graph, edges: readonly GraphEdge[]): Map<number, string> {
  const into = graph.nodes.map(() => new Set<string>());
  const out = graph.nodes.map(() => new Set<string>());
  for (const { from, to, asset } of edges) {
    out[from]?.add(asset);
    into[to]?.add(asset);
  }
  const names = (assets: readonly string[]) => {
    const shown = assets.slice(0, 2).map((asset) => symbolOf(view, asset));
    return shown.join(', ') + (assets.length > 2 ? ' …' : '');
  };
  const texts = new Map<number, string>();
  for (const { index } of graph.nodes) {
    const came = [...(into[index] ?? [])];
    const fresh = [...(out[index] ?? [])].filter((asset) => !came.includes(asset));
    if (came.length > 0 && fresh.length > 0) texts.set(index, `${names(came)} → ${names(fresh)}`);
  }
  return texts;
}
