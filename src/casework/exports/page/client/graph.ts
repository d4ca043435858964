/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { View } from '../../view.ts';
import { type Order, SLOT } from '../graph/layout.ts';
import type { Target } from '../sections/panel.ts';
import { type Camera, fitted, glide, zoomed } from './camera.ts';
import { byId, stillness } from './dom.ts';
import type { Hit } from './hit.ts';
import { AXIS, paint } from './paint.ts';
import { type Palette, paletteOf } from './palette.ts';
import { pathTo, type Scene, sceneOf } from './scene.ts';

/** Width of the side panel where it has not been shown yet. */
const PANEL = 432;
/** Milliseconds after the last movement of the camera until all is drawn again. */
const REST = 140;
/** Lines drawn while the camera moves, at most and at least, by how fast the device is. */
const LINES = { most: 900, least: 120 } as const;
/** Screens narrower than this show a part of the graph at first, large enough to read. */
const NARROW = 600;

/** The hop-by-time graph: a canvas that draws only when something has changed. */
export class GraphView {
  readonly canvas: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly view: View;
  private readonly show: (target: Target) => void;
  private policy: PolicyId;
  private order: Order = 'time';
  private most: number;
  private scenery: Scene;
  private seenFrom: Camera = { scale: 1, x: 0, y: 0 };
  private palette: Palette = paletteOf(document.documentElement);
  private chosen = -1;
  private hovered = -1;
  private path: ReadonlySet<number> = new Set();
  private found: ReadonlySet<number> | null = null;
  private waiting = false;
  private lines: number = LINES.most;
  private last = 0;
  private moving = false;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private stop = () => {};
  private height = 0;

  constructor(view: View, most: number, show: (target: Target) => void) {
    this.canvas = byId<HTMLCanvasElement>('graph');
    const ctx = this.canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error('internal error: no canvas');
    this.ctx = ctx;
    this.view = view;
    this.show = show;
    this.policy = view.locked;
    this.most = most;
    this.scenery = sceneOf(view, view.locked, this.order, most, null);
    new ResizeObserver(() => this.resized()).observe(this.canvas);
    this.count();
  }

  scene(): Scene {
    return this.scenery;
  }

  camera(): Camera {
    return this.seenFrom;
  }

  selected(): number {
    return this.chosen;
  }

  setPolicy(policy: PolicyId): void {
    this.policy = policy;
    this.remake();
  }

  setOrder(order: Order): void {
    this.order = order;
    this.remake();
    this.look(this.opening());
  }

  /** How many nodes are drawn at most; what was selected stays so, or its group is. */
  setMost(most: number): void {
    const holder = this.scenery.graph.nodes[this.chosen]?.holders[0];
    this.most = most;
    this.hovered = -1;
    this.chosen = -1;
    this.remake();
    this.select(this.nodeOf(holder), false);
    this.look(this.opening());
  }

  /** Colours have changed. */
  recolour(): void {
    this.palette = paletteOf(document.documentElement);
    this.draw();
  }

  /** Lights up these nodes; null where nothing is searched. */
  light(found: ReadonlySet<number> | null): void {
    this.found = found;
    this.draw();
  }

  /** Goes to a holder and singles it out. */
  goTo(holder: string): void {
    const node = this.nodeOf(holder);
    if (node >= 0 && node !== this.chosen) this.select(node);
  }

  /** Draws all of it at once, for paper: on an empty canvas, which browsers print as lines. */
  drawWhole(): void {
    this.seenFrom = this.whole();
    this.moving = false;
    this.palette = paletteOf(document.documentElement);
    this.canvas.width = 0;
    this.now();
  }

  look(camera: Camera): void {
    this.stop();
    this.step(camera);
  }

  zoom(factor: number, x?: number, y?: number): void {
    const { clientWidth, clientHeight } = this.canvas;
    const next = zoomed(this.seenFrom, factor, x ?? clientWidth / 2, y ?? clientHeight / 2);
    if (x === undefined) this.travel(next);
    else this.look(next);
  }

  fit(): void {
    this.travel(this.whole());
  }

  select(node: number, bring = true): void {
    this.chosen = node;
    this.path = node < 0 ? new Set() : pathTo(this.view, this.scenery, node);
    this.canvas.dataset.selected = String(node);
    const item = this.scenery.graph.nodes[node];
    byId('graph-said').textContent = item ? `${item.label}, ${this.scenery.texts[node]}` : '';
    if (node >= 0 && bring) this.bring(node);
    this.draw();
  }

  hover(hit: Hit | null): void {
    const next = hit?.kind === 'node' ? hit.index : -1;
    this.canvas.style.cursor = hit ? 'pointer' : '';
    if (next === this.hovered) return;
    this.hovered = next;
    this.draw();
  }

