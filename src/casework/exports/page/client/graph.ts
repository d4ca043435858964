/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { View } from '../../view.ts';
import { type Order, SLOT } from '../graph/layout.ts';
import { DRAWN } from '../graph/model.ts';
import { foldedText } from '../sections/graph.ts';
import type { Target } from '../sections/panel.ts';
import { type Camera, fitted, glide, zoomed } from './camera.ts';
import { byId, stillness } from './dom.ts';
import type { Hit } from './hit.ts';
import { startKeys } from './keys.ts';
import { AXIS, paint } from './paint.ts';
import { type Focus, type Palette, paletteOf } from './palette.ts';
import { startPointers } from './pointers.ts';
import { pathTo, type Scene, sceneOf } from './scene.ts';

export interface GraphView {
  show(policy: PolicyId): void;
  /** Colours have changed. */
  recolour(): void;
  /** Goes to a holder and singles it out. */
  goTo(holder: string): void;
  /** Draws all of it at once, for paper. */
  whole(): void;
}

/** What the input handlers may ask of the graph. */
export interface GraphControl {
  readonly canvas: HTMLCanvasElement;
  scene(): Scene;
  camera(): Camera;
  look(camera: Camera): void;
  zoom(factor: number, x?: number, y?: number): void;
  fit(): void;
  select(node: number, bring?: boolean): void;
  selected(): number;
  hover(hit: Hit | null): void;
  open(hit: Hit): void;
}

/** Width of the side panel where it has not been shown yet. */
const PANEL = 432;

/** Milliseconds after the last movement of the camera until all is drawn again. */
const REST = 140;

/** The hop-by-time graph: a canvas that draws only when something has changed. */
export function startGraph(
  view: View,
  open: (target: Target) => void,
  onSearch: (text: string) => void,
): GraphView {
  const canvas = byId<HTMLCanvasElement>('graph');
  const ctx = canvas.getContext('2d', { alpha: false });
  if (!ctx) throw new Error('internal error: no canvas');
  let policy = view.locked;
  let order: Order = 'time';
  let drawnMost = chosenMost();
  let scene = sceneOf(view, policy, order, drawnMost, null);
  let camera: Camera = { scale: 1, x: 0, y: 0 };
  let palette: Palette = paletteOf(document.documentElement);
  let selected = -1;
  let hovered = -1;
  let path: ReadonlySet<number> = new Set();
  let found: ReadonlySet<number> | null = null;
  let waiting = false;
  let moving = false;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });

  const now = () => {
    waiting = false;
    const screen = size();
    const density = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [
      Math.round(screen.width * density),
      Math.round(screen.height * density),
    ];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    ctx.setTransform(density, 0, 0, density, 0, 0);
    const focus: Focus = { selected, hovered, path, found, moving };
    const drawn = paint(ctx, scene, camera, screen, palette, focus);
    canvas.dataset.visible = String(drawn);
    canvas.dataset.scale = camera.scale.toFixed(4);
  };
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(now);
  };
  const look = (next: Camera) => {
    camera = next;
    moving = true;
    clearTimeout(rest);
    rest = setTimeout(() => {
      moving = false;
      draw();
    }, REST);
    draw();
  };
  const travel = (next: Camera) => {
    stop();
    stop = glide(camera, next, stillness(), look);
  };
  const whole = (): Camera => {
    const { width, height } = size();
    const box = { x: -20, y: 0, width: scene.layout.width + 20, height: scene.layout.height };
    // The names of the lanes need room at the left, where there is any.
    const left = Math.min(150, width * 0.13);
    return fitted(box, { left, top: AXIS + 8, right: width - 10, bottom: height - 10 });
  };
  /** What is seen first: all of it; on a narrow screen all of its height, from the left. */
  const opening = (): Camera => {
    const { width, height } = size();
    const all = whole();
    if (width >= 600) return all;
    const room = { left: 10, top: AXIS + 8, right: 1e6, bottom: height - 10 };
    const tall = fitted({ x: 0, y: 0, width: 1, height: scene.layout.height }, room);
    const scale = Math.max(all.scale, Math.min(0.6, tall.scale));
    return { scale, x: 16, y: AXIS + 8 };
  };
  const bring = (node: number) => {
    const { left, width, height } = canvas.getBoundingClientRect();
    const side = byId('panel');
    const covered = innerWidth > 640 ? side.offsetWidth || PANEL : 0;
    const right = Math.max(width / 3, Math.min(width, innerWidth - covered - left));
    const scale = Math.max(camera.scale, 0.8);
    const [x, y] = [scene.layout.x[node] ?? 0, scene.layout.y[node] ?? 0];
    const [sx, sy] = [x * camera.scale + camera.x, y * camera.scale + camera.y];
    const inside = sx > 30 && sx < right - SLOT.width && sy > AXIS + 20 && sy < height - 20;
    if (inside && camera.scale >= 0.5) return;
    travel({ scale, x: right / 2 - x * scale, y: height / 2 - y * scale });
  };
  const select = (node: number, close = true) => {
    selected = node;
    path = node < 0 ? new Set() : pathTo(view, scene, node);
    canvas.dataset.selected = String(node);
    const item = scene.graph.nodes[node];
    byId('graph-said').textContent = item ? `${item.label}, ${scene.texts[node]}` : '';
    if (node >= 0 && close) bring(node);
    draw();
  };
  const openHit = (hit: Hit) => {
    if (hit.kind === 'edge') {
      open({ kind: 'hops', hops: scene.edges[hit.index]?.hops ?? [] });
      return;
    }
    const node = scene.graph.nodes[hit.index];
    if (!node) return;
    const [only] = node.holders;
    if (node.folded) open({ kind: 'group', label: node.label, holders: node.holders });
    else if (only !== undefined) open({ kind: 'holder', id: only });
  };
  const control: GraphControl = {
    canvas,
    scene: () => scene,
    camera: () => camera,
    look: (next) => {
      stop();
      look(next);
    },
    zoom: (factor, x, y) => {
      const { width, height } = size();
      const next = zoomed(camera, factor, x ?? width / 2, y ?? height / 2);
      if (x === undefined) travel(next);
      else look(next);
    },
    fit: () => travel(whole()),
    select,
    selected: () => selected,
    hover: (hit) => {
      const next = hit?.kind === 'node' ? hit.index : -1;
      canvas.style.cursor = hit ? 'pointer' : '';
      if (next === hovered) return;
      hovered = next;
      draw();
    },
    open: openHit,
  };
  startPointers(control);
  startKeys(control);
  startButtons(control, (next) => {
    order = next;
    scene = sceneOf(view, policy, order, drawnMost, scene);
    select(selected, false);
    look(opening());
  });
  byId('graph-drawn').addEventListener('input', () => {
    const holder = scene.graph.nodes[selected]?.holders[0];
    drawnMost = chosenMost();
    scene = sceneOf(view, policy, order, drawnMost, scene);
    hovered = -1;
    byId('graph-folded').textContent = foldedText(view, scene.graph.folds);
    search();
    select(holder === undefined ? -1 : (scene.graph.nodeOf.get(holder) ?? -1), false);
    count();
    look(opening());
  });
  const search = startSearch(view, control, (nodes, text) => {
    found = nodes;
    onSearch(text);
    draw();
  });
  let known = { width: 0, height: 0 };
  new ResizeObserver(() => {
    const next = size();
    const first = known.width === 0 || Math.abs(next.height - known.height) > 80;
    known = next;
    if (first) look(opening());
    else draw();
  }).observe(canvas);
  const count = () => {
    canvas.dataset.nodes = String(scene.graph.nodes.length);
    canvas.dataset.edges = String(scene.edges.length);
  };
  count();
  look(opening());
  return {
    show: (next) => {
      policy = next;
      scene = sceneOf(view, policy, order, drawnMost, scene);
      select(selected, false);
    },
    recolour: () => {
      palette = paletteOf(document.documentElement);
      draw();
    },
    goTo: (holder) => {
      const node = scene.graph.nodeOf.get(holder);
      if (node !== undefined && node !== selected) select(node);
    },
    whole: () => {
      camera = whole();
      moving = false;
      palette = paletteOf(document.documentElement);
      now();
    },
  };
}

