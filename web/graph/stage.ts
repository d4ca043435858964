import { AXIS, type AxisText, NAMES, paintAxis, paintBackdrop, paintNames } from './backdrop.ts';
import { around, type Camera, firstLook, fitted, type Size, zoomed } from './camera.ts';
import { hit } from './curve.ts';
import { brightOf, type Focus, NO_FOCUS } from './focus.ts';
import { paintFocus, paintLabels } from './labels.ts';
import { OVERSCAN, Pace } from './pace.ts';
import { paintLinks, paintNodes, visibleNodes } from './paint.ts';
import { COLOURS, type Palette, paletteOf } from './palette.ts';
import type { Scene } from './scene.ts';
import { type Surface, sized, surfaceIn } from './surface.ts';

/** Milliseconds without a movement after which everything is drawn again in full. */
const REST = 140;
const GLIDE = 220;
/** How much of the rest shines through while something is singled out. */
const VEIL = 0.72;

/** The canvases of the graph, one camera over all of them, and what is singled out. */
export class Stage implements Disposable {
  readonly host: HTMLElement;
  /** Lines and shapes: on the GPU, or on a 2-D canvas. */
  private surface: Surface;
  /** All that can be seen is one canvas: without a GPU each more would cost as much again. */
  private readonly drawing: CanvasRenderingContext2D;
  /** Lanes, lines and shapes, which stay while something else is singled out. */
  private readonly base: CanvasRenderingContext2D;
  private readonly axis: CanvasRenderingContext2D;
  private readonly names: CanvasRenderingContext2D;
  /** What moves with the camera; the rulers do not. */
  private readonly world: HTMLElement;
  private readonly middle: HTMLElement;
  private readonly box: HTMLElement;
  private readonly sizes: ResizeObserver;
  private scene: Scene | null = null;
  private palette: Palette;
  private colours: Readonly<Record<string, string>> = {};
  private focus: Focus = NO_FOCUS;
  private text: AxisText = String;
  private camera: Camera = { scale: 1, x: 0, y: 0 };
  private size: Size;
  /** Nodes that are to stay in sight until somebody moves the view. */
  private aim: readonly number[] = [];
  private frame = 0;
  private moved = 0;
  private readonly pace = new Pace();
  private glide: { from: Camera; to: Camera; start: number } | null = null;

  constructor(host: HTMLElement) {
    this.host = host;
    this.size = { width: host.clientWidth, height: host.clientHeight };
    this.world = document.createElement('div');
    this.world.className = 'graph-world';
    host.append(this.world);
    this.drawing = layer(this.world);
    this.base = canvasOf(document.createElement('canvas'));
    this.middle = document.createElement('div');
    this.middle.className = 'graph-hidden';
    host.append(this.middle);
    this.surface = surfaceIn(this.middle, () => this.fallBack());
    this.axis = layer(host);
    this.names = layer(host);
    this.box = document.createElement('div');
    this.box.className = 'graph-box';
    this.box.hidden = true;
    host.append(this.box);
    this.palette = paletteOf(host);
    host.dataset.surface = this.surface.kind;
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(host);
  }

  /** The GPU went away: go on without it. */
  private fallBack(): void {
    this.surface[Symbol.dispose]();
    this.middle.replaceChildren();
    // a canvas that lost its GPU gives no second context, so the plain one is taken
    this.surface = surfaceIn(this.middle, () => this.fallBack());
    this.host.dataset.surface = this.surface.kind;
    if (this.scene) this.surface.show(this.scene, this.palette);
    this.pace.renew();
    this.request();
  }

  private resize(): void {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    const isFirst = this.size.width === 0;
    if (size.width === this.size.width && size.height === this.size.height) return;
    this.size = size;
    if (isFirst && this.scene) this.camera = firstLook(this.scene, size);
    else this.reveal(this.aim);
    this.pace.renew();
    this.request();
  }

  /** Shows a scene; the camera stays unless it is the first. */
  show(scene: Scene, text: AxisText): void {
    const isFirst = this.scene === null || this.scene.x.length === 0;
    this.scene = scene;
    this.text = text;
    if (isFirst) this.camera = firstLook(scene, this.size);
    this.aim = [];
    this.surface.show(scene, this.palette);
    this.pace.renew();
    this.request();
  }

  /** Takes over colours from the style sheet, for when light and dark change. */
  recolour(): void {
    this.palette = paletteOf(this.host);
    const style = getComputedStyle(this.host);
    this.colours = Object.fromEntries(
      COLOURS.map((name) => [name, style.getPropertyValue(`--graph-mark-${name}`).trim()]),
    );
    if (this.scene) this.surface.show(this.scene, this.palette);
    this.pace.renew();
    this.request();
  }

  single(focus: Focus): void {
    this.focus = focus;
    this.request();
  }

  /** What is under a point of the host. */
  at(x: number, y: number): { readonly node: number; readonly link: number } {
    return this.scene ? hit(this.scene, this.camera, x, y) : { node: -1, link: -1 };
  }

  /** A point of the host in the layout. */
  place(x: number, y: number): { x: number; y: number } {
    const { camera } = this;
    return { x: (x - camera.x) / camera.scale, y: (y - camera.y) / camera.scale };
  }

