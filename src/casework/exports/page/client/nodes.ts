/// <reference lib="dom" />
import { CATEGORIES, type CategoryId, category } from '../../category.ts';
import { SHAPES } from '../shapes.ts';
import type { Camera } from './camera.ts';
import type { Focus, Palette } from './palette.ts';
import type { Scene } from './scene.ts';

/** A node's radius on the screen: never too small to be seen, nor to be hit. */
export function radiusOf(scene: Scene, camera: Camera, node: number): number {
  const least = camera.scale < 0.15 ? 2 : 3.4;
  return Math.max(least, (scene.radii[node] ?? 9) * Math.min(1.6, camera.scale));
}

export function paintNodes(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  focus: Focus,
  visible: ReadonlySet<number>,
): void {
  const { x, y } = scene.layout;
  const at = (i: number) => ({
    cx: (x[i] ?? 0) * camera.scale + camera.x,
    cy: (y[i] ?? 0) * camera.scale + camera.y,
    r: radiusOf(scene, camera, i),
  });
  const near = new Set<number>();
  if (focus.selected >= 0) {
    near.add(focus.selected);
    for (const i of scene.in[focus.selected] ?? []) near.add(scene.edges[i]?.from ?? -1);
    for (const i of scene.out[focus.selected] ?? []) near.add(scene.edges[i]?.to ?? -1);
    for (const i of focus.path) {
      near.add(scene.edges[i]?.from ?? -1);
      near.add(scene.edges[i]?.to ?? -1);
    }
  }
  const dim = (i: number) =>
    (focus.found !== null && !focus.found.has(i) && !near.has(i)) ||
    (near.size > 0 && !near.has(i) && focus.found === null);
  for (const faded of [true, false]) {
    ctx.globalAlpha = faded ? 0.3 : 1;
    for (const { id } of CATEGORIES) {
      ctx.beginPath();
      for (const i of visible) {
        const node = scene.graph.nodes[i];
        if (node?.category !== id || dim(i) !== faded) continue;
        const { cx, cy, r } = at(i);
        outline(ctx, id, cx, cy, r);
        if (node.folded && r > 4) outline(ctx, id, cx + r * 0.35, cy - r * 0.35, r);
      }
      ctx.fillStyle = palette.fills[id];
      ctx.fill();
    }
    rings(
      ctx,
      scene,
      palette,
      [...visible].filter((i) => dim(i) === faded),
      at,
    );
  }
  ctx.globalAlpha = 1;
  if (camera.scale > 0.55) letters(ctx, scene, palette, visible, at);
  for (const [i, colour] of [
    [focus.hovered, palette.ink],
    [focus.selected, palette.chosen],
  ] as const) {
    if (i < 0) continue;
    const { cx, cy, r } = at(i);
    ctx.beginPath();
    ctx.arc(cx, cy, r + 6, 0, Math.PI * 2);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }
}

function outline(
  ctx: CanvasRenderingContext2D,
  id: CategoryId,
  cx: number,
  cy: number,
  r: number,
): void {
  const corners = SHAPES[id];
  if (corners.length === 0 || r < 3) {
    ctx.moveTo(cx + r, cy);
    ctx.arc(cx, cy, r, 0, Math.PI * 2);
    return;
  }
  corners.forEach(([dx, dy], i) => {
    if (i === 0) ctx.moveTo(cx + dx * r, cy + dy * r);
    else ctx.lineTo(cx + dx * r, cy + dy * r);
  });
  ctx.closePath();
}

/** A ring where money rests; a second colour, and twice as thick, where somebody can stop it. */
function rings(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  visible: readonly number[],
  at: (i: number) => { cx: number; cy: number; r: number },
): void {
  for (const freezable of [false, true]) {
    ctx.beginPath();
    for (const i of visible) {
      const node = scene.graph.nodes[i];
      if (!node || node.rests === null || node.freezable !== freezable) continue;
      const { cx, cy, r } = at(i);
      const gap = r > 4 ? 3.2 : 1.6;
      ctx.moveTo(cx + r + gap, cy);
      ctx.arc(cx, cy, r + gap, 0, Math.PI * 2);
    }
    ctx.strokeStyle = freezable ? palette.act : palette.quiet;
    ctx.lineWidth = freezable ? 2.4 : 1.2;
    ctx.stroke();
  }
}

