/// <reference lib="dom" />
import { LINES } from '../sections/graph.ts';
import type { Camera } from './camera.ts';
import type { Focus, Palette, Screen } from './palette.ts';
import type { Scene } from './scene.ts';

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
  const thick = Math.min(1.3, Math.max(0.25, camera.scale));
  scene.edges.forEach((edge, i) => {
    if (!edgeInSight(scene, camera, screen, edge.from, edge.to)) return;
    const width = Math.max(0.5, Math.round((scene.widths[i] ?? 1) * thick * 2) / 2);
    const key = (scene.lines[i] ?? 0) * 1000 + width * 2;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  const faded = focus.selected >= 0 || focus.found !== null;
  for (const [key, edges] of groups) {
    const line = Math.floor(key / 1000);
    ctx.strokeStyle = palette.lines[line] ?? palette.quiet;
    const width = (key % 1000) / 2;
    ctx.lineWidth = width;
    // Many thin lines must not outweigh the few that carry the money.
    ctx.globalAlpha = (width <= 1 ? 0.4 : 0.62) * (faded ? 0.35 : 1);
    ctx.setLineDash(camera.scale > 0.35 ? [...(LINES[line]?.dash ?? [])] : []);
    ctx.beginPath();
    for (const i of edges) trace(ctx, scene, camera, i);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
  if (focus.selected < 0) return;
  const near = [...(scene.in[focus.selected] ?? []), ...(scene.out[focus.selected] ?? [])];
  for (const [edges, colour] of [
    [near, palette.ink],
    [[...focus.path], palette.chosen],
  ] as const) {
    ctx.strokeStyle = colour;
    for (const i of edges) {
      ctx.lineWidth = Math.max(1.6, (scene.widths[i] ?? 1) * thick);
      ctx.beginPath();
      trace(ctx, scene, camera, i);
      ctx.stroke();
    }
  }
}

function edgeInSight(
  scene: Scene,
  camera: Camera,
  screen: Screen,
  from: number,
  to: number,
): boolean {
  const { x, y } = scene.layout;
  const x0 = (x[from] ?? 0) * camera.scale + camera.x;
  const x1 = (x[to] ?? 0) * camera.scale + camera.x;
  if ((x0 < 0 && x1 < 0) || (x0 > screen.width && x1 > screen.width)) return false;
  const y0 = (y[from] ?? 0) * camera.scale + camera.y;
  const y1 = (y[to] ?? 0) * camera.scale + camera.y;
  return !((y0 < 0 && y1 < 0) || (y0 > screen.height && y1 > screen.height));
}

/** Adds an edge to the path: a curve that leaves and arrives level, or a line from far away. */
function trace(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, i: number): void {
  const edge = scene.edges[i];
  if (!edge) return;
  const { x, y } = scene.layout;
  const x0 = (x[edge.from] ?? 0) * camera.scale + camera.x;
  const y0 = (y[edge.from] ?? 0) * camera.scale + camera.y;
  const x1 = (x[edge.to] ?? 0) * camera.scale + camera.x;
  const y1 = (y[edge.to] ?? 0) * camera.scale + camera.y;
  ctx.moveTo(x0, y0);
  if (camera.scale < 0.16) {
    ctx.lineTo(x1, y1);
    return;
  }
  const bend = bendOf(x0, x1, camera.scale);
  ctx.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
}

/** How far a curve runs level before it turns. */
export function bendOf(x0: number, x1: number, scale: number): number {
  return Math.max(28 * scale, Math.abs(x1 - x0) * 0.45);
}
