/// <reference lib="dom" />
import { category } from '../../category.ts';
import { SLOT } from '../graph/layout.ts';
import type { Camera } from './camera.ts';
import { paintEdges } from './edges.ts';
import { paintLabels, paintNodes } from './nodes.ts';
import type { Focus, Palette, Screen } from './palette.ts';
import type { Scene } from './scene.ts';

export const AXIS = 24;

/** Draws the scene as the camera sees it; only what is in sight costs time. */
export function paint(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
  focus: Focus,
): number {
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, screen.width, screen.height);
  paintLanes(ctx, scene, camera, screen, palette);
  paintEdges(ctx, scene, camera, screen, palette, focus);
  const visible = inSight(scene, camera, screen);
  paintNodes(ctx, scene, camera, palette, focus, visible);
  paintLabels(ctx, scene, camera, palette, focus, visible);
  paintLaneNames(ctx, scene, camera, screen, palette);
  paintAxis(ctx, scene, camera, screen, palette);
  return visible.size;
}

function paintLanes(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
): void {
  for (const { top, bottom } of scene.layout.lanes) {
    const y = top * camera.scale + camera.y;
    const end = bottom * camera.scale + camera.y;
    if (end < 0 || y > screen.height) continue;
    ctx.fillStyle = palette.wash;
    ctx.fillRect(0, y, screen.width, end - y);
  }
}

/** The names of the lanes stay at the left edge, above what is drawn under them. */
function paintLaneNames(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
): void {
  ctx.font = `600 11px ${palette.font}`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.wash;
  ctx.fillStyle = palette.quiet;
  let free = AXIS;
  for (const { category: id, top, bottom } of scene.layout.lanes) {
    const y = Math.max(AXIS + 4, top * camera.scale + camera.y + 3);
    if (bottom * camera.scale + camera.y < AXIS + 12 || y > screen.height || y < free) continue;
    ctx.strokeText(category(id).many, 8, y);
    ctx.fillText(category(id).many, 8, y);
    free = y + 13;
  }
}

function paintAxis(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  palette: Palette,
): void {
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, screen.width, AXIS);
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, AXIS - 1, screen.width, 1);
  ctx.font = `11px ${palette.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  let free = 0;
  for (const { x, text } of scene.layout.marks) {
    const at = x * camera.scale + camera.x;
    if (at < free || at > screen.width - 40) continue;
    ctx.fillStyle = palette.quiet;
    ctx.fillText(text, at, AXIS / 2);
    free = at + ctx.measureText(text).width + 16;
  }
}

function inSight(scene: Scene, camera: Camera, screen: Screen): Set<number> {
  const { x, y } = scene.layout;
  const left = -camera.x / camera.scale - SLOT.width;
  const right = (screen.width - camera.x) / camera.scale + 20;
  const top = -camera.y / camera.scale - SLOT.height;
  const bottom = (screen.height - camera.y) / camera.scale + SLOT.height;
  const visible = new Set<number>();
  for (const i of scene.byValue) {
    const nx = x[i] ?? 0;
    const ny = y[i] ?? 0;
    if (nx > left && nx < right && ny > top && ny < bottom) visible.add(i);
  }
  return visible;
}
