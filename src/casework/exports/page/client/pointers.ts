/// <reference lib="dom" />
import { byId } from './dom.ts';
import type { GraphView } from './graph.ts';
import { hitAt } from './hit.ts';

/**
 * Mouse, touch and pen. One finger pans sideways and leaves the page its up and down, two fingers
 * pinch. The wheel zooms with Ctrl, or once the graph has the focus, so that a page that is
 * scrolled past does not get caught.
 */
export function startPointers(graph: GraphView): void {
  const { canvas } = graph;
  const held = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let last: { x: number; y: number; apart: number } | null = null;
  const at = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const middle = () => {
    const points = [...held.values()];
    const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
    const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
    const [a, b] = points;
    return { x, y, apart: a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0 };
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (held.size === 0) moved = 0;
    held.set(event.pointerId, at(event));
    last = middle();
  });
  canvas.addEventListener('pointermove', (event) => {
    const point = at(event);
    if (!held.has(event.pointerId)) {
      const hit = hitAt(graph.scene(), graph.camera(), point.x, point.y);
      graph.hover(hit);
      tip(graph, hit, point);
      return;
    }
    held.set(event.pointerId, point);
    const next = middle();
    if (last) {
      moved += Math.abs(next.x - last.x) + Math.abs(next.y - last.y);
      const camera = graph.camera();
      if (moved > 4) {
        hideTip();
        graph.look({ ...camera, x: camera.x + next.x - last.x, y: camera.y + next.y - last.y });
      }
      if (last.apart > 0 && next.apart > 0) graph.zoom(next.apart / last.apart, next.x, next.y);
    }
    last = next;
  });
  const release = (event: PointerEvent) => {
    const single = held.size === 1;
    held.delete(event.pointerId);
    last = held.size > 0 ? middle() : null;
    if (event.type !== 'pointerup' || !single || moved > 4) return;
    const point = at(event);
    const hit = hitAt(graph.scene(), graph.camera(), point.x, point.y);
    if (hit?.kind === 'node') graph.select(hit.index, false);
    else graph.select(-1);
    if (hit) graph.open(hit);
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => {
    graph.hover(null);
    hideTip();
  });
  canvas.addEventListener('dblclick', (event) => {
    const point = at(event);
    graph.zoom(1.8, point.x, point.y);
  });
  startWheel(graph, at);
}

function startWheel(graph: GraphView, at: (event: MouseEvent) => { x: number; y: number }): void {
  const { canvas } = graph;
  const hint = byId('graph-hint');
  let timer: ReturnType<typeof setTimeout> | undefined;
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) {
        hint.hidden = false;
        clearTimeout(timer);
        timer = setTimeout(() => {
          hint.hidden = true;
        }, 1200);
        return;
      }
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const point = at(event);
      graph.zoom(
        Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 320),
        point.x,
        point.y,
      );
    },
    { passive: false },
  );
}

function tip(
  graph: GraphView,
  hit: ReturnType<typeof hitAt>,
  point: { x: number; y: number },
): void {
  const element = byId('graph-tip');
  const text = hit ? describe(graph, hit) : '';
  element.hidden = text === '';
  if (text === '') return;
  element.textContent = text;
  const { clientWidth, clientHeight } = graph.canvas;
  const right = point.x > clientWidth - 260;
  element.style.left = right ? '' : `${point.x + 14}px`;
  element.style.right = right ? `${clientWidth - point.x + 14}px` : '';
  element.style.top = `${Math.min(point.y + 14, clientHeight - 40)}px`;
}

function describe(graph: GraphView, hit: NonNullable<ReturnType<typeof hitAt>>): string {
  const { graph: drawn, edges, texts, measure } = graph.scene();
  if (hit.kind === 'node') {
    const node = drawn.nodes[hit.index];
    return node ? `${node.label} · ${texts[hit.index]}` : '';
  }
  const edge = edges[hit.index];
  if (!edge) return '';
  const [from, to] = [drawn.nodes[edge.from]?.label, drawn.nodes[edge.to]?.label];
  const times = edge.hops.length > 1 ? `, ${edge.hops.length} hops` : '';
  const worth = measure.short(BigInt(Math.round(edge.value)));
  return `${from} → ${to}: ${worth}${times}${edge.crossing ? ', swap' : ''}`;
}

function hideTip(): void {
  byId('graph-tip').hidden = true;
}
