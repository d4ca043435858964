/// <reference lib="dom" />
import type { View } from '../../view.ts';
import type { Order } from '../graph/layout.ts';
import { DRAWN } from '../graph/model.ts';
import { foldedText } from '../sections/graph.ts';
import type { Target } from '../sections/panel.ts';
import { byId } from './dom.ts';
import { GraphView } from './graph.ts';
import { startKeys } from './keys.ts';
import { startPointers } from './pointers.ts';
import type { Scene } from './scene.ts';

const LONGEST = 200;
/** Milliseconds of quiet before a search runs. */
const QUIET = 120;

/** The graph with its controls: search, order, how much is drawn, zoom, full screen. */
export function startGraph(
  view: View,
  show: (target: Target) => void,
  onSearch: (text: string) => void,
): GraphView {
  const drawn = byId<HTMLSelectElement>('graph-drawn');
  const most = () => Number(drawn.value) || DRAWN;
  const graph = new GraphView(view, most(), show);
  startPointers(graph);
  startKeys(graph);
  const search = startSearch(view, graph, onSearch);
  drawn.addEventListener('input', () => {
    graph.setMost(most());
    byId('graph-folded').textContent = foldedText(view, graph.scene().graph.folds);
    search();
  });
  startButtons(graph);
  startFullScreen();
  return graph;
}

function startButtons(graph: GraphView): void {
  byId('graph-in').addEventListener('click', () => graph.zoom(1.5));
  byId('graph-out').addEventListener('click', () => graph.zoom(1 / 1.5));
  byId('graph-fit').addEventListener('click', () => graph.fit());
  const [time, hop] = [byId('graph-time'), byId('graph-hop')];
  const choose = (order: Order) => {
    time.setAttribute('aria-pressed', String(order === 'time'));
    hop.setAttribute('aria-pressed', String(order === 'hop'));
    graph.setOrder(order);
  };
  time.addEventListener('click', () => choose('time'));
  hop.addEventListener('click', () => choose('hop'));
}

function startFullScreen(): void {
  const full = byId('graph-full');
  const frame = byId('graph-frame');
  const toggle = (on: boolean) => {
    frame.classList.toggle('full', on);
    document.body.classList.toggle('graph-full', on);
    full.setAttribute('aria-pressed', String(on));
  };
  full.addEventListener('click', () => toggle(!frame.classList.contains('full')));
  document.addEventListener('keydown', (event) => {
    // The panel, if open, is closed first.
    if (event.key === 'Escape' && byId('panel').hidden) toggle(false);
  });
}

/**
 * Finds holders by address, name or transaction, lights them up, and goes from one to the next with
 * Enter. Returns the search itself, for when the nodes are others.
 */
function startSearch(view: View, graph: GraphView, onSearch: (text: string) => void): () => void {
  const input = byId<HTMLInputElement>('graph-search');
  const said = byId('graph-found');
  let list: number[] = [];
  let at = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = () => {
    const text = input.value.trim().toLowerCase().slice(0, LONGEST);
    at = -1;
    list = text === '' ? [] : matching(view, graph.scene(), text);
    const none = 'not found in this trace';
    said.textContent = text === '' ? '' : list.length === 0 ? none : `${list.length} found`;
    graph.light(text === '' ? null : new Set(list));
    onSearch(text);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, QUIET);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    clearTimeout(timer);
    if (at < 0) search();
    if (list.length === 0) return;
    at = (at + (event.shiftKey ? list.length - 1 : 1)) % list.length;
    graph.select(list[at] ?? -1);
    said.textContent = `${at + 1} of ${list.length}`;
  });
  return search;
}

/** Nodes whose holders, names or transactions hold the text, those of most value first. */
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
