import { signal } from '@preact/signals';
import type { StreamState } from './stream.ts';
import { listenTogether } from './together.ts';

/** Whether the desk's events come in. */
export const lineState = signal<StreamState>('ended');

interface DeskEvent {
  readonly topic: string;
  readonly kind: string;
  /** What the event says, `topic`, `caseId` and `at` beside it. */
  readonly said: { readonly [name: string]: unknown };
}

/**
 * What else changes with an event: the lists that what changed stands in. How far a trace is
 * stands in no list.
 */
function listsOf({ topic, kind, said }: DeskEvent): readonly string[] {
  if (topic.startsWith('job:')) return kind === 'progress' ? [] : ['jobs'];
  if (topic.startsWith('case:')) return ['cases', 'traces', 'approvals'];
  if (!topic.startsWith('trace:') || kind === 'progress' || kind === 'partial') return [];
  return typeof said.caseId === 'string' ? ['traces', `case:${said.caseId}`] : ['traces'];
}

type Listener = (event: DeskEvent) => void;
const listeners = new Map<string, Set<Listener>>();

/** Calls back on each event of a topic: `alerts`, `case:<id>`, `trace:<id>`, `job:<id>`. */
export function onTopic(topic: string, listener: Listener): () => void {
  const all = listeners.get(topic) ?? new Set();
  all.add(listener);
  listeners.set(topic, all);
  return () => {
    all.delete(listener);
    if (all.size === 0) listeners.delete(topic);
  };
}

function readEvent(kind: string, data: unknown): DeskEvent | null {
  if (typeof data !== 'object' || data === null) return null;
  const said = data as { readonly [name: string]: unknown };
  return typeof said.topic === 'string' ? { topic: said.topic, kind, said } : null;
}

function tell(kind: string, data: unknown): void {
  const event = readEvent(kind, data);
  if (event === null) return;
  for (const topic of [event.topic, ...listsOf(event)]) {
    for (const listener of listeners.get(topic) ?? []) listener(event);
  }
}

function turn(state: StreamState): void {
  lineState.value = state;
  if (state !== 'live') return;
  // what happened between reading a page and listening was told to nobody
  for (const [topic, own] of listeners) {
    for (const listener of own) listener({ topic, kind: 'live', said: {} });
  }
}

let stop = (): void => undefined;

/** Listens to everything that the reader may see. */
export function startLive(reader: string): void {
  stop();
  stop = listenTogether(`hue-events ${reader}`, '/v1/events', {
    onEvent: ({ kind, data }) => tell(kind, data),
    onState: turn,
  });
}

/** Listens no more: whoever signs out is not to be refused a moment later. */
export function stopLive(): void {
  stop();
  stop = () => undefined;
}
