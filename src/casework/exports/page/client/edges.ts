/// <reference lib="dom" />
import { LINES } from '../sections/graph.ts';
import type { Camera } from './camera.ts';
import type { Focus, Palette, Screen } from './palette.ts';
import type { Scene } from './scene.ts';

/** Below this scale a curve cannot be told from a line. */
const STRAIGHT = 0.16;

/** Edges of one colour and width are one path: few strokes, however many edges. */
export function paintEdges(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
  focus: Focus,
): void {
  const groups = new Map<number, number[]>();
  const thick = thickness(camera);
  let left = focus.moving ? focus.lines : scene.edges.length;
  for (const i of scene.edgesByValue) {
    const edge = scene.edges[i];
    if (!edge || !inSight(scene, camera, screen, edge.from, edge.to)) continue;
    if (left-- <= 0) break;
    const width = Math.max(0.5, Math.round((scene.widths[i] ?? 1) * thick * 2) / 2);
    const key = (scene.lines[i] ?? 0) * 1000 + width * 2;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  const faded = focus.selected >= 0 || focus.found !== null;
  const dashed = camera.scale > 0.35 && !focus.moving;
  for (const [key, edges] of groups) {
    const line = Math.floor(key / 1000);
    const width = (key % 1000) / 2;
    ctx.strokeStyle = palette.lines[line] ?? palette.quiet;
    ctx.lineWidth = width;
    // Many thin lines must not outweigh the few that carry the money.
    ctx.globalAlpha = (width <= 1 ? 0.4 : 0.62) * (faded ? 0.35 : 1);
    ctx.setLineDash(dashed ? dashOf(line, width) : []);
    ctx.beginPath();
    for (const i of edges) trace(ctx, scene, camera, screen, i);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
  if (focus.selected >= 0) paintNear(ctx, scene, camera, screen, palette, focus, thick);
}

function thickness(camera: Camera): number {
  return Math.min(1.3, Math.max(0.25, camera.scale));
}

function dashOf(line: number, width: number): number[] {
  return (LINES[line]?.dash ?? []).map((length) => length * Math.max(1, width / 3));
}

/** The lines of the selected node, and the path by which the money came to it, above all others. */
function paintNear(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
  focus: Focus,
  thick: number,
): void {
  const near = [...(scene.in[focus.selected] ?? []), ...(scene.out[focus.selected] ?? [])];
  for (const [edges, colour, least] of [
    [near, palette.ink, 0.9],
    [[...focus.path], palette.chosen, 2],
  ] as const) {
    ctx.strokeStyle = colour;
    for (const i of edges) {
      ctx.lineWidth = Math.max(least, (scene.widths[i] ?? 1) * thick);
      ctx.beginPath();
      trace(ctx, scene, camera, screen, i);
      ctx.stroke();
    }
  }
}

function inSight(scene: Scene, camera: Camera, screen: Screen, from: number, to: number): boolean {
  const { x, y } = scene.layout;
  const x0 = (x[from] ?? 0) * camera.scale + camera.x;
  const x1 = (x[to] ?? 0) * camera.scale + camera.x;
  if ((x0 < 0 && x1 < 0) || (x0 > screen.width && x1 > screen.width)) return false;
  const y0 = (y[from] ?? 0) * camera.scale + camera.y;
  const y1 = (y[to] ?? 0) * camera.scale + camera.y;
  return !((y0 < 0 && y1 < 0) || (y0 > screen.height && y1 > screen.height));
}

/** The ends of an edge and how far its curve runs level, on the screen. */
export function ends(
  scene: Scene,
  camera: Camera,
  i: number,
): readonly [number, number, number, number, number] {
  const { from = 0, to = 0 } = scene.edges[i] ?? {};
  const { x, y } = scene.layout;
  const x0 = (x[from] ?? 0) * camera.scale + camera.x;
  const x1 = (x[to] ?? 0) * camera.scale + camera.x;
  const y0 = (y[from] ?? 0) * camera.scale + camera.y;
  const y1 = (y[to] ?? 0) * camera.scale + camera.y;
  return [x0, y0, x1, y1, Math.max(28 * camera.scale, Math.abs(x1 - x0) * 0.45)];
}

/**
 * Adds an edge to the path: a curve that leaves and arrives level. It is drawn in short straight
 * pieces and only those in sight, because the cost of a stroke is its length, seen or not.
 */
function trace(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  i: number,
): void {
  const [x0, y0, x1, y1, bend] = ends(scene, camera, i);
  const far = Math.abs(x1 - x0) + Math.abs(y1 - y0);
  const pieces = camera.scale < STRAIGHT ? 1 : Math.max(6, Math.min(28, Math.ceil(far / 30)));
  let px = x0;
  let py = y0;
  let down = false;
  for (let piece = 1; piece <= pieces; piece++) {
    const t = piece / pieces;
    const u = 1 - t;
    const cx =
      pieces === 1
        ? x1
        : u * u * u * x0 +
          3 * u * u * t * (x0 + bend) +
          3 * u * t * t * (x1 - bend) +
          t * t * t * x1;
    const cy =
      pieces === 1 ? y1 : (u * u * u + 3 * u * u * t) * y0 + (3 * u * t * t + t * t * t) * y1;
    const seen =
      Math.max(px, cx) > -20 &&
      Math.min(px, cx) < screen.width + 20 &&
      Math.max(py, cy) > -20 &&
      Math.min(py, cy) < screen.height + 20;
    if (seen) {
      if (!down) ctx.moveTo(px, py);
      ctx.lineTo(cx, cy);
    }
    down = seen;
    px = cx;
    py = cy;
  }
}
