// Union-find over columns (performance.md §2, §12.4). Address ids are given by first appearance and
// edges stand in chain order, so most reads are near each other; those that are not are touched a
// window ahead, which keeps many in flight. Every id, and every position in a column, is below
// 2^31 − 1. A root holds −(number of its addresses); any other address holds the id of one above.

/** What is done with an edge. A reviewed one joins whatever the sizes. */
export const VETOED = 0;
export const ACCEPTED = 1;
export const WAITING = 2;
export const REVIEWED = 3;

const WINDOW = 256;

/** Memory for what is touched ahead: what is never stored would be optimised away. */
const touched = new Int32Array(1);

/** The root of an address; paths are halved on the way. */
export function find(parents: Int32Array, address: number): number {
  let at = address;
  let above = parents[at]!;
  while (above >= 0) {
    const next = parents[above]!;
    if (next < 0) return above;
    parents[at] = next;
    at = next;
    above = parents[at]!;
  }
  return at;
}

/**
 * Joins the clusters of each edge that is not vetoed, in order. Where both have more than `limit`
 * addresses the edge waits, unless it was reviewed.
 */
export function joinEdges(
  a: Int32Array,
  b: Int32Array,
  state: Uint8Array,
  count: number,
  parents: Int32Array,
  limit: number,
): void {
  for (let from = 0; from < count; from += WINDOW) {
    const to = Math.min(from + WINDOW, count);
    touch(a, b, parents, Math.min(to + WINDOW, count), Math.min(to + 2 * WINDOW, count));
    touchAbove(b, parents, to, Math.min(to + WINDOW, count));
    for (let edge = from; edge < to; edge++) {
      const now = state[edge]!;
      if (now === VETOED) continue;
      const x = find(parents, a[edge]!);
      const y = find(parents, b[edge]!);
      if (x === y) continue;
      const sizeX = -parents[x]!;
      const sizeY = -parents[y]!;
      if (sizeX > limit && sizeY > limit && now !== REVIEWED) {
        state[edge] = WAITING;
      } else if (sizeX < sizeY) {
        parents[x] = y;
        parents[y] = -(sizeX + sizeY);
      } else {
        parents[y] = x;
        parents[x] = -(sizeX + sizeY);
      }
    }
  }
}

/** Reads where the edges of a window begin. */
function touch(a: Int32Array, b: Int32Array, parents: Int32Array, from: number, to: number): void {
  let sum = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    sum += parents[b[i]!]! + parents[b[i + 1]!]! + parents[b[i + 2]!]! + parents[b[i + 3]!]!;
    // the hub of a star stands in its neighbours too
    sum += parents[a[i]!]! + parents[a[i + 2]!]!;
  }
  touched[0] = sum;
}

/** Reads one step further up, of what was touched a window ago. */
function touchAbove(b: Int32Array, parents: Int32Array, from: number, to: number): void {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const address = b[i]!;
    const above = parents[address]!;
    sum += parents[above < 0 ? address : above]!;
  }
  touched[0] = sum;
}

/** Edges by their columns. */
export interface EdgeColumns {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Number of the transaction, rising. */
  readonly tx: Int32Array;
  /** Index into `RULES`. */
  readonly rule: Uint8Array;
  readonly state: Uint8Array;
}

/**
 * Writes the star of each transaction: its first member joined with each of the others. Members of
 * transaction t stand from `starts[t]` to `starts[t + 1]`; `rules` says by which rule each belongs
 * to the first. Columns hold an edge for each member. Gives the number of edges.
 */
export function writeStars(
  members: Int32Array,
  rules: Uint8Array,
  starts: Int32Array,
  { a, b, tx, rule, state }: EdgeColumns,
): number {
  const transactions = starts.length - 1;
  let edges = 0;
  let end = starts[0]!;
  for (let t = 0; t < transactions; t++) {
    const start = end;
    end = starts[t + 1]!;
    if (end - start < 2) continue;
    const hub = members[start]!;
    for (let i = start + 1; i < end; i++) {
      a[edges] = hub;
      b[edges] = members[i]!;
      tx[edges] = t;
      rule[edges] = rules[i]!;
      state[edges] = ACCEPTED;
      edges++;
    }
  }
  return edges;
}
