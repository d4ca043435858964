/// <reference lib="dom" />
import { byId } from './dom.ts';
import type { GraphControl } from './graph.ts';
import { hitAt } from './hit.ts';

/**
 * Mouse, touch and pen. One finger pans sideways and leaves the page its up and down, two fingers
 * pinch. The wheel zooms with Ctrl, or once the graph has the focus, so that a page that is scrolled
 * past does not get caught.
 */
export function startPointers(control: GraphControl): void {
  const { canvas } = control;
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
      const hit = hitAt(control.scene(), control.camera(), point.x, point.y);
      control.hover(hit);
      tip(control, hit, point);
      return;
    }
    held.set(event.pointerId, point);
    const next = middle();
    if (last) {
      moved += Math.abs(next.x - last.x) + Math.abs(next.y - last.y);
      const camera = control.camera();
      if (moved > 4) {
        hideTip();
        control.look({ ...camera, x: camera.x + next.x - last.x, y: camera.y + next.y - last.y });
      }
      if (last.apart > 0 && next.apart > 0) control.zoom(next.apart / last.apart, next.x, next.y);
    }
    last = next;
  });
  const release = (event: PointerEvent) => {
    const single = held.size === 1;
    held.delete(event.pointerId);
    last = held.size > 0 ? middle() : null;
    if (event.type !== 'pointerup' || !single || moved > 4) return;
    const point = at(event);
    const hit = hitAt(control.scene(), control.camera(), point.x, point.y);
    if (hit?.kind === 'node') control.select(hit.index, false);
    else control.select(-1);
    if (hit) control.open(hit);
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => {
    control.hover(null);
    hideTip();
  });
  canvas.addEventListener('dblclick', (event) => {
    const point = at(event);
    control.zoom(1.8, point.x, point.y);
  });
  startWheel(control, at);
}

function startWheel(
  control: GraphControl,
  at: (event: MouseEvent) => { x: number; y: number },
): void {
  const { canvas } = control;
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
      control.zoom(
        Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 320),
        point.x,
        point.y,
      );
    },
    { passive: false },
  );
}

function tip(
  control: GraphControl,
  hit: ReturnType<typeof hitAt>,
  point: { x: number; y: number },
): void {
  const element = byId('graph-tip');
  const text = hit ? describe(control, hit) : '';
  element.hidden = text === '';
  if (text === '') return;
  element.textContent = text;
  const { clientWidth, clientHeight } = control.canvas;
  const right = point.x > clientWidth - 260;
  element.style.left = right ? '' : `${point.x + 14}px`;
  element.style.right = right ? `${clientWidth - point.x + 14}px` : '';
  element.style.top = `${Math.min(point.y + 14, clientHeight - 40)}px`;
}

function describe(control: GraphControl, hit: NonNullable<ReturnType<typeof hitAt>>): string {
  const { graph, edges, texts, measure } = control.scene();
  if (hit.kind === 'node') {
    const node = graph.nodes[hit.index];
    return node ? `${node.label} · ${texts[hit.index]}` : '';
  }
  const edge = edges[hit.index];
  if (!edge) return '';
  const [from, to] = [graph.nodes[edge.from]?.label, graph.nodes[edge.to]?.label];
  const times = edge.hops.length > 1 ? `, ${edge.hops.length} hops` : '';
  return `${from} → ${to}: ${measure.short(BigInt(Math.round(edge.value)))}${times}${edge.crossing ? ', swap' : ''}`;
}

function hideTip(): void {
  byId('graph-tip').hidden = true;
}
