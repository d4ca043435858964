import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { amountWords } from './expansion.ts';
import type { Figures } from './figures.ts';
import type { Drawn, DrawnNode } from './fold.ts';
import { CELL, type Layout, type Point, pointOf } from './layout.ts';
import type { Model } from './model.ts';
import { assetOf, chainOf, symbolOf, unitsUnder } from './view.ts';

/** What somebody put on a node; it belongs to the trace, not to the drawing. */
export interface Annotation {
  /** Key of a node: the id of a holder. */
  readonly node: string;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly x: number | null;
  readonly y: number | null;
  readonly colour: string | null;
  readonly note: string | null;
}

/** A line as it is drawn under one policy. */
export interface SceneLink {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** How far it is shifted down, so that lines between the same nodes lie beside each other. */
  readonly offset: number;
  /** Which of the palette's lines: by asset, those that moved most first. */
  readonly line: number;
  readonly crossing: boolean;
  /** What the ledger knows beyond the trace. */
  readonly context: boolean;
  /** Nothing of it is stolen under this policy. */
  readonly empty: boolean;
  /** What a crossing changes, such as `stETH → ETH`; empty for others. */
  readonly change: string;
  readonly worth: bigint | null;
}

/** All that is drawn, in numbers: what both ways of drawing and the exports are made from. */
export interface Scene {
  readonly drawn: Drawn;
  readonly layout: Layout;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radii: Float64Array;
  /** Second line of each label: what passed through, or what rests. */
  readonly textOf: (node: number) => string;
  readonly links: readonly SceneLink[];
  /** Indices of nodes and links, greatest first. */
  readonly nodesByValue: readonly number[];
  readonly linksByValue: readonly number[];
  /** Links that arrive at and leave each node. */
  readonly in: readonly (readonly number[])[];
  readonly out: readonly (readonly number[])[];
  readonly marks: ReadonlyMap<string, Annotation>;
  readonly box: { readonly left: number; readonly right: number; top: number; bottom: number };
}

/** Assets that have a line of their own; the others share the last. */
export const LINES = 5;
/** Lines of context have none of them, and their own dashes. */
const CONTEXT_LINE = LINES;
const RADIUS = { least: 9, most: 21 } as const;
const WIDTH = { context: 1, least: 1.1, most: 13 } as const;

/** Assets of the hops, those that moved most first: their place is their line. */
export function assetOrder(model: Model): string[] {
  const moved = new Map<string, number>();
  for (const { asset, worth } of model.links) moved.set(asset, (moved.get(asset) ?? 0) + worth);
  return [...moved].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([asset]) => asset);
}

/** Dresses a drawing in the amounts of a policy. Positions and node sizes do not depend on it. */
export function sceneOf(
  model: Model,
  drawn: Drawn,
  layout: Layout,
  policy: PolicyId,
  figures: Figures,
  marks: ReadonlyMap<string, Annotation>,
): Scene {
  const { nodes } = drawn;
  const x = new Float64Array(nodes.length);
  const y = new Float64Array(nodes.length);
  const most = nodes.reduce((max, node) => Math.max(max, node.through, node.resting), 1);
  const radii = new Float64Array(nodes.length);
  nodes.forEach((node, i) => {
    const point = placeOf(layout, node.key, marks);
    x[i] = point.x;
    y[i] = point.y;
    const size = Math.max(node.through, node.resting) / most;
    radii[i] = RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(size);
  });
  const links = sceneLinks(model, drawn, policy);
  const arriving: number[][] = nodes.map(() => []);
  const leaving: number[][] = nodes.map(() => []);
  links.forEach(({ from, to }, i) => {
    leaving[from]?.push(i);
    arriving[to]?.push(i);
  });
  const value = (i: number) => Math.max(nodes[i]?.through ?? 0, nodes[i]?.resting ?? 0);
  return {
    drawn,
    layout,
    x,
    y,
    radii,
    textOf: textsOf(model, drawn, links, arriving, leaving, policy, figures),
    links,
    nodesByValue: nodes.map((_, i) => i).sort((a, b) => value(b) - value(a) || a - b),
    linksByValue: links
      .map((_, i) => i)
      .sort((a, b) => (links[b]?.width ?? 0) - (links[a]?.width ?? 0) || a - b),
    in: arriving,
    out: leaving,
    marks,
    box: boxOf(x, y),
  };
}

function placeOf(layout: Layout, key: string, marks: ReadonlyMap<string, Annotation>): Point {
  const mark = marks.get(key);
  return mark && mark.x !== null && mark.y !== null
    ? { x: mark.x, y: mark.y }
    : pointOf(layout, key);
}

function boxOf(x: Float64Array, y: Float64Array): Scene['box'] {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let i = 0; i < x.length; i++) {
    box.left = Math.min(box.left, (x[i] ?? 0) - CELL.width / 2);
    box.right = Math.max(box.right, (x[i] ?? 0) + CELL.width / 2);
    box.top = Math.min(box.top, (y[i] ?? 0) - CELL.height / 2);
    box.bottom = Math.max(box.bottom, (y[i] ?? 0) + CELL.height / 2);
  }
  return x.length > 0 ? box : { left: 0, right: CELL.width, top: 0, bottom: CELL.height };
}

