import type { Camera } from './camera.ts';
import { category } from './category.ts';
import { radiusOf } from './curve.ts';
import type { Focus } from './focus.ts';
import { middleOf } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

const MOST = { near: 220, far: 46, moving: 36 } as const;
const LETTERS = 20;
/** From this scale on both lines of a label can be read. */
const BOTH = 0.5;

/** Room on a coarse grid, so that no text stands over another. */
class Room {
  private readonly taken = new Set<number>();

  claim(x: number, y: number, width: number, height: number, force: boolean): boolean {
    const cells: number[] = [];
    for (let row = Math.floor(y / 9); row <= Math.floor((y + height) / 9); row++) {
      for (let column = Math.floor(x / 18); column <= Math.floor((x + width) / 18); column++) {
        const cell = row * 8192 + column;
        if (!force && this.taken.has(cell)) return false;
        cells.push(cell);
      }
    }
    for (const cell of cells) this.taken.add(cell);
    return true;
  }
}

/** Names and amounts under the nodes of most value, as far as there is room; marks in shapes. */
export function paintLabels(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  focus: Focus,
  visible: readonly number[],
  moving: boolean,
  only: ReadonlySet<number> | null,
): void {
  const room = new Room();
  const both = camera.scale > BOTH;
  const shown = only ? visible.filter((i) => only.has(i)) : visible;
  // shapes are in the way of texts while few enough are in sight to be told apart
  if (shown.length < 700) {
    for (const i of shown) {
      const { x, y } = at(scene, camera, i);
      const r = radiusOf(scene, camera, i) * 0.8;
      room.claim(x - r, y - r * 0.7, 2 * r, 1.3 * r, true);
    }
  }
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  if (camera.scale > 0.5) for (const i of shown) mark(ctx, scene, camera, palette, i);
  if (camera.scale > BOTH && !moving) changes(ctx, scene, camera, palette, room, only);
  const first = [focus.cursor, focus.hovered, ...focus.selected].filter((i) => i >= 0);
  const most = moving ? MOST.moving : both ? MOST.near : MOST.far;
  const done = new Set<number>();
  for (const i of [...first, ...shown]) {
    if (done.size >= most) break;
    const node = scene.drawn.nodes[i];
    if (!node || done.has(i)) continue;
    const { x, y } = at(scene, camera, i);
    const ring = first.includes(i) ? 14 : node.rests ? 9 : 4;
    const top = y + radiusOf(scene, camera, i) + ring;
    const name = shortened(node.label);
    const amount = both ? scene.textOf(i) : '';
    const width = Math.max(name.length * 6.3, amount.length * 5.8) + 6;
    const height = both && amount ? 26 : 13;
    if (!room.claim(x - width / 2, top, width, height, first.includes(i))) continue;
    done.add(i);
    ctx.globalAlpha = 0.62;
    ctx.fillStyle = palette.paper;
    ctx.fillRect(x - width / 2, top, width, height);
    ctx.globalAlpha = 1;
    const ink = node.context ? palette.quiet : palette.ink;
    line(ctx, name, x, top + 7, `600 11px ${palette.font}`, ink);
    if (amount) line(ctx, amount, x, top + 20, `10.5px ${palette.font}`, palette.quiet);
  }
}

function at(scene: Scene, camera: Camera, i: number): { x: number; y: number } {
  return {
    x: (scene.x[i] ?? 0) * camera.scale + camera.x,
    y: (scene.y[i] ?? 0) * camera.scale + camera.y,
  };
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
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

function shortened(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text;
}

/** Three letters inside the shape of a named place, the number of holders inside a group. */
function mark(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  i: number,
): void {
  const node = scene.drawn.nodes[i];
  const r = radiusOf(scene, camera, i);
  if (!node || r < 8) return;
  const count = node.holders.length;
  const text = node.folded ? `${count > 999 ? '999+' : count}` : category(node.category).mark;
  if (text === '') return;
  const { x, y } = at(scene, camera, i);
  const size = Math.max(7, r * (text.length > 3 ? 0.56 : 0.7));
  const drop = node.category === 'mixer' ? r * 0.22 : node.category === 'exchange' ? r * 0.12 : 0;
  const ink = node.context ? palette.quiet : palette.marks[node.category];
  line(ctx, text, x, y + drop + 0.5, `700 ${size}px ${palette.font}`, ink);
}

/** On lines that cross: which asset, on which ledger, became which. */
function changes(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  room: Room,
  only: ReadonlySet<number> | null,
): void {
  for (const i of scene.linksByValue) {
    const link = scene.links[i];
    if (!link?.change || (only && !(only.has(link.from) && only.has(link.to)))) continue;
    const { x, y } = middleOf(scene, camera, i);
    const width = link.change.length * 5.4 + 12;
    if (!room.claim(x - width / 2, y - 8, width, 16, false)) continue;
    ctx.fillStyle = palette.paper;
    ctx.strokeStyle = palette.lines[link.line] ?? palette.quiet;
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - 8, width, 16, 8);
    ctx.fill();
    ctx.stroke();
    line(ctx, link.change, x, y + 0.5, `600 10px ${palette.font}`, palette.ink);
  }
}

/** Rings around what is pointed at, chosen, or where the keyboard is; what people put on nodes. */
export function paintFocus(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  palette: Palette,
  focus: Focus,
  colours: Readonly<Record<string, string>>,
): void {
  const ring = (i: number, colour: string, width: number, gap: number, dash: number[] = []) => {
    if (i < 0) return;
    const { x, y } = at(scene, camera, i);
    ctx.beginPath();
    ctx.arc(x, y, radiusOf(scene, camera, i) * 1.12 + gap, 0, Math.PI * 2);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke();
    ctx.setLineDash([]);
  };
  for (const [key, { colour, note, pinned }] of scene.marks) {
    const i = scene.drawn.nodeOf.get(key);
    if (i === undefined) continue;
    const { x, y } = at(scene, camera, i);
    const r = radiusOf(scene, camera, i);
    const paint = colour === null ? undefined : colours[colour];
    if (paint) ring(i, paint, 3.5, 4);
    if (note !== null) badge(ctx, x + r + 6, y - r - 4, '✎', palette);
    if (pinned) badge(ctx, x - r - 6, y - r - 4, '⌖', palette);
  }
  ring(focus.hovered, palette.ink, 1.5, 7);
  for (const i of focus.selected) ring(i, palette.chosen, 2.5, 8);
  ring(focus.cursor, palette.chosen, 2, 12, [5, 3]);
}

function badge(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  text: string,
  palette: Palette,
): void {
  ctx.beginPath();
  ctx.arc(x, y, 7.5, 0, Math.PI * 2);
  ctx.fillStyle = palette.ink;
  ctx.fill();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  line(ctx, text, x, y + 0.5, `10px ${palette.font}`, palette.paper);
}
