import { found } from '../../base/assert.ts';
import type { Holder } from '../../ledger/port.ts';
import type { Grade } from '../taxonomy.ts';
import type { Clusters } from './clusters.ts';
import { type Step, walk } from './incidence.ts';
import { RULES, type RuleId } from './rules.ts';

/** One reason on the way from an address to another. */
export interface Link {
  readonly from: Holder;
  readonly to: Holder;
  readonly rule: RuleId;
  readonly grade: Grade;
  readonly tx: string;
  readonly sentence: string;
}

/** Why two addresses are in one cluster. */
export interface Explanation {
  /** From one to the other; empty where they are the same. */
  readonly path: readonly Link[];
  /** The most fragile link: of the weakest rule, and of these one that nothing replaces. */
  readonly weakest: Link | null;
  /** True if the two would be apart without the weakest link's transaction. */
  readonly alone: boolean;
}

/** Links of equal strength of which it is tried whether the two hang on them. */
const MOST_TRIED = 100;

/**
 * Why two addresses are together: a path of accepted merges. Rules are let in from the strongest
 * on, so no other path has a stronger weakest link; of those it is a shortest one.
 * @returns null where they are not together
 */
export function why(clusters: Clusters, a: number, b: number): Explanation | null {
  if (!clusters.together(a, b)) return null;
  const { gathered, incidence } = clusters;
  const { edges } = gathered;
  const visited = new Map<number, Step | null>();
  for (let weakest = 0; weakest < RULES.length && !visited.has(b); weakest++) {
    visited.clear();
    const usable = (e: number): boolean => edges.rule[e]! <= weakest && clusters.joins(e);
    walk(edges, incidence, [a], usable, visited, b);
  }
  const path: { readonly edge: number; readonly link: Link }[] = [];
  for (let at = b; at !== a; ) {
    const { edge, from } = found(visited.get(at), 'path');
    path.unshift({ edge, link: linkOf(clusters, edge, from, at) });
    at = from;
  }
  const worst = Math.max(...path.map(({ edge }) => edges.rule[edge]!));
  const fragile = path.filter(({ edge }) => edges.rule[edge] === worst);
  const sole = fragile.slice(0, MOST_TRIED).find(({ edge }) => {
    const without = edges.tx[edge]!;
    const rest = new Map<number, Step | null>();
    const usable = (e: number): boolean => edges.tx[e] !== without && clusters.joins(e);
    walk(edges, incidence, [a], usable, rest, b);
    return !rest.has(b);
  });
  const weakest = (sole ?? fragile[0])?.link ?? null;
  return { path: path.map(({ link }) => link), weakest, alone: sole !== undefined };
}

function linkOf({ gathered }: Clusters, edge: number, from: number, to: number): Link {
  const { addresses, transactions, edges } = gathered;
  const { id, grade, sentence } = found(RULES[edges.rule[edge]!], 'rule');
  return {
    from: found(addresses[from], 'address'),
    to: found(addresses[to], 'address'),
    rule: id,
    grade,
    tx: found(transactions[edges.tx[edge]!], 'transaction'),
    sentence,
  };
}

/**
 * How well each address of the sources' clusters is connected with the nearest of the sources: the
 * grade of the weakest link on the strongest path; null for the sources themselves.
 */
export function connections(
  clusters: Clusters,
  sources: readonly number[],
): Map<number, Grade | null> {
  const { edges } = clusters.gathered;
  const grades = new Map<number, Grade | null>();
  for (const address of sources) grades.set(address, null);
  const visited = new Map<number, Step | null>();
  const roots = new Map(sources.map((address) => [clusters.root(address), clusters.size(address)]));
  const size = [...roots.values()].reduce((sum, one) => sum + one, 0);
  for (const [weakest, { grade }] of RULES.entries()) {
    if (visited.size === size) break;
    const usable = (e: number): boolean => edges.rule[e]! <= weakest && clusters.joins(e);
    const from = weakest === 0 ? sources : [...visited.keys()];
    walk(edges, clusters.incidence, from, usable, visited);
    for (const other of visited.keys()) if (!grades.has(other)) grades.set(other, grade);
  }
  return grades;
}