  /** Opens a node or an edge in the side panel. */
  open(hit: Hit): void {
    if (hit.kind === 'edge') {
      this.show({ kind: 'hops', hops: this.scenery.edges[hit.index]?.hops ?? [] });
      return;
    }
    const node = this.scenery.graph.nodes[hit.index];
    const [only] = node?.holders ?? [];
    if (node?.folded) this.show({ kind: 'group', label: node.label, holders: node.holders });
    else if (only !== undefined) this.show({ kind: 'holder', id: only });
  }

  private nodeOf(holder: string | undefined): number {
    return holder === undefined ? -1 : (this.scenery.graph.nodeOf.get(holder) ?? -1);
  }

  private remake(): void {
    this.scenery = sceneOf(this.view, this.policy, this.order, this.most, this.scenery);
    this.select(this.chosen, false);
    this.count();
  }

  private count(): void {
    this.canvas.dataset.nodes = String(this.scenery.graph.nodes.length);
    this.canvas.dataset.edges = String(this.scenery.edges.length);
  }

  private resized(): void {
    const height = this.canvas.clientHeight;
    // A tool bar that comes and goes must not throw away where the reader looked.
    const anew = this.height === 0 || Math.abs(height - this.height) > 80;
    this.height = height;
    if (anew) this.look(this.opening());
    else this.draw();
  }

  private draw(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.now());
  }

  private now(): void {
    this.waiting = false;
    this.keepPace();
    const { canvas, ctx } = this;
    const screen = { width: canvas.clientWidth, height: canvas.clientHeight };
    const density = Math.min(2, devicePixelRatio || 1);
    const width = Math.round(screen.width * density);
    const height = Math.round(screen.height * density);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    ctx.setTransform(density, 0, 0, density, 0, 0);
    const drawn = paint(ctx, this.scenery, this.seenFrom, screen, this.palette, {
      selected: this.chosen,
      hovered: this.hovered,
      path: this.path,
      found: this.found,
      moving: this.moving,
      lines: this.lines,
    });
    canvas.dataset.visible = String(drawn);
    canvas.dataset.scale = this.seenFrom.scale.toFixed(4);
  }

  /** Fewer lines after a slow frame, more after a quick one: a weak device stays smooth. */
  private keepPace(): void {
    const now = performance.now();
    const took = now - this.last;
    this.last = now;
    if (!this.moving || took > 500) return;
    if (took > 26) this.lines = Math.max(LINES.least, Math.round(this.lines * 0.75));
    else if (took < 19) this.lines = Math.min(LINES.most, Math.round(this.lines * 1.1));
  }

  private step(camera: Camera): void {
    this.seenFrom = camera;
    this.moving = true;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.moving = false;
      this.draw();
    }, REST);
    this.draw();
  }

  private travel(camera: Camera): void {
    this.stop();
    this.stop = glide(this.seenFrom, camera, stillness(), (next) => this.step(next));
  }

  private whole(): Camera {
    const { clientWidth, clientHeight } = this.canvas;
    const { width, height } = this.scenery.layout;
    // The names of the lanes need room at the left, where there is any.
    const left = Math.min(150, clientWidth * 0.13);
    const room = { left, top: AXIS + 8, right: clientWidth - 10, bottom: clientHeight - 10 };
    return fitted({ x: -20, y: 0, width: width + 20, height }, room);
  }

  /** What is seen first: all of it; on a narrow screen all of its height, from the left. */
  private opening(): Camera {
    const all = this.whole();
    if (this.canvas.clientWidth >= NARROW) return all;
    const tall = (this.canvas.clientHeight - AXIS - 18) / this.scenery.layout.height;
    return { scale: Math.max(all.scale, Math.min(0.6, tall)), x: 16, y: AXIS + 8 };
  }

  /** Moves the camera to a node, unless it can be seen well beside the side panel. */
  private bring(node: number): void {
    const { left, width, height } = this.canvas.getBoundingClientRect();
    const covered = innerWidth > 640 ? byId('panel').offsetWidth || PANEL : 0;
    const right = Math.max(width / 3, Math.min(width, innerWidth - covered - left));
    const { scale: now, x: dx, y: dy } = this.seenFrom;
    const scale = Math.max(now, 0.8);
    const { layout } = this.scenery;
    const [x, y] = [layout.x[node] ?? 0, layout.y[node] ?? 0];
    const [sx, sy] = [x * now + dx, y * now + dy];
    const inside = sx > 30 && sx < right - SLOT.width && sy > AXIS + 20 && sy < height - 20;
    if (inside && now >= 0.5) return;
    this.travel({ scale, x: right / 2 - x * scale, y: height / 2 - y * scale });
  }
}
