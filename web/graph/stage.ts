import { AXIS, type AxisText, NAMES, paintAxis, paintNames } from './backdrop.ts';
import { type Box, boxIn } from './box.ts';
import { around, between, type Camera, firstLook, fitted, type Size, zoomed } from './camera.ts';
import { hit } from './curve.ts';
import { type Focus, NO_FOCUS } from './focus.ts';
import { paintFront } from './front.ts';
import { Ground } from './ground.ts';
import { layer, sizeOf } from './layers.ts';
import { Minimap } from './minimap.ts';
import { markColours, type Palette, paletteOf } from './palette.ts';
import type { Scene } from './scene.ts';
import { type Drawing, isSame, type Surface, sized, surfaceIn, type View } from './surface.ts';

/** Pixels that are drawn beyond each side of the view, so that it can be moved without drawing. */
const OVERSCAN = 128;
/** Milliseconds, and frames, without a movement after which everything is drawn again in full. */
const REST = 140;
const STILL = 4;
const GLIDE = 220;
/** Pixels of the frame of what is dragged. */
const GHOST = 36;

/** The canvases of the graph, one camera over all of them, and what is singled out. */
export class Stage implements Disposable {
  readonly host: HTMLElement;
  /** A frame around what is being selected, in pixels of the host, or none. */
  readonly mark: (box: Box | null) => void;
  /** Lines and shapes: on the GPU, or painted in another thread. */
  private surface: Surface;
  /** All that can be seen is one canvas: without a GPU each more would cost as much again. */
  private readonly drawing: CanvasRenderingContext2D;
  /** Lanes, lines and shapes, which stay while something else is singled out. */
  private drawn: Drawing | null = null;
  private asked: View | null = null;
  /** What lies in front does not fit to what was drawn, or to what is singled out. */
  private stale = false;
  private readonly ground: Ground;
  private readonly axis: CanvasRenderingContext2D;
  private readonly names: CanvasRenderingContext2D;
  /** What moves with the camera; the rulers do not. */
  private readonly world: HTMLElement;
  private readonly middle: HTMLElement;
  private readonly map: Minimap;
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
  private still: number = STILL;
  /** Somebody has looked at a part: from then on the view moves only as they say. */
  private isTouched = false;
  private glide: { from: Camera; to: Camera; start: number } | null = null;

  constructor(host: HTMLElement) {
    this.host = host;
    this.size = sizeOf(host);
    this.ground = new Ground(host);
    this.world = document.createElement('div');
    this.world.className = 'graph-world';
    host.append(this.world);
    this.middle = document.createElement('div');
    this.middle.className = 'graph-hidden';
    host.append(this.middle);
    this.surface = this.newSurface();
    this.drawing = layer(this.world, this.surface.kind === 'canvas');
    this.axis = layer(host, true);
    this.names = layer(host, true);
    this.mark = boxIn(host);
    this.map = new Minimap(host, (x, y) => this.centre(x, y));
    this.palette = paletteOf(host);
    host.dataset.surface = this.surface.kind;
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(host);
  }

  private newSurface(): Surface {
    return surfaceIn(this.middle, {
      onDrawn: (drawing) => this.take(drawing),
      onLost: () => this.fallBack(),
    });
  }

  /** The GPU went away: go on without it. */
  private fallBack(): void {
    this.surface[Symbol.dispose]();
    this.middle.replaceChildren();
    this.surface = this.newSurface();
    this.host.dataset.surface = this.surface.kind;
    this.showAgain();
  }

  private showAgain(): void {
    if (this.scene) {
      this.surface.show(this.scene, this.palette);
      this.map.show(this.scene, this.palette, this.size);
    }
    this.asked = null;
    this.ground.forget();
    this.request();
  }

  private take(drawing: Drawing): void {
    this.request();
    const isForGround = this.ground.take(drawing);
    const isOld = drawing.view.scene !== this.scene;
    const done = isForGround || isOld ? drawing.image : this.drawn?.image;
    if (done instanceof ImageBitmap) done.close();
    if (isForGround || isOld) return;
    this.drawn = drawing;
    this.stale = true;
  }

  private resize(): void {
    const size = sizeOf(this.host);
    const isFirst = this.size.width === 0;
    if (size.width === this.size.width && size.height === this.size.height) return;
    this.size = size;
    if (isFirst && this.scene) this.camera = firstLook(this.scene, size);
    else this.reveal(this.aim);
    if (this.scene) this.map.show(this.scene, this.palette, size);
    this.request();
  }

  /** Shows a scene. Until somebody looks closer, all that has come is brought into sight. */
  show(scene: Scene, text: AxisText): void {
    const isFirst = this.scene === null || this.scene.x.length === 0;
    this.scene = scene;
    this.text = text;
    if (isFirst) this.camera = firstLook(scene, this.size);
    else if (!this.isTouched) this.glideTo(firstLook(scene, this.size));
    this.aim = [];
    this.showAgain();
  }

  /** Takes over colours from the style sheet, for when light and dark change. */
  recolour(): void {
    this.palette = paletteOf(this.host);
    this.colours = markColours(this.host);
    this.showAgain();
  }

