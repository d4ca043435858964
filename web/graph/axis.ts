import type { Drawn, DrawnNode } from './fold.ts';

/** What the columns from left to right stand for. */
export type Order = 'time' | 'hop';

/**
 * Columns of the drawing. Once made, they are only ever added to on the right, so that nothing that
 * is drawn has to move when more becomes known.
 */
export interface Axis {
  readonly order: Order;
  /** First key of each column, rising. */
  readonly starts: readonly number[];
  /**
   * Slots of each column, by steps: who was paid by somebody in the same column stands a step
   * further right, and a crowded step is several slots wide.
   */
  readonly steps: readonly (readonly number[])[];
  /** The first slot of each column. */
  readonly offsets: readonly number[];
  /** The greatest key when the axis was last made or added to. */
  readonly end: number;
}

/**
 * By time a node stands where traced money first came, and a place where the trace ends where it
 * last came, because nothing leaves it. Within one second the hops tell the order.
 */
export function keyOf(node: DrawnNode, order: Order): number {
  if (order === 'hop') return node.hop;
  return (node.stop ? node.last : node.first) * 1000 + Math.min(node.hop, 500);
}

/** The column of a key: the last that starts at or before it. */
export function columnOf({ starts }: Axis, key: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= key) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows that a lane may have before a column becomes wider. */
function mostRows(nodes: number): number {
  return Math.max(6, Math.ceil(Math.sqrt(nodes) * 0.75));
}

/** Columns for a drawing, or those of `kept` and what has to be added to it. */
export function axisOf(drawn: Drawn, order: Order, kept: Axis | null): Axis {
  const { nodes } = drawn;
  const keys = nodes.map((node) => keyOf(node, order));
  if (kept && kept.order === order) return extended(kept, keys);
  const sorted = keys.toSorted((a, b) => a - b);
  const starts = order === 'hop' ? [...new Set(sorted)] : timeStarts(sorted);
  const axis = { order, starts, steps: [], offsets: [], end: sorted.at(-1) ?? 0 };
  const stepOf = stepsIn(drawn, axis);
  const counts = new Map<string, number>();
  const steps = starts.map(() => [1]);
  const rows = mostRows(nodes.length);
  nodes.forEach((node, i) => {
    const column = columnOf(axis, keys[i] ?? 0);
    const step = stepOf(i);
    const lane = `${column} ${step} ${node.category}`;
    const count = (counts.get(lane) ?? 0) + 1;
    counts.set(lane, count);
    const widths = steps[column] as number[];
    while (widths.length <= step) widths.push(1);
    widths[step] = Math.max(widths[step] ?? 1, Math.ceil(count / rows));
  });
  return { ...axis, steps, offsets: offsetsOf(steps) };
}

/** How many payers in its own column stand before a node, by its index. */
export function stepsIn(drawn: Drawn, axis: Axis): (node: number) => number {
  const known = new Map<number, number>();
  const columns = drawn.nodes.map((node) => columnOf(axis, keyOf(node, axis.order)));
  return (start) => {
    const chain: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !known.has(at) && !chain.includes(at)) {
      chain.push(at);
      const parent: string | null = drawn.nodes[at]?.parent ?? null;
      const next: number | undefined = parent === null ? undefined : drawn.nodeOf.get(parent);
      at = next !== undefined && columns[next] === columns[start] ? next : undefined;
    }
    let step = at === undefined ? -1 : (known.get(at) ?? -1);
    for (const node of chain.reverse()) {
      step += 1;
      known.set(node, step);
    }
    return known.get(start) ?? 0;
  };
}

function offsetsOf(steps: readonly (readonly number[])[]): number[] {
  let at = 0;
  return steps.map((widths) => {
    const start = at;
    for (const width of widths) at += width;
    return start;
  });
}

/** The slots of a step of a column: the first, and how many. */
export function slotsOf(
  axis: Axis,
  column: number,
  step: number,
): { start: number; width: number } {
  const widths = axis.steps[column] ?? [1];
  const last = Math.min(step, widths.length - 1);
  let start = axis.offsets[column] ?? 0;
  for (let i = 0; i < last; i++) start += widths[i] ?? 1;
  return { start, width: widths[last] ?? 1 };
}

function extended(kept: Axis, keys: readonly number[]): Axis {
  const later = [...new Set(keys.filter((key) => key > kept.end))].sort((a, b) => a - b);
  if (later.length === 0) return kept;
  const more = kept.order === 'hop' ? later : timeStarts(later);
  const steps = [...kept.steps, ...more.map(() => [1])];
  return {
    order: kept.order,
    starts: [...kept.starts, ...more],
    steps,
    offsets: offsetsOf(steps),
    end: later.at(-1) ?? kept.end,
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  readonly cut: number;
}

/** What a pause is worth: a day more than a minute, but not 1,440 times as much. */
function weight(pause: number): number {
  return Math.log1p(Math.max(0, pause));
}

/** The best place to cut sorted keys in two: a long pause, not far from the middle. */
function partOf(keys: readonly number[], from: number, to: number): Part {
  let cut = -1;
  let best = 0;
  for (let i = from + 1; i < to; i++) {
    const pause = (keys[i] ?? 0) - (keys[i - 1] ?? 0);
    if (pause <= 0) continue;
    const balance = Math.min(i - from, to - i) / (to - from) + 0.08;
    const score = weight(pause) * balance;
    if (score > best) {
      best = score;
      cut = i;
    }
  }
  const span = weight((keys[to - 1] ?? 0) - (keys[from] ?? 0));
  return { from, to, cut, score: cut < 0 ? 0 : span * (to - from) };
}

/** Starts of columns: crowded stretches of time are cut again and again at their longest pause. */
function timeStarts(keys: readonly number[]): number[] {
  const want = Math.min(120, Math.max(3, Math.round(1.3 * Math.sqrt(keys.length))));
  const parts = keys.length > 0 ? [partOf(keys, 0, keys.length)] : [];
  while (parts.length < want) {
    const best = parts.reduce((a, b) => (b.score > a.score ? b : a), parts[0] as Part);
    if (!best || best.score <= 0) break;
    parts.splice(
      parts.indexOf(best),
      1,
      partOf(keys, best.from, best.cut),
      partOf(keys, best.cut, best.to),
    );
  }
  return parts.map(({ from }) => keys[from] ?? 0).sort((a, b) => a - b);
}
