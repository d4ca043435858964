import { CATEGORIES, type CategoryId } from '../../category.ts';
import type { Graph, GraphNode } from './model.ts';

/** How the columns of the drawing are ordered; the rows are lanes by category in both. */
export type Order = 'time' | 'hop';

interface Lane {
  readonly category: CategoryId;
  readonly top: number;
  readonly bottom: number;
}

/** A mark on the axis on top: a time or a hop. */
interface Mark {
  readonly x: number;
  readonly text: string;
}

export interface Layout {
  /** Centres by node index. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
}

/** Room that a node takes with its label. */
export const SLOT = { width: 172, height: 36 } as const;
const LANE_GAP = 34;
const LANE_HEAD = 18;

/**
 * Places the nodes: left to right by time or by hop, in lanes by category from top to bottom. The
 * same graph is placed the same way everywhere, and a change of policy moves nothing.
 */
export function layoutOf(graph: Graph, order: Order): Layout {
  if (order === 'hop') return arranged(graph, 'hop', 0);
  let wanted = Math.max(SLOT.width * 4, Math.sqrt(graph.nodes.length) * SLOT.width);
  let layout = arranged(graph, order, wanted);
  // How many rows a width needs is only known when it was tried.
  for (let tries = 0; tries < 6 && layout.width < layout.height * WIDE; tries++) {
    wanted *= 1.3;
    layout = arranged(graph, order, wanted);
  }
  return layout;
}

const WIDE = 1.6;

function arranged(graph: Graph, order: Order, wanted: number): Layout {
  const count = graph.nodes.length;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const sorted = graph.nodes.toSorted(
    (a, b) => a.first - b.first || a.hop - b.hop || b.value - a.value || a.index - b.index,
  );
  const parents = heaviestParents(graph);
  const columns = order === 'hop' ? hopColumns(graph.nodes) : null;
  const marks = columns ? columns.marks : byTime(sorted, x, wanted);
  const lanes: Lane[] = [];
  let top = 0;
  for (const { id } of CATEGORIES) {
    const inLane = sorted.filter((node) => node.category === id);
    if (inLane.length === 0) continue;
    const start = top + LANE_HEAD;
    const rows = columns
      ? rowsByHop(inLane, columns.at, x, y, start, parents)
      : rowsByTime(inLane, x, y, start, parents);
    const bottom = start + rows * SLOT.height;
    lanes.push({ category: id, top, bottom });
    top = bottom + LANE_GAP;
  }
  let width = columns?.width ?? 0;
  for (let i = 0; i < count; i++) width = Math.max(width, (x[i] ?? 0) + SLOT.width);
  return { x, y, lanes, marks, width, height: Math.max(SLOT.height, top - LANE_GAP) };
}

/** The node that most came from, so that a lane keeps a chain in one row where it can. */
function heaviestParents(graph: Graph): Int32Array {
  const parent = new Int32Array(graph.nodes.length).fill(-1);
  const most = new Float64Array(graph.nodes.length).fill(-1);
  for (const { from, to, value } of graph.edges) {
    if (value > (most[to] ?? -1)) {
      most[to] = value;
      parent[to] = from;
    }
  }
  return parent;
}

/**
 * Times on an uneven axis: a pause of a day is wider than one of a minute, but not 1,440 times as
 * wide, so that bursts can be read and pauses seen.
 */
function byTime(sorted: readonly GraphNode[], x: Float64Array, wanted: number): Mark[] {
  const stops: { time: number; at: number; hop: number }[] = [];
  let at = 0;
  let before: GraphNode | null = null;
  for (const node of sorted) {
    if (before) {
      const pause = node.first - before.first;
      // Within one second a step for each hop, so that arrows still run to the right.
      at += pause > 0 ? 0.35 + Math.log2(1 + pause / 45) : node.hop > before.hop ? 0.8 : 0;
    }
    x[node.index] = at;
    stops.push({ time: node.first, at, hop: node.hop });
    before = node;
  }
  const scale = at > 0 ? wanted / at : 1;
  for (const node of sorted) x[node.index] = SLOT.width / 6 + (x[node.index] ?? 0) * scale;
  return timeMarks(stops, scale);
}

function timeMarks(stops: readonly { time: number; at: number }[], scale: number): Mark[] {
  const marks: Mark[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const { time, at } of stops) {
    const x = SLOT.width / 6 + at * scale;
    if (x < next) continue;
    marks.push({ x, text: new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ') });
    next = x + 140;
  }
  return marks;
}

/** Puts each node into the free row nearest to its parent's; returns how many rows were needed. */
function rowsByTime(
  nodes: readonly GraphNode[],
  x: Float64Array,
  y: Float64Array,
  start: number,
  parents: Int32Array,
): number {
  const ends: number[] = [];
  const rowOf = new Map<number, number>();
  for (const node of nodes) {
    const at = x[node.index] ?? 0;
    const wanted = rowOf.get(parents[node.index] ?? -1) ?? 0;
    let row = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (let r = 0; r < ends.length; r++) {
      const away = Math.abs(r - wanted);
      if ((ends[r] ?? 0) <= at && away < nearest) {
        row = r;
        nearest = away;
      }
    }
    if (row < 0) row = ends.push(0) - 1;
    ends[row] = at + SLOT.width;
    rowOf.set(node.index, row);
    y[node.index] = start + (row + 0.5) * SLOT.height;
  }
  return ends.length;
}

const TALLEST = 40;

/** One column for each hop, wide enough for its fullest lane in blocks of at most 40 rows. */
function hopColumns(nodes: readonly GraphNode[]): { at: number[]; width: number; marks: Mark[] } {
  const filled = new Map<string, number>();
  let deepest = 0;
  for (const { hop, category } of nodes) {
    filled.set(`${hop} ${category}`, (filled.get(`${hop} ${category}`) ?? 0) + 1);
    deepest = Math.max(deepest, hop);
  }
  const at: number[] = [];
  const marks: Mark[] = [];
  let x = SLOT.width / 6;
  for (let hop = 0; hop <= deepest; hop++) {
    const most = Math.max(0, ...CATEGORIES.map(({ id }) => filled.get(`${hop} ${id}`) ?? 0));
    at.push(x);
    if (most > 0) marks.push({ x, text: hop === 0 ? 'source' : `hop ${hop}` });
    x += Math.ceil(most / TALLEST) * SLOT.width + (most > 0 ? 90 : 0);
  }
  return { at, width: x, marks };
}

function rowsByHop(
  nodes: readonly GraphNode[],
  columns: readonly number[],
  x: Float64Array,
  y: Float64Array,
  start: number,
  parents: Int32Array,
): number {
  const cells = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const cell = cells.get(node.hop);
    if (cell) cell.push(node);
    else cells.set(node.hop, [node]);
  }
  let rows = 0;
  for (const [hop, cell] of [...cells].sort((a, b) => a[0] - b[0])) {
    const above = (node: GraphNode) => y[parents[node.index] ?? -1] ?? 0;
    cell.sort((a, b) => above(a) - above(b) || a.first - b.first || a.index - b.index);
    cell.forEach((node, i) => {
      const row = i % TALLEST;
      x[node.index] = (columns[hop] ?? 0) + Math.floor(i / TALLEST) * SLOT.width;
      y[node.index] = start + (row + 0.5) * SLOT.height;
      rows = Math.max(rows, row + 1);
    });
  }
  return rows;
}