  pan(dx: number, dy: number): void {
    this.move({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const middle = { x: this.size.width / 2, y: this.size.height / 2 };
    this.move(zoomed(this.camera, factor, at ?? middle));
  }

  fit(): void {
    if (this.scene) this.glideTo(fitted(this.scene, this.size));
  }

  home(): void {
    if (this.scene) this.glideTo(firstLook(this.scene, this.size));
  }

  /** Brings nodes into sight, and keeps them there while the stage changes its size. */
  reveal(nodes: readonly number[]): void {
    if (!this.scene || nodes.length === 0) return;
    this.aim = nodes;
    this.glideTo(around(this.scene, nodes, this.camera, this.size));
  }

  /** A frame around what is being selected, in pixels of the host, or none. */
  mark(box: { x: number; y: number; width: number; height: number } | null): void {
    this.box.hidden = box === null;
    if (!box) return;
    this.box.style.transform = `translate(${box.x}px, ${box.y}px)`;
    this.box.style.width = `${box.width}px`;
    this.box.style.height = `${box.height}px`;
  }

  /** A frame where a node that is being dragged would stand. */
  ghost(place: { x: number; y: number } | null): void {
    if (!place) {
      this.mark(null);
      return;
    }
    const { camera } = this;
    const half = 18;
    const x = place.x * camera.scale + camera.x - half;
    const y = place.y * camera.scale + camera.y - half;
    this.mark({ x, y, width: 2 * half, height: 2 * half });
  }

  private move(camera: Camera): void {
    this.camera = camera;
    this.glide = null;
    this.aim = [];
    this.moved = performance.now();
    this.request();
  }

  private glideTo(to: Camera): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still) {
      this.move(to);
      return;
    }
    this.glide = { from: this.camera, to, start: performance.now() };
    this.request();
  }

  private request(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  private draw(now: number): void {
    this.frame = 0;
    const { scene, size } = this;
    if (!scene || size.width === 0) return;
    this.advance(now);
    const moving = now - this.moved < REST;
    if (moving && this.pace.mayWait(now, this.camera, size)) this.shift();
    else this.redraw(scene, now, moving);
    const { axis, names, camera, palette } = this;
    sized(axis.canvas, axis, { width: size.width, height: AXIS });
    paintAxis(axis, scene, camera, size, palette, this.text);
    sized(names.canvas, names, { width: NAMES, height: size.height });
    paintNames(names, scene, camera, size, palette);
    this.host.dataset.drawn = String(scene.x.length);
    this.host.toggleAttribute('data-still', !moving && !this.glide);
    if (moving || this.glide) this.request();
  }

  /** Moves what was drawn instead of drawing it again. */
  private shift(): void {
    const { scale, x, y } = this.pace.shift(this.camera);
    this.world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  private redraw(scene: Scene, now: number, moving: boolean): void {
    const { drawing: front, base, palette, focus } = this;
    const camera = { ...this.camera, x: this.camera.x + OVERSCAN, y: this.camera.y + OVERSCAN };
    const { width, height } = this.size;
    const size = { width: width + 2 * OVERSCAN, height: height + 2 * OVERSCAN };
    this.world.style.transform = '';
    if (this.pace.isNew(this.camera, moving)) {
      sized(base.canvas, base, size);
      paintBackdrop(base, scene, camera, size, palette);
      this.surface.draw(base, camera, size, moving);
      this.pace.drew(now, this.camera, moving);
    }
    sized(front.canvas, front, size);
    front.drawImage(base.canvas, 0, 0, size.width, size.height);
    const visible = visibleNodes(scene, camera, size);
    const bright = brightOf(scene, focus);
    if (bright) {
      front.globalAlpha = VEIL;
      front.fillStyle = palette.paper;
      front.fillRect(0, 0, size.width, size.height);
      front.globalAlpha = 1;
      const path = { ...palette, lines: palette.lines.map(() => palette.chosen) };
      const lines = focus.links.size > 0 ? path : palette;
      paintLinks(front, scene, camera, size, lines, bright.links);
      const nodes = visible.filter((i) => bright.nodes.has(i));
      paintNodes(front, scene, camera, palette, nodes);
    }
    const only = bright?.nodes ?? null;
    paintLabels(front, scene, camera, palette, focus, visible, moving, only);
    paintFocus(front, scene, camera, palette, focus, this.colours);
  }

  private advance(now: number): void {
    if (!this.glide) return;
    const { from, to, start } = this.glide;
    const t = Math.min(1, Math.max(0, (now - start) / GLIDE));
    const eased = 1 - (1 - t) ** 3;
    const mix = (a: number, b: number) => a + (b - a) * eased;
    const scale = mix(from.scale, to.scale);
    this.camera = { scale, x: mix(from.x, to.x), y: mix(from.y, to.y) };
    this.moved = now;
    if (t === 1) this.glide = null;
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.surface[Symbol.dispose]();
    this.host.replaceChildren();
  }
}

function layer(host: HTMLElement): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.className = 'graph-layer';
  host.append(canvas);
  return canvasOf(canvas);
}

function canvasOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('this browser draws on no canvas');
  return ctx;
}
