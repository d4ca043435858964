import type { Scene } from './scene.ts';

/** Layout to screen: `screen = layout × scale + offset`. */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const SCALE = { least: 0.02, most: 3 } as const;
/** Room for the names of lanes, the axis and the border. */
const MARGIN = { left: 24, right: 24, top: 44, bottom: 20 } as const;
/** Below this labels cannot be read, so a first look shows a part rather than everything. */
const LEGIBLE = 0.72;
/** Where a little less shows everything, everything is shown. */
const NEARLY = 0.6;

/** Zooms by a factor around a point of the screen. */
export function zoomed(camera: Camera, factor: number, at: { x: number; y: number }): Camera {
  const scale = Math.min(SCALE.most, Math.max(SCALE.least, camera.scale * factor));
  const by = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * by, y: at.y - (at.y - camera.y) * by };
}

/** How what was drawn for one camera has to be moved and scaled to stand where another sees it. */
export function between(drawn: Camera, now: Camera): Camera {
  const scale = now.scale / drawn.scale;
  return { scale, x: now.x - drawn.x * scale, y: now.y - drawn.y * scale };
}

/** All of the drawing, in the middle. */
export function fitted({ box }: Pick<Scene, 'box'>, size: Size): Camera {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const room = {
    width: Math.max(40, size.width - MARGIN.left - MARGIN.right),
    height: Math.max(40, size.height - MARGIN.top - MARGIN.bottom),
  };
  const scale = Math.max(SCALE.least, Math.min(1.15, room.width / width, room.height / height));
  return {
    scale,
    x: MARGIN.left + (room.width - width * scale) / 2 - box.left * scale,
    y: MARGIN.top + (room.height - height * scale) / 2 - box.top * scale,
  };
}

/** The first look: all of it if it can be read, else the beginning, around the first sources. */
export function firstLook(scene: Scene, size: Size): Camera {
  const all = fitted(scene, size);
  if (all.scale >= NEARLY) return all;
  const { nodes } = scene.drawn;
  const sources = scene.nodesByValue.filter((i) => nodes[i]?.category === 'source');
  const left = Math.min(...sources.map((i) => scene.x[i] ?? 0));
  const start = sources.find((i) => (scene.x[i] ?? 0) === left) ?? 0;
  const { box } = scene;
  const room = size.height - MARGIN.top - MARGIN.bottom;
  const height = (box.bottom - box.top) * LEGIBLE;
  const x = MARGIN.left - Math.max(box.left, (scene.x[start] ?? 0) - 132) * LEGIBLE;
  const y =
    height <= room
      ? MARGIN.top + (room - height) / 2 - box.top * LEGIBLE
      : size.height * 0.42 - (scene.y[start] ?? 0) * LEGIBLE;
  return { scale: LEGIBLE, x, y };
}

/** Several nodes together: the least move for one, all of them in the middle for more. */
export function around(scene: Scene, nodes: readonly number[], camera: Camera, size: Size): Camera {
  const [first] = nodes;
  if (first === undefined) return camera;
  if (nodes.length === 1) {
    return inSight(camera, size, scene.x[first] ?? 0, scene.y[first] ?? 0);
  }
  const x = nodes.map((i) => scene.x[i] ?? 0);
  const y = nodes.map((i) => scene.y[i] ?? 0);
  const box = {
    left: Math.min(...x) - 90,
    right: Math.max(...x) + 90,
    top: Math.min(...y) - 50,
    bottom: Math.max(...y) + 60,
  };
  return fitted({ box }, size);
}

/** The least move that brings a point of the layout into sight. */
function inSight(camera: Camera, size: Size, x: number, y: number): Camera {
  const px = x * camera.scale + camera.x;
  const py = y * camera.scale + camera.y;
  const inset = { x: Math.min(140, size.width / 4), y: Math.min(90, size.height / 4) };
  const dx = Math.min(0, size.width - inset.x - px) + Math.max(0, inset.x - px);
  const dy = Math.min(0, size.height - inset.y - py) + Math.max(0, inset.y - py);
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}
