import { type Axis, axisOf, columnOf, keyOf, type Order, slotsOf, stepsIn } from './axis.ts';
import { CATEGORIES, type CategoryId } from './category.ts';
import type { Drawn, DrawnNode } from './fold.ts';

/** Room that a node takes with its label, at full size. */
export const CELL = { width: 132, height: 84 } as const;
const LANE_GAP = 30;

type LaneId = 'context' | Exclude<CategoryId, 'source'>;

/** Lanes from top to bottom: the thief's wallets, what they cross, where it ends; and context. */
const LANES: readonly LaneId[] = [
  'wallet',
  'swap',
  'bridge',
  'mixer',
  'otc',
  'exchange',
  'service',
  'context',
];

/** What a lane is called. */
export function laneName(id: LaneId): string {
  if (id === 'context') return 'Context, not traced';
  return CATEGORIES.find((category) => category.id === id)?.many ?? '';
}

export interface Lane {
  readonly id: LaneId;
  /** Middle of its row 0, and the first and last of its rows. */
  readonly base: number;
  readonly low: number;
  readonly high: number;
}

interface Cell {
  readonly lane: LaneId;
  readonly slot: number;
  readonly row: number;
  /** Of what is no part of the trace. */
  readonly context?: true;
}

/** Where everything stands. What has a cell keeps it when the layout is made from this one. */
export interface Layout {
  readonly axis: Axis;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly lanes: readonly Lane[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The lane of a node. */
function laneOf({ category, context }: Pick<DrawnNode, 'category' | 'context'>): LaneId {
  if (context) return 'context';
  return category === 'source' ? 'wallet' : category;
}

class Places {
  private readonly taken = new Set<string>();
  readonly cells = new Map<string, Cell>();
  readonly bounds = new Map<LaneId, { low: number; high: number }>();

  put(key: string, cell: Cell): void {
    this.taken.add(`${cell.lane} ${cell.slot} ${cell.row}`);
    this.cells.set(key, cell);
    const { low, high } = this.bounds.get(cell.lane) ?? { low: cell.row, high: cell.row };
    this.bounds.set(cell.lane, { low: Math.min(low, cell.row), high: Math.max(high, cell.row) });
  }

  isFree(lane: LaneId, slot: number, row: number): boolean {
    return !this.taken.has(`${lane} ${slot} ${row}`);
  }
}

/**
 * Places nodes: left to right by time or hop, in lanes, wallets near those that paid them, what one
 * operator holds in one row. With `kept` nothing that stood there moves: what is new goes to where
 * there is room. The same drawing is placed the same way everywhere; policies play no part.
 */
export function layoutOf(all: Drawn, order: Order, kept: Layout | null): Layout {
  // context comes last, and has no part in what the trace looks like
  const drawn = { ...all, nodes: all.nodes.filter(({ context }) => !context) };
  const beyond = all.nodes.slice(drawn.nodes.length);
  const axis = axisOf(drawn, order, kept?.axis ?? null);
  const stepOf = stepsIn(drawn, axis);
  const places = new Places();
  const old = kept?.axis.order === order ? kept : null;
  const isContext = new Set(beyond.map(({ key }) => key));
  for (const [key, cell] of old?.cells ?? []) {
    // context that was taken off, or that the trace has reached since, leaves its place
    if (!cell.context || isContext.has(key)) places.put(key, cell);
  }
  const lowest = old?.lanes.reduce((a, b) => (b.base > a.base ? b : a), old.lanes[0] as Lane);
  const limits = new Map(
    old?.lanes.filter((lane) => lane !== lowest).map((lane) => [lane.id, lane]),
  );
  const rows = operatorRows(drawn.nodes, places);
  const ranked = drawn.nodes
    .map((node, i) => {
      const { start, width } = slotsOf(axis, columnOf(axis, keyOf(node, order)), stepOf(i));
      return { node, start, width };
    })
    .filter(({ node }) => !places.cells.has(node.key))
    .sort(
      ({ node: a, start: x }, { node: b, start: y }) =>
        x - y || a.hop - b.hop || b.through - a.through || (a.key < b.key ? -1 : 1),
    );
  for (const { node, start, width } of ranked) {
    const lane = laneOf(node);
    const parent = node.parent === null ? undefined : drawn.nodeOf.get(node.parent);
    const near =
      parent === undefined ? undefined : places.cells.get(drawn.nodes[parent]?.key ?? '');
    const wanted =
      lane === 'wallet'
        ? near?.lane === 'wallet'
          ? near.row
          : 0
        : (rows.get(`${lane} ${node.entity}`) ?? 0);
    const cell = nearestFree(places, lane, { start, width }, wanted, limits.get(lane));
    places.put(node.key, cell);
    if (node.entity !== null) rows.set(`${lane} ${node.entity}`, cell.row);
  }
  const bounds = new Map(places.bounds);
  bounds.delete('context');
  for (const node of beyond) putBeside(places, node, bounds, limits.get('context'));
  return { axis, cells: places.cells, lanes: lanesOf(places, old) };
}

/** Rows of context in one column of its lane, before the next is begun. */
const CONTEXT_ROWS = 6;
/** Rows and columns within which context stands beside its node; in few rows it would be long. */
const BESIDE = { rows: 4, slots: 3, few: 1 } as const;

/**
 * Puts a node of context left of whom it paid, or right of who paid it: into a free cell close by,
 * among the rows that the trace has; where there is none, into the lane of context.
 */
function putBeside(
  places: Places,
  { key, context }: DrawnNode,
  rows: ReadonlyMap<LaneId, { readonly low: number; readonly high: number }>,
  limit: Lane | undefined,
): void {
  if (!context || places.cells.has(key)) return;
  const near = places.cells.get(context.anchor);
  const way = context.direction === 'in' ? -1 : 1;
  const bounds = near && rows.get(near.lane);
  const slots = bounds && bounds.high - bounds.low > 1 ? BESIDE.slots : BESIDE.few;
  for (let step = 1; near && bounds && step <= slots; step++) {
    const slot = near.slot + way * step;
    for (let far = 0; far <= BESIDE.rows; far++) {
      for (const row of far === 0 ? [near.row] : [near.row - far, near.row + far]) {
        const isIn = row >= bounds.low && row <= bounds.high;
        if (isIn && places.isFree(near.lane, slot, row)) {
          places.put(key, { lane: near.lane, slot, row, context: true });
          return;
        }
      }
    }
  }
  const most = limit ? limit.high + 1 : CONTEXT_ROWS;
  for (let slot = (near?.slot ?? 0) + way; ; slot += way) {
    for (let row = 0; row < most; row++) {
      if (!places.isFree('context', slot, row)) continue;
      places.put(key, { lane: 'context', slot, row, context: true });
      return;
    }
  }
}

/** Rows in which operators stand already: what else they hold goes into the same. */
function operatorRows(nodes: readonly DrawnNode[], places: Places): Map<string, number> {
  const rows = new Map<string, number>();
  for (const node of nodes) {
    const cell = places.cells.get(node.key);
    if (cell && node.entity !== null) rows.set(`${cell.lane} ${node.entity}`, cell.row);
  }
  return rows;
}

const FAR = 4000;

function nearestFree(
  places: Places,
  lane: LaneId,
  { start, width }: { readonly start: number; readonly width: number },
  wanted: number,
  limit: Lane | undefined,
): Cell {
  // the lane of wallets may grow upwards, and the lowest lane downwards, without moving another
  const low = lane === 'wallet' ? -FAR : 0;
  const high = limit ? limit.high : FAR;
  for (let step = 0; step < 2 * FAR; step++) {
    const row = wanted + (step % 2 === 0 ? step / 2 : -(step + 1) / 2);
    if (row < low || row > high) continue;
    for (let slot = start; slot < start + width; slot++) {
      if (places.isFree(lane, slot, row)) return { lane, slot, row };
    }
    if (step > 2 * (high - low)) break;
  }
  for (let slot = start + width; ; slot++) {
    for (let row = Math.max(low, wanted - 2); row <= Math.min(high, wanted + 2); row++) {
      if (places.isFree(lane, slot, row)) return { lane, slot, row };
    }
  }
}

function lanesOf(places: Places, old: Layout | null): Lane[] {
  const lanes: Lane[] = [];
  let top = 0;
  for (const id of LANES) {
    const bounds = places.bounds.get(id);
    const before = old?.lanes.find((lane) => lane.id === id);
    if (before && (id !== 'context' || bounds)) {
      const low = Math.min(before.low, bounds?.low ?? 0);
      const high = Math.max(before.high, bounds?.high ?? 0);
      lanes.push({ ...before, low, high });
      top = Math.max(top, before.base + (high + 1) * CELL.height);
    }
  }
  for (const id of LANES) {
    const bounds = places.bounds.get(id);
    if (!bounds || lanes.some((lane) => lane.id === id)) continue;
    const base = top + LANE_GAP - bounds.low * CELL.height;
    const { high } = bounds;
    lanes.push({ id, base, low: bounds.low, high });
    top = base + (high + 1) * CELL.height;
  }
  return lanes;
}

/** The middle of a cell. */
export function pointOf(layout: Layout, key: string): Point {
  const cell = layout.cells.get(key);
  const lane = layout.lanes.find(({ id }) => id === cell?.lane);
  if (!cell || !lane) return { x: 0, y: 0 };
  return { x: (cell.slot + 0.5) * CELL.width, y: lane.base + (cell.row + 0.5) * CELL.height };
}
