import type { Scene } from './scene.ts';

export type Way = 'left' | 'right' | 'up' | 'down';

/**
 * Where an arrow key leads: right and left along the line of most worth, with its direction or
 * against it; up and down to the nearest node above or below. −1 where there is none.
 */
export function step(scene: Scene, from: number, way: Way): number {
  if (from < 0) return scene.nodesByValue[0] ?? -1;
  switch (way) {
    case 'right':
      return along(scene, scene.out[from] ?? [], 'to', from);
    case 'left':
      return along(scene, scene.in[from] ?? [], 'from', from);
    case 'up':
      return beside(scene, from, -1);
    case 'down':
      return beside(scene, from, 1);
  }
}

function along(scene: Scene, links: readonly number[], end: 'from' | 'to', node: number): number {
  let best = -1;
  let width = -1;
  const ahead = end === 'to' ? 1 : -1;
  for (const i of links) {
    const link = scene.links[i];
    if (!link) continue;
    // a line that runs the way of the arrow is preferred, so that walking does not go in circles
    const runs = ((scene.x[link[end]] ?? 0) - (scene.x[node] ?? 0)) * ahead > 0;
    const value = link.width + (runs ? 1000 : 0);
    if (value <= width) continue;
    width = value;
    best = link[end];
  }
  return best;
}

function beside(scene: Scene, from: number, way: 1 | -1): number {
  let best = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < scene.x.length; i++) {
    const dy = ((scene.y[i] ?? 0) - (scene.y[from] ?? 0)) * way;
    if (i === from || dy <= 0) continue;
    const distance = dy + Math.abs((scene.x[i] ?? 0) - (scene.x[from] ?? 0)) * 2;
    if (distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  return best;
}
