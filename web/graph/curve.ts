import type { Camera, Size } from './camera.ts';
import { CELL } from './layout.ts';
import type { Scene } from './scene.ts';
import type { Sketch } from './sketch.ts';

/** A line on the screen: leaves level, arrives level, and ends in an arrow. */
interface Curve {
  readonly x0: number;
  readonly y0: number;
  /** Where the body ends and the arrow begins. */
  readonly x1: number;
  readonly y1: number;
  readonly bend: number;
  /** How far a long level line rises between the rows, so that it does not run behind nodes. */
  readonly rise: number;
  readonly width: number;
  readonly arrow: number;
}

/** The shader of lines computes the same. */
export function curveOf(scene: Sketch, camera: Camera, i: number): Curve {
  const { from = 0, to = 0, width = 1, offset = 0 } = scene.links[i] ?? {};
  const shift = camera.y + offset * Math.min(1.3, camera.scale);
  const thick = Math.max(0.7, width * Math.min(1.3, Math.max(0.25, camera.scale)));
  const arrow = camera.scale < 0.2 ? 0 : (4 + thick * 0.9) * Math.min(1, camera.scale * 1.6);
  const x0 = (scene.x[from] ?? 0) * camera.scale + camera.x + radiusOf(scene, camera, from);
  const y0 = (scene.y[from] ?? 0) * camera.scale + shift;
  const x1 = (scene.x[to] ?? 0) * camera.scale + camera.x - radiusOf(scene, camera, to) - 2 - arrow;
  const y1 = (scene.y[to] ?? 0) * camera.scale + shift;
  const bend = Math.max(34 * camera.scale, Math.abs(x1 - x0) * 0.45);
  const cells = (x1 - x0) / (CELL.width * camera.scale);
  const level = Math.abs(y1 - y0) < CELL.height * camera.scale * 0.3;
  const high = 0.42 + 0.05 * Math.min(6, cells);
  const rise = level && cells > 1.2 ? -CELL.height * camera.scale * high : 0;
  return { x0, y0, x1, y1, bend, rise, width: thick, arrow };
}

/** A node's radius on the screen: never too small to be seen. */
export function radiusOf(scene: Sketch, camera: Camera, node: number): number {
  const least = camera.scale < 0.15 ? 1.6 : 3;
  return Math.max(least, (scene.radii[node] ?? 9) * Math.min(1.4, camera.scale));
}

/** A point of the curve, `t` from 0 to 1. */
export function along({ x0, y0, x1, y1, bend, rise }: Curve, t: number): { x: number; y: number } {
  const u = 1 - t;
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: a * x0 + b * (x0 + bend) + c * (x1 - bend) + d * x1,
    y: (a + b) * y0 + (c + d) * y1 + (b + c) * rise,
  };
}

const PIECES = 16;

/** The part of a line that can be seen: from and to which `t`, and how much lies before it. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly before: number;
}

/** What of a line is inside of a view, or null: of long lines most is often outside. */
export function partIn(curve: Curve, { width, height }: Size): Part | null {
  const { x0, y0, x1, y1, bend, rise } = curve;
  const room = curve.width / 2 + curve.arrow + 2;
  const [low, high] = [Math.min(y0, y1) + Math.min(0, rise), Math.max(y0, y1)];
  const [left, right] = [Math.min(x0, x1 - bend), Math.max(x1, x0 + bend)];
  if (left > width + room || right < -room || low > height + room || high < -room) return null;
  if (left > -room && right < width + room && low > -room && high < height + room) return WHOLE;
  let from = -1;
  let to = 0;
  let before = 0;
  let last = along(curve, 0);
  for (let i = 1; i <= PIECES; i++) {
    const next = along(curve, i / PIECES);
    const isSeen =
      Math.max(last.x, next.x) >= -room &&
      Math.min(last.x, next.x) <= width + room &&
      Math.max(last.y, next.y) >= -room &&
      Math.min(last.y, next.y) <= height + room;
    if (isSeen) {
      to = i / PIECES;
      if (from < 0) from = (i - 1) / PIECES;
    } else if (from < 0) before += Math.hypot(next.x - last.x, next.y - last.y);
    last = next;
  }
  return from < 0 ? null : { from, to, before };
}

const WHOLE: Part = { from: 0, to: 1, before: 0 };

/** The corners of a part of a line as a Bézier curve of its own. */
export function cornersOf(curve: Curve, { from, to }: Part): readonly [Point, Point, Point, Point] {
  const { x0, y0, x1, y1, bend, rise } = curve;
  const corners = [
    { x: x0, y: y0 },
    { x: x0 + bend, y: y0 + rise },
    { x: x1 - bend, y: y1 + rise },
    { x: x1, y: y1 },
  ] as const;
  if (from === 0 && to === 1) return corners;
  return [
    blossom(corners, from, from, from),
    blossom(corners, from, from, to),
    blossom(corners, from, to, to),
    blossom(corners, to, to, to),
  ];
}

type Point = { readonly x: number; readonly y: number };

/** The polar form of a cubic: a part's corners are its values at mixed ends of that part. */
function blossom(corners: readonly [Point, Point, Point, Point], ...at: number[]): Point {
  const mix = (a: Point, b: Point, t: number) => ({
    x: a.x + (b.x - a.x) * t,
    y: a.y + (b.y - a.y) * t,
  });
  const [r = 0, s = 0, t = 0] = at;
  const [a, b, c, d] = corners;
  const [ab, bc, cd] = [mix(a, b, r), mix(b, c, r), mix(c, d, r)];
  return mix(mix(ab, bc, s), mix(bc, cd, s), t);
}

/** The node under a point of the screen, else the link near it; −1 where there is none. */
export function hit(
  scene: Scene,
  camera: Camera,
  px: number,
  py: number,
): { readonly node: number; readonly link: number } {
  let node = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < scene.x.length; i++) {
    const dx = (scene.x[i] ?? 0) * camera.scale + camera.x - px;
    const dy = (scene.y[i] ?? 0) * camera.scale + camera.y - py;
    const reach = Math.max(12, radiusOf(scene, camera, i) + 3);
    const far = dx * dx + dy * dy;
    if (far > reach * reach || far >= nearest) continue;
    node = i;
    nearest = far;
  }
  return { node, link: node >= 0 ? -1 : linkAt(scene, camera, px, py) };
}

function linkAt(scene: Scene, camera: Camera, px: number, py: number): number {
  let best = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < scene.links.length; i++) {
    const curve = curveOf(scene, camera, i);
    const reach = Math.max(5, curve.width / 2 + 2);
    const low = Math.min(curve.y0, curve.y1) + curve.rise - reach;
    const high = Math.max(curve.y0, curve.y1) + reach;
    if (py < low || py > high) continue;
    for (let piece = 0; piece < PIECES; piece++) {
      const a = along(curve, piece / PIECES);
      const b = along(curve, (piece + 1) / PIECES);
      const far = distance(px, py, a, b);
      if (far > reach || far >= nearest) continue;
      nearest = far;
      best = i;
    }
  }
  return best;
}

function distance(
  px: number,
  py: number,
  a: { x: number; y: number },
  b: { x: number; y: number },
): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = Math.max(
    0,
    Math.min(1, ((px - a.x) * dx + (py - a.y) * dy) / (dx * dx + dy * dy || 1)),
  );
  return Math.hypot(a.x + dx * t - px, a.y + dy * t - py);
}
