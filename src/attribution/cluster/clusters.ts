import { found } from '../../base/assert.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { Holder } from '../../ledger/port.ts';
import { columns, type Gathered } from './gather.ts';
import { type Incidence, incidence, type Step, walk } from './incidence.ts';
import { RULES, RULES_VERSION, type RuleId, ruleIndex } from './rules.ts';
import { ACCEPTED, find, joinEdges, REVIEWED, VETOED, WAITING } from './union.kernel.ts';

/** A merge of two clusters that both have more addresses waits: usually a mix was missed. */
export const REVIEW_ABOVE = 1000;

/** What a clustering rests on: the same transactions and version give the same clusters. */
export interface ClusterVersion {
  /** Digest of all that stands here: 12 hex digits. */
  readonly id: string;
  readonly rulesVersion: number;
  /** Rules that may merge. */
  readonly rules: readonly RuleId[];
  readonly reviewAbove: number;
  readonly transactions: number;
  readonly height: number | null;
  /** Unix seconds. */
  readonly until: number;
  /** Transactions that merge nobody by somebody's decision, and those reviewed; sorted. */
  readonly vetoes: readonly string[];
  readonly reviewed: readonly string[];
}

/** Addresses that are taken for one owner's. */
export interface Cluster {
  /** `address@version`: the one that appeared first, and what the clustering rests on. */
  readonly id: string;
  readonly size: number;
}

/** A merge that waits for somebody to look at it. */
export interface WaitingMerge {
  readonly tx: string;
  readonly rule: RuleId;
  readonly clusters: readonly [Cluster, Cluster];
  readonly addresses: readonly [Holder, Holder];
}

/**
 * Clusters of addresses that can be taken apart again (tracing.md §5.5). All edges are kept with
 * their reasons. A decision on a transaction or rule changes the state of its edges, and only what
 * those edges touch is joined anew, in chain order: the result is that of starting from scratch.
 */
export class Clusters {
  readonly gathered: Gathered;
  readonly reviewAbove: number;
  /** Of each address; see `union.kernel.ts`. */
  readonly #parents: Int32Array;
  readonly #vetoedTx = new Set<number>();
  readonly #vetoedRules = new Set<number>();
  readonly #reviewed = new Set<number>();
  #incidence: Incidence | null = null;
  #version: ClusterVersion | null = null;

  constructor(gathered: Gathered, reviewAbove = REVIEW_ABOVE) {
    this.gathered = gathered;
    this.reviewAbove = reviewAbove;
    this.#parents = new Int32Array(gathered.addresses.length).fill(-1);
    const { a, b, state } = gathered.edges;
    state.fill(ACCEPTED, 0, gathered.edgeCount);
    joinEdges(a, b, state, gathered.edgeCount, this.#parents, reviewAbove);
  }

  get incidence(): Incidence {
    this.#incidence ??= incidence(this.gathered);
    return this.#incidence;
  }

  get version(): ClusterVersion {
    this.#version ??= this.#describe();
    return this.#version;
  }

  /** The number of an address, or null where no transaction names it. */
  idOf(holder: Holder): number | null {
    return this.gathered.ids.get(holder) ?? null;
  }

  /** The cluster's root, by the number of an address. */
  root(address: number): number {
    return find(this.#parents, address);
  }

  together(a: number, b: number): boolean {
    return this.root(a) === this.root(b);
  }

  size(address: number): number {
    return -this.#parents[this.root(address)]!;
  }

  /** True for an edge that holds a cluster together. */
  joins(edge: number): boolean {
    const state = this.gathered.edges.state[edge];
    return state === ACCEPTED || state === REVIEWED;
  }

  /** Numbers of a cluster's addresses, in order of appearance. */
  members(address: number): number[] {
    const visited = new Map<number, Step | null>();
    walk(this.gathered.edges, this.incidence, [address], (e) => this.joins(e), visited);
    return [...visited.keys()].sort((x, y) => x - y);
  }

  cluster(address: number): Cluster {
    const [first = address] = this.members(address);
    return { id: `${this.gathered.addresses[first]}@${this.version.id}`, size: this.size(address) };
  }

  /** Addresses in order of their cluster's size, one for each, largest first. */
  largest(most: number): number[] {
    const roots: number[] = [];
    for (let x = 0; x < this.#parents.length; x++) if (this.#parents[x]! < 0) roots.push(x);
    const bySize = (x: number, y: number) => this.#parents[x]! - this.#parents[y]! || x - y;
    return roots.sort(bySize).slice(0, most);
  }

  /** How many clusters there are of two or more addresses, and how many addresses in them. */
  counts(): { readonly clusters: number; readonly clustered: number; readonly single: number } {
    let [clusters, single] = [0, 0];
    for (const value of this.#parents) {
      if (value === -1) single++;
      else if (value < 0) clusters++;
    }
    return { clusters, clustered: this.#parents.length - single, single };
  }

  /** Merges that wait, the largest first. */
  waiting(): WaitingMerge[] {
    const { edges, edgeCount, addresses, transactions } = this.gathered;
    const merges: WaitingMerge[] = [];
    const known = new Map<number, Cluster>();
    const clusterAt = (address: number): Cluster => {
      const root = this.root(address);
      const cluster = known.get(root) ?? this.cluster(root);
      known.set(root, cluster);
      return cluster;
    };
    for (let edge = 0; edge < edgeCount; edge++) {
      if (edges.state[edge] !== WAITING) continue;
      const [a, b] = [edges.a[edge]!, edges.b[edge]!];
      if (this.together(a, b)) continue;
      merges.push({
        tx: found(transactions[edges.tx[edge]!], 'transaction'),
        rule: found(RULES[edges.rule[edge]!], 'rule').id,
        clusters: [clusterAt(a), clusterAt(b)],
        addresses: [found(addresses[a], 'address'), found(addresses[b], 'address')],
      });
    }
    const smaller = ({ clusters: [x, y] }: WaitingMerge) => Math.min(x.size, y.size);
    return merges.sort((x, y) => smaller(y) - smaller(x));
  }

  /** Lets a transaction merge nobody. @throws InputError where it is not known */
  veto(tx: string): void {
    const number = this.#numberOf(tx);
    this.#vetoedTx.add(number);
    this.#settle(this.#edgesOf(number));
  }

  /** Takes a veto back. @throws InputError where the transaction is not known */
  unveto(tx: string): void {
    const number = this.#numberOf(tx);
    this.#vetoedTx.delete(number);
    this.#settle(this.#edgesOf(number));
  }

  /** Lets a whole rule merge nobody, or takes that back. */
  vetoRule(id: RuleId, vetoed = true): void {
    const rule = ruleIndex(id);
    if (vetoed) this.#vetoedRules.add(rule);
    else this.#vetoedRules.delete(rule);
    const { edges, edgeCount } = this.gathered;
    const list: number[] = [];
    for (let e = 0; e < edgeCount; e++) if (edges.rule[e] === rule) list.push(e);
    this.#settle(list);
  }

  /** Lets a waiting transaction merge whatever the sizes. @throws InputError if not known */
  review(tx: string): void {
    const number = this.#numberOf(tx);
    this.#reviewed.add(number);
    this.#settle(this.#edgesOf(number));
  }

  #numberOf(tx: string): number {
    const number = this.gathered.numbers.get(tx);
    if (number !== undefined) return number;
    throw new InputError('transaction', 'the id of one that was read', tx);
  }

  /** Edges stand in the order of their transactions. */
  #edgesOf(number: number): number[] {
    const { edges, edgeCount } = this.gathered;
    let [low, high] = [0, edgeCount];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges.tx[middle]! < number) low = middle + 1;
      else high = middle;
    }
    const list: number[] = [];
    for (let e = low; e < edgeCount && edges.tx[e] === number; e++) list.push(e);
    return list;
  }