function letters(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  visible: ReadonlySet<number>,
  at: (i: number) => { cx: number; cy: number; r: number },
): void {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const i of visible) {
    const node = scene.graph.nodes[i];
    if (!node) continue;
    const { cx, cy, r } = at(i);
    ctx.font = `700 ${(r * 0.72).toFixed(1)}px ${palette.font}`;
    ctx.fillStyle = palette.marks[node.category];
    ctx.fillText(
      category(node.category).mark,
      cx,
      cy + (node.category === 'mixer' ? r * 0.3 : r * 0.04),
    );
  }
}

const LABELS = { near: 160, far: 40, moving: 30 } as const;
const LETTERS = { first: 20, second: 24 } as const;
const GREATEST = 14;

/** Labels for the nodes of most value, as far as there is room: none over another. */
export function paintLabels(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  focus: Focus,
  visible: ReadonlySet<number>,
): void {
  const { x, y } = scene.layout;
  const taken = new Set<number>();
  const nodes = new Set<number>();
  for (const i of visible) {
    nodes.add(cellOf((x[i] ?? 0) * camera.scale + camera.x, (y[i] ?? 0) * camera.scale + camera.y));
  }
  const first = [focus.selected, focus.hovered].filter((i) => i >= 0);
  const order = [...first, ...(focus.found ?? []), ...visible];
  const both = camera.scale > 0.5;
  const drawn = new Set<number>();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = palette.paper;
  for (const i of order) {
    if (drawn.size >= (focus.moving ? LABELS.moving : both ? LABELS.near : LABELS.far)) return;
    if (drawn.has(i) || !visible.has(i)) continue;
    const node = scene.graph.nodes[i];
    if (!node) continue;
    const r = radiusOf(scene, camera, i);
    const nx = (x[i] ?? 0) * camera.scale + camera.x;
    const px = nx + r + 6;
    const py = (y[i] ?? 0) * camera.scale + camera.y;
    const must = i === focus.selected || i === focus.hovered;
    // The few greatest may be written over lesser nodes, never over another label.
    const free = drawn.size < GREATEST ? new Set([cellOf(nx, py)]) : nodes;
    const room = claim(taken, free, cellOf(nx, py), px, py, both ? 134 : 96, both ? 26 : 12);
    if (!room && !must) continue;
    drawn.add(i);
    const label = shortened(node.label, LETTERS.first);
    line(ctx, label, px, both ? py - 6 : py, `600 11px ${palette.font}`, palette.ink);
    const text = shortened(scene.texts[i] ?? '', LETTERS.second);
    if (both) line(ctx, text, px, py + 7, `10.5px ${palette.font}`, palette.quiet);
  }
}

function line(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: string,
  colour: string,
): void {
  ctx.font = font;
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

function shortened(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

function cellOf(x: number, y: number): number {
  return Math.floor(y / 12) * 4096 + Math.floor(x / 24);
}

/** Takes room on a coarse grid, or says that a node or another label has it. */
function claim(
  taken: Set<number>,
  nodes: ReadonlySet<number>,
  own: number,
  x: number,
  y: number,
  width: number,
  height: number,
): boolean {
  const cells: number[] = [];
  for (let cy = y - height / 2 + 2; cy <= y + height / 2 - 2; cy += 11) {
    for (let cx = x; cx <= x + width; cx += 20) {
      const cell = cellOf(cx, cy);
      if (taken.has(cell) || (cell !== own && nodes.has(cell))) return false;
      cells.push(cell);
    }
  }
  for (const cell of cells) taken.add(cell);
  return true;
}
