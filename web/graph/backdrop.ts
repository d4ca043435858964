import type { Camera, Size } from './camera.ts';
import { CELL, type Lane, laneName } from './layout.ts';
import type { Brush } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import type { Sketch } from './sketch.ts';

/** Height of the axis on top, and width of the strip in which lanes have their names. */
export const AXIS = 26;
export const NAMES = 140;
/** Pixels between two marks of the axis, at least. */
const APART = 96;

/** Writes the keys of the axis: a time, or a hop. */
export type AxisText = (key: number, before: number | null) => string;

/** How times are written on the axis, in UTC: the day where it changes, else the time alone. */
export function axisText(scene: Scene, locale: string): AxisText {
  if (scene.layout.axis.order === 'hop') return (key) => `hop ${key}`;
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const year = (key: number) => new Date(key).getUTCFullYear();
  return (key, before) => {
    const at = new Date(key);
    if (before !== null && day.format(at) === day.format(new Date(before))) return time.format(at);
    const isNewYear = before === null || year(before) !== year(key);
    return `${day.format(at)}${isNewYear ? ` ${year(key)}` : ''}, ${time.format(at)}`;
  };
}

/** Lanes and columns, behind everything. */
export function paintBackdrop(
  ctx: Brush,
  scene: Sketch,
  camera: Camera,
  size: Size,
  palette: Palette,
): void {
  ctx.fillStyle = palette.wash;
  scene.layout.lanes.forEach((lane, i) => {
    if (i % 2 === 1) return;
    const { top, bottom } = extent(lane, camera);
    ctx.fillRect(0, top, size.width, bottom - top);
  });
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { x } of marks(scene, camera, size)) {
    ctx.moveTo(Math.round(x) + 0.5, 0);
    ctx.lineTo(Math.round(x) + 0.5, size.height);
  }
  ctx.stroke();
}

/** The names of the lanes, on the left and always in sight. */
export function paintNames(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  size: Size,
  palette: Palette,
): void {
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.font = `600 11px ${palette.font}`;
  for (const lane of scene.layout.lanes) {
    const { top, bottom } = extent(lane, camera);
    const y = Math.max(AXIS + 12, top + 12);
    if (y > bottom - 4 || y > size.height - 4) continue;
    const name = laneName(lane.id);
    const width = ctx.measureText(name).width;
    ctx.globalAlpha = 0.85;
    ctx.fillStyle = palette.paper;
    ctx.fillRect(6, y - 9, width + 12, 18);
    ctx.globalAlpha = 1;
    ctx.fillStyle = palette.quiet;
    ctx.fillText(name, 12, y + 0.5);
  }
}

/** The axis on top. */
export function paintAxis(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  size: Size,
  palette: Palette,
  text: AxisText,
): void {
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, size.width, AXIS);
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, AXIS - 1, size.width, 1);
  ctx.font = `11px ${palette.font}`;
  ctx.fillStyle = palette.quiet;
  let before: number | null = null;
  for (const { x, key } of marks(scene, camera, size)) {
    ctx.fillText(text(key, before), x + 5, AXIS / 2);
    before = key;
  }
}

function extent(lane: Lane, camera: Camera): { top: number; bottom: number } {
  const gap = 12;
  return {
    top: (lane.base + lane.low * CELL.height - gap) * camera.scale + camera.y,
    bottom: (lane.base + (lane.high + 1) * CELL.height + gap) * camera.scale + camera.y,
  };
}

/** Beginnings of columns in sight, as close as their texts allow. */
function marks(scene: Sketch, camera: Camera, size: Size): { x: number; key: number }[] {
  const { starts, offsets } = scene.layout.axis;
  const shown: { x: number; key: number }[] = [];
  starts.forEach((key, i) => {
    const x = (offsets[i] ?? 0) * CELL.width * camera.scale + camera.x;
    const last = shown.at(-1);
    if (x < -APART || x > size.width || (last && x - last.x < APART)) return;
    shown.push({ x, key });
  });
  return shown;
}
