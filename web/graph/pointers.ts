import type { Stage } from './stage.ts';

/** What a pointer does to the graph. */
interface PointerEvents {
  hover(node: number, link: number, x: number, y: number): void;
  /** A click; with `add` to what is selected already. */
  pick(node: number, link: number, add: boolean): void;
  open(node: number): void;
  /** A node was dragged to a point of the layout; `done` when it was let go. */
  drag(node: number, x: number, y: number, done: boolean): void;
  /** A frame was drawn around points of the host. */
  frame(left: number, top: number, right: number, bottom: number): void;
  /** The wheel was turned over a graph that nobody has entered. */
  refused(): void;
}

/** Pixels that a pointer may move and still have clicked. */
const SLACK = 4;

interface Gesture {
  readonly node: number;
  readonly link: number;
  readonly x: number;
  readonly y: number;
  kind: 'press' | 'pan' | 'drag' | 'frame';
}

/** Makes a stage follow mouse, pen and fingers; gives what stops it. */
export function startPointers(stage: Stage, events: PointerEvents): () => void {
  const { host } = stage;
  const held = new Map<number, { x: number; y: number }>();
  let gesture: Gesture | null = null;
  const pointOf = (event: MouseEvent) => {
    const box = host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    const point = pointOf(event);
    held.set(event.pointerId, point);
    host.setPointerCapture(event.pointerId);
    gesture = held.size > 1 ? null : { ...stage.at(point.x, point.y), ...point, kind: 'press' };
  };
  const move = (event: PointerEvent) => {
    const point = pointOf(event);
    const before = held.get(event.pointerId);
    if (!before) {
      const { node, link } = stage.at(point.x, point.y);
      events.hover(node, link, point.x, point.y);
      return;
    }
    held.set(event.pointerId, point);
    if (held.size === 2) pinch(stage, held, event.pointerId, before, point);
    else if (gesture) follow(stage, events, gesture, before, point, event.shiftKey);
  };
  const up = (event: PointerEvent) => {
    const point = pointOf(event);
    if (!held.delete(event.pointerId) || !gesture) return;
    finish(stage, events, gesture, point, event.shiftKey || event.ctrlKey || event.metaKey);
    gesture = null;
  };
  const cancel = (event: PointerEvent) => {
    held.delete(event.pointerId);
    gesture = null;
    stage.mark(null);
  };
  const wheel = (event: WheelEvent) => {
    // a page is scrolled past a graph: it zooms only for those who mean it
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== host) {
      events.refused();
      return;
    }
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 24 : 1;
    stage.zoom(Math.exp((-event.deltaY * lines) / 320), pointOf(event));
  };
  const twice = (event: MouseEvent) => {
    const { x, y } = pointOf(event);
    const { node } = stage.at(x, y);
    if (node >= 0) events.open(node);
    else stage.zoom(1.6, { x, y });
  };
  const leave = () => events.hover(-1, -1, 0, 0);
  const stop = new AbortController();
  const options = { signal: stop.signal };
  host.addEventListener('pointerdown', down, options);
  host.addEventListener('pointermove', move, options);
  host.addEventListener('pointerup', up, options);
  host.addEventListener('pointercancel', cancel, options);
  host.addEventListener('pointerleave', leave, options);
  host.addEventListener('dblclick', twice, options);
  host.addEventListener('wheel', wheel, { ...options, passive: false });
  return () => stop.abort();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function pinch(
  stage: Stage,
  held: ReadonlyMap<number, Point>,
  id: number,
  before: Point,
  now: Point,
): void {
  const other = [...held].find(([key]) => key !== id)?.[1];
  if (!other) return;
  const far = Math.hypot(now.x - other.x, now.y - other.y);
  const was = Math.hypot(before.x - other.x, before.y - other.y);
  if (was > 0) stage.zoom(far / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  stage.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
}

function follow(
  stage: Stage,
  events: PointerEvents,
  gesture: Gesture,
  before: Point,
  now: Point,
  shift: boolean,
): void {
  if (gesture.kind === 'press') {
    if (Math.hypot(now.x - gesture.x, now.y - gesture.y) < SLACK) return;
    gesture.kind = gesture.node >= 0 ? 'drag' : shift ? 'frame' : 'pan';
    events.hover(-1, -1, 0, 0);
  }
  if (gesture.kind === 'pan') stage.pan(now.x - before.x, now.y - before.y);
  if (gesture.kind === 'drag') {
    const { x, y } = stage.place(now.x, now.y);
    events.drag(gesture.node, x, y, false);
  }
  if (gesture.kind === 'frame') {
    stage.mark({
      x: Math.min(now.x, gesture.x),
      y: Math.min(now.y, gesture.y),
      width: Math.abs(now.x - gesture.x),
      height: Math.abs(now.y - gesture.y),
    });
  }
}

function finish(
  stage: Stage,
  events: PointerEvents,
  gesture: Gesture,
  now: Point,
  add: boolean,
): void {
  switch (gesture.kind) {
    case 'press':
      events.pick(gesture.node, gesture.link, add);
      return;
    case 'drag': {
      const { x, y } = stage.place(now.x, now.y);
      events.drag(gesture.node, x, y, true);
      return;
    }
    case 'frame':
      stage.mark(null);
      events.frame(
        Math.min(now.x, gesture.x),
        Math.min(now.y, gesture.y),
        Math.max(now.x, gesture.x),
        Math.max(now.y, gesture.y),
      );
      return;
    case 'pan':
      return;
  }
}
