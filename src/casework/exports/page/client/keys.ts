/// <reference lib="dom" />
import { byId } from './dom.ts';
import type { GraphView } from './graph.ts';
import type { Scene } from './scene.ts';

/** The keyboard: arrows follow the money, Enter opens, Escape lets go, + − 0 move the camera. */
export function startKeys(graph: GraphView): void {
  const { canvas } = graph;
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = event.shiftKey ? pan(graph, event.key) : press(graph, event.key);
    if (done) event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    byId('graph-search').focus();
  });
}

function pan(graph: GraphView, key: string): boolean {
  const steps: { readonly [key: string]: readonly [number, number] } = {
    ArrowRight: [-80, 0],
    ArrowLeft: [80, 0],
    ArrowUp: [0, 80],
    ArrowDown: [0, -80],
  };
  const step = steps[key];
  if (!step) return press(graph, key);
  const camera = graph.camera();
  graph.look({ ...camera, x: camera.x + step[0], y: camera.y + step[1] });
  return true;
}

function press(graph: GraphView, key: string): boolean {
  const selected = graph.selected();
  if (key === '+' || key === '=') graph.zoom(1.4);
  else if (key === '-' || key === '_') graph.zoom(1 / 1.4);
  else if (key === '0') graph.fit();
  else if (key === 'Enter' || key === ' ') {
    if (selected >= 0) graph.open({ kind: 'node', index: selected });
    else graph.select(start(graph.scene()));
  } else if (key === 'Escape') {
    if (selected < 0) return false;
    graph.select(-1);
  } else if (key.startsWith('Arrow')) {
    const next = selected < 0 ? start(graph.scene()) : step(graph.scene(), selected, key);
    if (next >= 0) graph.select(next);
  } else return false;
  return true;
}

/** Where the keyboard enters: the source of most value. */
function start(scene: Scene): number {
  const source = scene.byValue.find((i) => scene.graph.nodes[i]?.category === 'source');
  return source ?? scene.byValue[0] ?? -1;
}

function step(scene: Scene, from: number, key: string): number {
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const forward = key === 'ArrowRight';
    const edges = (forward ? scene.out[from] : scene.in[from]) ?? [];
    let best = -1;
    let most = -1;
    for (const i of edges) {
      const edge = scene.edges[i];
      if (!edge || edge.value <= most) continue;
      most = edge.value;
      best = forward ? edge.to : edge.from;
    }
    return best;
  }
  return neighbour(scene, from, key === 'ArrowDown' ? 1 : -1);
}

/** The nearest node above or below, nearness along the column counting more than across it. */
function neighbour(scene: Scene, from: number, way: 1 | -1): number {
  const { x, y } = scene.layout;
  let best = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (const i of scene.byValue) {
    const dy = ((y[i] ?? 0) - (y[from] ?? 0)) * way;
    if (i === from || dy <= 0) continue;
    const distance = dy + Math.abs((x[i] ?? 0) - (x[from] ?? 0)) * 2;
    if (distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  return best;
}
