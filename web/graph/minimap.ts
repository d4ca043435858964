import { type Box, boxIn } from './box.ts';
import type { Camera, Size } from './camera.ts';
import { visibleNodes } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import { brushOf, sized } from './surface.ts';

const WIDE = { width: 176, height: 104 } as const;
const NARROW = { width: 112, height: 72 } as const;

/**
 * All of the drawing in a corner, with a frame around the part that is in sight: there where that
 * is not all, so that nobody takes the part for the whole. A press on it goes there.
 */
export class Minimap {
  private readonly host: HTMLElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly caption: HTMLElement;
  private readonly frame: (box: Box | null) => void;
  private scene: Scene | null = null;
  private camera: Camera = { scale: 1, x: 0, y: 0 };

  /** @param go is told the point of the layout that was pressed */
  constructor(host: HTMLElement, go: (x: number, y: number) => void) {
    this.host = document.createElement('div');
    this.host.className = 'graph-map';
    this.host.hidden = true;
    // by keyboard the same is done by arrows, + and 0
    this.host.setAttribute('aria-hidden', 'true');
    const canvas = document.createElement('canvas');
    this.caption = document.createElement('span');
    this.host.append(canvas, this.caption);
    host.append(this.host);
    this.ctx = brushOf(canvas);
    this.frame = boxIn(this.host);
    const press = (event: PointerEvent) => {
      event.stopPropagation();
      if (event.buttons === 0) return;
      const { left, top } = this.host.getBoundingClientRect();
      const { scale, x, y } = this.camera;
      go((event.clientX - left - x) / scale, (event.clientY - top - y) / scale);
    };
    this.host.addEventListener('pointerdown', press);
    this.host.addEventListener('pointermove', press);
    for (const name of ['pointerup', 'click', 'dblclick'] as const) {
      this.host.addEventListener(name, (event) => event.stopPropagation());
    }
  }

  /** Takes the shapes of a scene; they are drawn once. */
  show(scene: Scene, palette: Palette, { width }: Size): void {
    const size = width < 520 ? NARROW : WIDE;
    this.scene = scene;
    this.camera = close(scene, size);
    this.host.style.width = `${size.width}px`;
    this.host.style.height = `${size.height}px`;
    const { ctx, camera } = this;
    sized(ctx.canvas, ctx, size);
    for (const i of scene.nodesByValue.toReversed()) {
      const node = scene.drawn.nodes[i];
      if (!node) continue;
      ctx.fillStyle = node.context ? palette.line : palette.fills[node.category];
      const r = Math.max(1, Math.min(3, (scene.radii[i] ?? 9) * camera.scale));
      const x = (scene.x[i] ?? 0) * camera.scale + camera.x;
      const y = (scene.y[i] ?? 0) * camera.scale + camera.y;
      ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
    }
  }

  /** Moves the frame to what is in sight. */
  look(camera: Camera, size: Size, moving: boolean): void {
    if (!this.scene) return;
    const { box } = this.scene;
    const left = -camera.x / camera.scale;
    const top = -camera.y / camera.scale;
    const [width, height] = [size.width / camera.scale, size.height / camera.scale];
    const isAll =
      left <= box.left + SLACK &&
      top <= box.top + SLACK &&
      left + width >= box.right - SLACK &&
      top + height >= box.bottom - SLACK;
    this.host.hidden = isAll || size.height < LEAST;
    if (this.host.hidden) return;
    if (!moving) {
      const seen = visibleNodes(this.scene, camera, size).length;
      const text = `${seen} of ${this.scene.x.length} in sight`;
      if (this.caption.textContent !== text) this.caption.textContent = text;
    }
    const { scale, x, y } = this.camera;
    this.frame({
      x: left * scale + x,
      y: top * scale + y,
      width: width * scale,
      height: height * scale,
    });
  }
}

/** In less height it would hide more than it shows. */
const LEAST = 240;
/** A cell's margin: out of sight there is nothing. */
const SLACK = 40;
const MARGIN = 6;

function close({ box }: Scene, size: Size): Camera {
  const room = { width: size.width - 2 * MARGIN, height: size.height - 2 * MARGIN };
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const scale = Math.min(room.width / width, room.height / height);
  return {
    scale,
    x: MARGIN + (room.width - width * scale) / 2 - box.left * scale,
    y: MARGIN + (room.height - height * scale) / 2 - box.top * scale,
  };
}
