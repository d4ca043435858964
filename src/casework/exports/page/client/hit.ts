/// <reference lib="dom" />
import type { Camera } from './camera.ts';
import { ends } from './edges.ts';
import { radiusOf } from './nodes.ts';
import type { Scene } from './scene.ts';

/** What lies under a point of the screen. */
export interface Hit {
  readonly kind: 'node' | 'edge';
  readonly index: number;
}

const LABEL = 134;

/** The node under a point, else the edge; nodes also by their label where labels are drawn. */
export function hitAt(scene: Scene, camera: Camera, px: number, py: number): Hit | null {
  const { x, y } = scene.layout;
  let best = -1;
  let nearest = 12;
  for (const i of scene.byValue) {
    const dx = px - ((x[i] ?? 0) * camera.scale + camera.x);
    const dy = py - ((y[i] ?? 0) * camera.scale + camera.y);
    const r = radiusOf(scene, camera, i);
    const away = Math.max(0, Math.hypot(dx, dy) - r);
    const label = camera.scale > 0.5 && dx > 0 && dx < r + LABEL && Math.abs(dy) < 14;
    const distance = label ? Math.min(away, 11) : away;
    if (distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  if (best >= 0) return { kind: 'node', index: best };
  const edge = edgeAt(scene, camera, px, py);
  return edge < 0 ? null : { kind: 'edge', index: edge };
}

function edgeAt(scene: Scene, camera: Camera, px: number, py: number): number {
  let best = -1;
  let nearest = 6;
  scene.edges.forEach((_edge, i) => {
    const [x0, y0, x1, y1, bend] = ends(scene, camera, i);
    const margin = bend + 6;
    if (px < Math.min(x0, x1) - margin || px > Math.max(x0, x1) + margin) return;
    if (py < Math.min(y0, y1) - 6 || py > Math.max(y0, y1) + 6) return;
    for (let t = 0; t <= 1; t += 1 / 24) {
      const u = 1 - t;
      const bx =
        u * u * u * x0 + 3 * u * u * t * (x0 + bend) + 3 * u * t * t * (x1 - bend) + t * t * t * x1;
      const by = (u * u * u + 3 * u * u * t) * y0 + (3 * u * t * t + t * t * t) * y1;
      const away = Math.hypot(px - bx, py - by) - ((scene.widths[i] ?? 1) * camera.scale) / 2;
      if (away < nearest) {
        nearest = away;
        best = i;
      }
    }
  });
  return best;
}