  /** What an edge is before the sizes of clusters are looked at. */
  #stateOf(edge: number): number {
    const { tx, rule } = this.gathered.edges;
    if (this.#vetoedTx.has(tx[edge]!) || this.#vetoedRules.has(rule[edge]!)) return VETOED;
    return this.#reviewed.has(tx[edge]!) ? REVIEWED : ACCEPTED;
  }

  /**
   * Gives these edges the state that is decided, and joins anew all that they are or were connected
   * with. Waiting edges connect too: what waits on one side may depend on the size of the other.
   */
  #settle(changed: readonly number[]): void {
    this.#version = null;
    const { edges } = this.gathered;
    const ends = new Set(changed.flatMap((e) => [edges.a[e]!, edges.b[e]!]));
    const anew = new Set(changed);
    const region = new Map<number, Step | null>();
    const usable = (e: number): boolean => edges.state[e] !== VETOED || anew.has(e);
    walk(edges, this.incidence, ends, usable, region);
    const addresses = Int32Array.from(region.keys());
    const local = new Map<number, number>();
    for (const [i, address] of addresses.entries()) local.set(address, i);
    const within: number[] = [];
    for (const address of addresses) {
      const end = this.incidence.starts[address + 1]!;
      for (let i = this.incidence.starts[address]!; i < end; i++) {
        const edge = this.incidence.edges[i]!;
        if (edges.a[edge] === address && usable(edge)) within.push(edge);
      }
    }
    within.sort((x, y) => x - y);
    this.#join(within, addresses, local);
  }

  /** Joins some addresses anew by some edges, which name no others. */
  #join(list: readonly number[], addresses: Int32Array, local: ReadonlyMap<number, number>): void {
    const { edges } = this.gathered;
    const part = columns(list.length);
    for (const [i, edge] of list.entries()) {
      part.a[i] = found(local.get(edges.a[edge]!), 'address');
      part.b[i] = found(local.get(edges.b[edge]!), 'address');
      part.state[i] = this.#stateOf(edge);
    }
    const parents = new Int32Array(addresses.length).fill(-1);
    joinEdges(part.a, part.b, part.state, list.length, parents, this.reviewAbove);
    for (const [i, edge] of list.entries()) edges.state[edge] = part.state[i]!;
    for (const [i, address] of addresses.entries()) {
      const above = parents[i]!;
      this.#parents[address] = above < 0 ? above : addresses[above]!;
    }
  }

  #describe(): ClusterVersion {
    const { transactions, height, until, counts, mergesChange } = this.gathered;
    const names = (set: ReadonlySet<number>) =>
      [...set].map((number) => found(transactions[number], 'transaction')).sort();
    const parts = {
      rulesVersion: RULES_VERSION,
      rules: RULES.flatMap(({ id }, i) => {
        return this.#vetoedRules.has(i) || (id === 'change' && !mergesChange) ? [] : [id];
      }),
      reviewAbove: this.reviewAbove,
      transactions: counts.transactions,
      height,
      until,
      vetoes: names(this.#vetoedTx),
      reviewed: names(this.#reviewed),
    };
    return { id: sha256(JSON.stringify(parts)).slice(0, 12), ...parts };
  }
}
