import type { Gathered } from './gather.ts';

/** The edges at each address: those of address x stand from `starts[x]` to `starts[x + 1]`. */
export interface Incidence {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/** By counting sort; the edges at an address keep their order. */
export function incidence({ addresses, edges, edgeCount }: Gathered): Incidence {
  const { a, b } = edges;
  const starts = new Int32Array(addresses.length + 1);
  for (let edge = 0; edge < edgeCount; edge++) {
    starts[a[edge]! + 1]!++;
    starts[b[edge]! + 1]!++;
  }
  for (let x = 0; x < addresses.length; x++) starts[x + 1]! += starts[x]!;
  const next = starts.slice();
  const at = new Int32Array(2 * edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    at[next[a[edge]!]!++] = edge;
    at[next[b[edge]!]!++] = edge;
  }
  return { starts, edges: at };
}

/** How an address was come to: over which edge, from which address. */
export interface Step {
  readonly edge: number;
  readonly from: number;
}

/**
 * Goes from some addresses along the edges that may be used, breadth first, and adds what is
 * reached to `visited`. Stops early at `goal`.
 */
export function walk(
  { a, b }: { readonly a: Int32Array; readonly b: Int32Array },
  at: Incidence,
  from: Iterable<number>,
  usable: (edge: number) => boolean,
  visited: Map<number, Step | null>,
  goal = -1,
): void {
  const queue = [...from];
  for (const address of queue) if (!visited.has(address)) visited.set(address, null);
  for (let head = 0; head < queue.length; head++) {
    const address = queue[head]!;
    if (address === goal) return;
    const end = at.starts[address + 1]!;
    for (let i = at.starts[address]!; i < end; i++) {
      const edge = at.edges[i]!;
      const other = a[edge] === address ? b[edge]! : a[edge]!;
      if (visited.has(other) || !usable(edge)) continue;
      visited.set(other, { edge, from: address });
      queue.push(other);
    }
  }
}
