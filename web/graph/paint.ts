import type { Camera, Size } from './camera.ts';
import { category } from './category.ts';
import { along, cornersOf, curveOf, partIn, radiusOf } from './curve.ts';
import type { Palette } from './palette.ts';
import type { Sketch } from './sketch.ts';

/** A 2-D canvas, on the page or in another thread. */
export type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** How lines of each asset are dashed, and last those of context: colour says nothing alone. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [12, 4],
  [3, 3],
  [14, 4, 3, 4],
  [7, 6],
  [2, 4],
];
export const CROSSING_DASH: readonly number[] = [7, 3];

/** Draws lines into a 2-D canvas: all, or those given. */
export function paintLinks(
  ctx: Brush,
  scene: Sketch,
  camera: Camera,
  size: Size,
  palette: Palette,
  which: Iterable<number> = scene.linksByValue,
  most: number = Number.POSITIVE_INFINITY,
): void {
  let left = most;
  for (const i of which) {
    const link = scene.links[i];
    if (!link || link.empty) continue;
    const curve = curveOf(scene, camera, i);
    const part = partIn(curve, size);
    if (!part) continue;
    if (left-- <= 0) break;
    ctx.strokeStyle = palette.lines[link.line] ?? palette.quiet;
    ctx.globalAlpha = opacityOf(curve.width);
    ctx.lineWidth = curve.width;
    const dash = link.crossing ? CROSSING_DASH : (DASHES[link.line] ?? []);
    ctx.setLineDash(camera.scale > 0.3 ? [...dash] : []);
    ctx.lineDashOffset = part.before;
    const [start, bent, back, end] = cornersOf(curve, part);
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.bezierCurveTo(bent.x, bent.y, back.x, back.y, end.x, end.y);
    ctx.stroke();
    if (curve.arrow === 0 || part.to < 1) continue;
    const { x1, y1 } = curve;
    const half = curve.width / 2 + curve.arrow * 0.45;
    ctx.fillStyle = ctx.strokeStyle;
    ctx.beginPath();
    ctx.moveTo(x1, y1 - half);
    ctx.lineTo(x1 + curve.arrow, y1);
    ctx.lineTo(x1, y1 + half);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

/** Many thin lines must not outweigh the few that carry the money. */
export function opacityOf(width: number): number {
  return Math.min(0.72, 0.4 + width * 0.06);
}

/** Nodes in sight, those of most value first. */
export function visibleNodes(scene: Sketch, camera: Camera, size: Size): number[] {
  return scene.nodesByValue.filter((i) => {
    const px = (scene.x[i] ?? 0) * camera.scale + camera.x;
    const py = (scene.y[i] ?? 0) * camera.scale + camera.y;
    return px > -40 && py > -40 && px < size.width + 40 && py < size.height + 40;
  });
}

/** Pixels up to which a shape is a dot without a border or a ring. */
const TINY = 3.6;

/** Draws shapes into a 2-D canvas: those given, the greatest last so that they are in front. */
export function paintNodes(
  ctx: Brush,
  scene: Sketch,
  camera: Camera,
  palette: Palette,
  which: readonly number[],
): void {
  for (const i of which.toReversed()) {
    const node = scene.drawn.nodes[i];
    if (!node) continue;
    const x = (scene.x[i] ?? 0) * camera.scale + camera.x;
    const y = (scene.y[i] ?? 0) * camera.scale + camera.y;
    const r = radiusOf(scene, camera, i);
    ctx.fillStyle = node.context ? palette.quiet : palette.fills[node.category];
    if (r <= TINY) {
      // so small, only square and round can be told apart; the GPU draws the same
      ctx.beginPath();
      if (node.category === 'wallet') ctx.rect(x - r, y - r / 1.4, 2 * r, (2 * r) / 1.4);
      else ctx.arc(x, y, r, 0, Math.PI * 2);
      ctx.fill();
      continue;
    }
    if (node.context) {
      hollow(ctx, node, x, y, r, palette);
      continue;
    }
    ctx.strokeStyle = palette.paper;
    ctx.lineWidth = r > 4 ? 2 : 0.6;
    if (node.folded && r > 4) {
      outline(ctx, node.category, x + r * 0.34, y - r * 0.34, r);
      ctx.globalAlpha = 0.55;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    outline(ctx, node.category, x, y, r);
    ctx.stroke();
    ctx.fill();
    if (!node.rests) continue;
    ctx.beginPath();
    ctx.arc(x, y, r * 1.12 + (r > 6 ? 5 : 2), 0, Math.PI * 2);
    ctx.strokeStyle = node.freezable ? palette.accent : palette.quiet;
    ctx.lineWidth = (node.freezable ? 2.2 : 1) * Math.min(1, camera.scale + 0.3);
    ctx.stroke();
  }
}

/** What is context is empty, and its border is broken: no money of the trace is there. */
function hollow(
  ctx: Brush,
  { category, folded }: Sketch['drawn']['nodes'][number],
  x: number,
  y: number,
  r: number,
  palette: Palette,
): void {
  ctx.fillStyle = palette.paper;
  ctx.strokeStyle = palette.quiet;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3, 2]);
  for (const shift of folded && r > 4 ? [0.34, 0] : [0]) {
    outline(ctx, category, x + r * shift, y - r * shift, r);
    ctx.fill();
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function outline(
  ctx: Brush,
  id: Parameters<typeof category>[0],
  x: number,
  y: number,
  r: number,
): void {
  const { corners } = category(id);
  ctx.beginPath();
  if (id === 'wallet') ctx.roundRect(x - r, y - r * 0.7, r * 2, r * 1.4, r * 0.28);
  else if (corners.length === 0) ctx.arc(x, y, r, 0, Math.PI * 2);
  else {
    corners.forEach(([dx, dy], i) => {
      if (i === 0) ctx.moveTo(x + dx * r, y + dy * r);
      else ctx.lineTo(x + dx * r, y + dy * r);
    });
  }
  ctx.closePath();
}

/** Where a text about a line may stand: the middle of its curve. */
export function middleOf(scene: Sketch, camera: Camera, i: number): { x: number; y: number } {
  return along(curveOf(scene, camera, i), 0.5);
}
