/** What decides the place of a block or a transaction in the chain. */
export interface OrderItem {
  readonly id: string;
  /** Height, or null where it is not known. */
  readonly block: number | null;
  readonly time: number;
  /** Position in its block, or null. */
  readonly txIndex: number | null;
  /** Indices of the items that must stand before this one (whose outputs it spends). */
  readonly parents: readonly number[];
}

interface ChainOrder {
  /** Indices into the items, in chain order. */
  readonly order: readonly number[];
  /**
   * Items that depend on one another in a circle, which no chain holds: they stand at their time.
   */
  readonly circular: readonly number[];
}

/**
 * Chain order that does not depend on the order given. Known heights rule: (height, position in the
 * block). What has no height takes its place by time among them, where a block counts as no earlier
 * than the blocks below it (miners' clocks run back at times). Ties go to the position, then to the
 * id; and nothing stands before what it spends.
 */
export function chainOrder(items: readonly OrderItem[]): ChainOrder {
  const ranked = rank(items);
  const ranks: number[] = new Array(items.length).fill(0);
  for (const [place, item] of ranked.entries()) ranks[item] = place;
  const sorted = items.every((item, i) =>
    item.parents.every((parent) => (ranks[parent] as number) < (ranks[i] as number)),
  );
  return sorted ? { order: ranked, circular: [] } : untangle(items, ranked, ranks);
}

function rank(items: readonly OrderItem[]): number[] {
  const times = effectiveTimes(items);
  const last = Number.MAX_SAFE_INTEGER;
  return items
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [items[a]!, items[b]!];
      return (
        (times[a] as number) - (times[b] as number) ||
        (x.block === null ? 1 : 0) - (y.block === null ? 1 : 0) ||
        (x.block ?? 0) - (y.block ?? 0) ||
        (x.txIndex ?? last) - (y.txIndex ?? last) ||
        (x.id < y.id ? -1 : 1)
      );
    });
}

/** Times that never fall as the height rises. */
function effectiveTimes(items: readonly OrderItem[]): number[] {
  const times = items.map((item) => item.time);
  const byHeight = items
    .map((_, i) => i)
    .filter((i) => items[i]!.block !== null)
    .sort((a, b) => (items[a]!.block ?? 0) - (items[b]!.block ?? 0));
  let latest = 0;
  for (let i = 0; i < byHeight.length; ) {
    const height = items[byHeight[i]!]!.block;
    let end = i;
    while (end < byHeight.length && items[byHeight[end]!]!.block === height) {
      latest = Math.max(latest, times[byHeight[end++]!] as number);
    }
    for (; i < end; i++) times[byHeight[i]!] = latest;
  }
  return times;
}

/** Takes, again and again, the first in rank of those whose parents have all been taken. */
function untangle(
  items: readonly OrderItem[],
  ranked: readonly number[],
  ranks: readonly number[],
): ChainOrder {
  const waiting: number[] = items.map((item) => new Set(item.parents).size);
  const children = new Map<number, number[]>();
  for (const [i, item] of items.entries()) {
    for (const parent of new Set(item.parents)) {
      const list = children.get(parent);
      if (list) list.push(i);
      else children.set(parent, [i]);
    }
  }
  const heap: number[] = [];
  for (const [i, parents] of waiting.entries()) if (parents === 0) push(heap, ranks[i] as number);
  const order: number[] = [];
  const circular: number[] = [];
  const taken: boolean[] = new Array(items.length).fill(false);
  let next = 0;
  while (order.length < items.length) {
    while (heap.length === 0) {
      // Nothing is free: the first that is left breaks its circle.
      const item = ranked[next++] as number;
      if (taken[item]) continue;
      circular.push(item);
      waiting[item] = -1;
      push(heap, ranks[item] as number);
    }
    const item = ranked[pop(heap)] as number;
    if (taken[item]) continue;
    taken[item] = true;
    order.push(item);
    for (const child of children.get(item) ?? []) {
      waiting[child] = (waiting[child] as number) - 1;
      if (waiting[child] === 0) push(heap, ranks[child] as number);
    }
  }
  return { order, circular };
}

/** A heap of numbers, the least on top. */
function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if ((heap[above] as number) <= value) break;
    heap[at] = heap[above] as number;
    at = above;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const top = heap[0] as number;
  const value = heap.pop() as number;
  const size = heap.length;
  if (size === 0) return top;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = value;
  return top;
}