function chosenMost(): number {
  return Number(byId<HTMLSelectElement>('graph-drawn').value) || DRAWN;
}

function startButtons(control: GraphControl, reorder: (order: Order) => void): void {
  byId('graph-in').addEventListener('click', () => control.zoom(1.5));
  byId('graph-out').addEventListener('click', () => control.zoom(1 / 1.5));
  byId('graph-fit').addEventListener('click', control.fit);
  const [time, hop] = [byId('graph-time'), byId('graph-hop')];
  const choose = (order: Order) => {
    time.setAttribute('aria-pressed', String(order === 'time'));
    hop.setAttribute('aria-pressed', String(order === 'hop'));
    reorder(order);
  };
  time.addEventListener('click', () => choose('time'));
  hop.addEventListener('click', () => choose('hop'));
  const full = byId('graph-full');
  const frame = byId('graph-frame');
  const toggle = (on: boolean) => {
    frame.classList.toggle('full', on);
    document.body.classList.toggle('graph-full', on);
    full.setAttribute('aria-pressed', String(on));
  };
  full.addEventListener('click', () => toggle(!frame.classList.contains('full')));
  frame.addEventListener('keydown', (event) => {
    // The panel, if open, is closed first.
    if (event.key === 'Escape' && byId('panel').hidden) toggle(false);
  });
}

const LONGEST = 200;

/** Finds holders by address, name or transaction, lights them up, and goes from one to the next. */
function startSearch(
  view: View,
  control: GraphControl,
  show: (nodes: ReadonlySet<number> | null, text: string) => void,
): () => void {
  const input = byId<HTMLInputElement>('graph-search');
  const said = byId('graph-found');
  let list: number[] = [];
  let at = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = () => {
    const text = input.value.trim().toLowerCase().slice(0, LONGEST);
    at = -1;
    list = text === '' ? [] : matching(view, control.scene(), text);
    said.textContent =
      text === '' ? '' : list.length === 0 ? 'not found in this trace' : `${list.length} found`;
    show(text === '' ? null : new Set(list), text);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    clearTimeout(timer);
    if (at < 0) search();
    if (list.length === 0) return;
    at = (at + (event.shiftKey ? list.length - 1 : 1)) % list.length;
    control.select(list[at] ?? -1);
    said.textContent = `${at + 1} of ${list.length}`;
  });
  return search;
}

function matching(view: View, scene: Scene, text: string): number[] {
  const nodes = new Set<number>();
  const add = (holder: string) => {
    const node = scene.graph.nodeOf.get(holder);
    if (node !== undefined) nodes.add(node);
  };
  for (const { id, name } of view.result.holders) {
    const words = name ? `${id} ${name.label} ${name.entity ?? ''}` : id;
    if (words.toLowerCase().includes(text)) add(id);
  }
  for (const { tx, from, to } of view.result.hops) {
    if (!tx.toLowerCase().includes(text)) continue;
    add(from);
    add(to);
  }
  const place = new Map(scene.byValue.map((node, i) => [node, i]));
  return [...nodes].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}