  single(focus: Focus): void {
    this.focus = focus;
    this.isTouched ||= focus.selected.size > 0 || Math.max(focus.cursor, focus.hovered) >= 0;
    this.stale = true;
    this.request();
  }

  /** What is under a point of the host. */
  at(x: number, y: number): { readonly node: number; readonly link: number } {
    return this.scene ? hit(this.scene, this.camera, x, y) : { node: -1, link: -1 };
  }

  /** A point of the host in the layout. */
  place(x: number, y: number): { x: number; y: number } {
    const { scale, x: left, y: top } = this.camera;
    return { x: (x - left) / scale, y: (y - top) / scale };
  }

  pan(dx: number, dy: number): void {
    this.isTouched = true;
    this.move({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const { width, height } = this.size;
    this.isTouched = true;
    this.move(zoomed(this.camera, factor, at ?? { x: width / 2, y: height / 2 }));
  }

  /** Brings a point of the layout into the middle. */
  private centre(x: number, y: number): void {
    const { width, height } = this.size;
    const { scale, x: left, y: top } = this.camera;
    this.pan(width / 2 - x * scale - left, height / 2 - y * scale - top);
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

  /** A frame where a node that is being dragged would stand. */
  ghost(place: { x: number; y: number } | null): void {
    if (!place) {
      this.mark(null);
      return;
    }
    const { scale, x, y } = this.camera;
    const left = place.x * scale + x - GHOST / 2;
    const top = place.y * scale + y - GHOST / 2;
    this.mark({ x: left, y: top, width: GHOST, height: GHOST });
  }

  private move(camera: Camera): void {
    this.camera = camera;
    this.glide = null;
    this.aim = [];
    this.moved = performance.now();
    this.still = 0;
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
    this.host.removeAttribute('data-still');
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  private draw(now: number): void {
    this.frame = 0;
    const { scene, size } = this;
    if (!scene || size.width === 0) return;
    this.advance(now);
    // frames count as much as time: where they are slow, one without a movement is no rest
    this.still += 1;
    const moving = this.still < STILL || now - this.moved < REST;
    this.ask(scene, moving);
    if (this.stale) this.dress();
    this.shift();
    const { axis, names, camera, palette } = this;
    sized(axis.canvas, axis, { width: size.width, height: AXIS });
    paintAxis(axis, scene, camera, size, palette, this.text);
    sized(names.canvas, names, { width: NAMES, height: size.height });
    paintNames(names, scene, camera, size, palette);
    this.map.look(camera, size, moving);
    const isDone = this.drawn?.view === this.asked && !this.asked?.moving;
    this.host.toggleAttribute('data-still', isDone && !this.glide);
    if (moving || this.glide) this.request();
  }

  /** Asks for a drawing of what is in sight now, unless there is one, or one is being made. */
  private ask(scene: Scene, moving: boolean): void {
    const { surface, asked } = this;
    const camera = this.seen();
    const { width, height } = this.size;
    const size = { width: width + 2 * OVERSCAN, height: height + 2 * OVERSCAN };
    if (surface.busy) return;
    if (!asked || !isSame(asked, { scene, camera, size, moving })) {
      this.asked = { scene, camera, size, moving };
      surface.draw(this.asked);
    } else if (!moving && surface.kind === 'canvas') {
      const far = this.ground.wants(scene, this.size);
      if (far) surface.draw(far);
    }
  }

  private seen(): Camera {
    return { ...this.camera, x: this.camera.x + OVERSCAN, y: this.camera.y + OVERSCAN };
  }

  /** Moves what was drawn to where the camera is. */
  private shift(): void {
    if (!this.drawn || !this.scene) return;
    const { camera, size } = this.drawn.view;
    const { scale, x, y } = between(camera, this.seen());
    this.world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    const isCovered =
      Math.max(x, y) <= OVERSCAN &&
      x - OVERSCAN + size.width * scale >= this.size.width &&
      y - OVERSCAN + size.height * scale >= this.size.height;
    this.ground.lie(this.scene, this.camera, !isCovered);
  }

  /** Names and what is singled out, in front of what was drawn and where it was drawn. */
  private dress(): void {
    const { drawing: front, palette, focus } = this;
    // what is singled out counts in the scene of now
    if (!this.scene || this.drawn?.view.scene !== this.scene) return;
    this.stale = false;
    sized(front.canvas, front, this.drawn.view.size);
    paintFront(front, this.drawn, palette, focus, this.colours);
    this.host.dataset.drawn = String(this.scene.x.length);
  }

  private advance(now: number): void {
    if (!this.glide) return;
    const { from, to, start } = this.glide;
    const t = Math.min(1, Math.max(0, (now - start) / GLIDE));
    const eased = 1 - (1 - t) ** 3;
    const at = (name: keyof Camera) => from[name] + (to[name] - from[name]) * eased;
    this.camera = { scale: at('scale'), x: at('x'), y: at('y') };
    this.moved = now;
    this.still = 0;
    if (t === 1) this.glide = null;
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.surface[Symbol.dispose]();
    this.host.replaceChildren();
  }
}