function sceneLinks(model: Model, drawn: Drawn, policy: PolicyId): SceneLink[] {
  const { view, measure } = model;
  const { hops } = view.result;
  const lines = new Map(assetOrder(model).map((asset, i) => [asset, Math.min(i, LINES - 1)]));
  const sums = drawn.links.map((link) => {
    let worth: bigint | null = null;
    let empty = true;
    for (const index of link.hops) {
      const hop = hops[index];
      if (!hop) continue;
      const value = measure.of(hop.asset, hop.traced, hop.usd, policy);
      if (value !== null) worth = (worth ?? 0n) + value;
      empty &&= unitsUnder(hop.traced, policy) === 0n;
    }
    return { worth, empty };
  });
  // the scale is the locked policy's, so that widths of two policies compare
  const most = drawn.links.reduce((max, { worth }) => Math.max(max, worth), 1);
  const widths = sums.map(({ worth }, i) => {
    if (drawn.links[i]?.context) return WIDTH.context;
    const share = Math.min(1.5, Number(worth ?? 0n) / most);
    return WIDTH.least + (WIDTH.most - WIDTH.least) * Math.sqrt(share);
  });
  const offsets = offsetsOf(drawn, widths);
  return drawn.links.map((link, i) => {
    const { worth, empty } = sums[i] ?? { worth: null, empty: true };
    return {
      key: link.key,
      from: link.from,
      to: link.to,
      width: widths[i] ?? WIDTH.least,
      offset: offsets[i] ?? 0,
      line: link.context ? CONTEXT_LINE : (lines.get(link.asset) ?? LINES - 1),
      crossing: link.crossing !== null,
      context: link.context,
      empty: empty && !link.context,
      change: link.crossing === null ? '' : changeOf(model, link),
      worth,
    };
  });
}

/** Lines between the same two nodes, in either direction, side by side around the middle. */
function offsetsOf({ links }: Drawn, widths: readonly number[]): number[] {
  const offsets = links.map(() => 0);
  // lines of the trace stay where they are, whatever context comes beside them
  const own = [...links.keys()].filter((i) => !links[i]?.context);
  const pairs = Map.groupBy(own, (i) => {
    const { from = 0, to = 0 } = links[i] ?? {};
    return from < to ? `${from} ${to}` : `${to} ${from}`;
  });
  for (const same of pairs.values()) {
    if (same.length < 2) continue;
    const room = same.map((i) => (widths[i] ?? 1) + 3);
    let at = -room.reduce((sum, width) => sum + width, 0) / 2;
    same.forEach((i, place) => {
      const width = room[place] ?? 0;
      offsets[i] = at + width / 2;
      at += width;
    });
  }
  return offsets;
}

function changeOf(model: Model, link: Drawn['links'][number]): string {
  const { view } = model;
  const after = symbolOf(view, link.asset);
  if (link.before === null) {
    const isValue = assetOf(view, link.asset).kind === 'valuation';
    return isValue ? (link.crossing ?? '') : `${link.crossing} → ${after}`;
  }
  const [from, to] = [chainOf(link.before), chainOf(link.asset)];
  const before = symbolOf(view, link.before);
  return from === to ? `${before} → ${after}` : `${before} · ${from} → ${after} · ${to}`;
}

/** What the ledger knows to have moved between a node of context and the one beside it. */
function contextText({ parties }: Drawn, node: DrawnNode, figures: Figures): string {
  const [first, ...more] = parties.get(node.key) ?? [];
  if (!first || more.length > 0) return '';
  return amountWords(first.expansion.answer, first.of.amounts, figures);
}

/** `rests $1.2 M` where money rests, else what came in; at a source what left it. */
function textsOf(
  model: Model,
  drawn: Drawn,
  links: readonly SceneLink[],
  arriving: readonly (readonly number[])[],
  leaving: readonly (readonly number[])[],
  policy: PolicyId,
  figures: Figures,
): (node: number) => string {
  const { measure, view } = model;
  const textOf = (i: number): string => {
    const node = drawn.nodes[i];
    if (!node) return '';
    if (node.context) return contextText(drawn, node, figures);
    let resting: bigint | null = null;
    for (const id of node.rests ? node.holders : []) {
      for (const place of view.places.get(id) ?? []) {
        const value = measure.of(place.asset, place.amounts, place.usd, policy);
        if (value !== null) resting = (resting ?? 0n) + value;
      }
    }
    if (resting !== null && resting > 0n) return `rests ${measure.short(figures, resting)}`;
    const through = (node.category === 'source' ? leaving : arriving)[i] ?? [];
    let moved: bigint | null = null;
    for (const link of through) {
      const worth = links[link]?.worth ?? null;
      if (worth !== null) moved = (moved ?? 0n) + worth;
    }
    return moved === null ? '' : measure.short(figures, moved);
  };
  // of thousands few are in sight at once
  const known: string[] = [];
  return (i) => (known[i] ??= textOf(i));
}
