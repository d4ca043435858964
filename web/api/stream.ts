import { Problem, problemOf } from './client.ts';

/** One event of a stream. */
export interface StreamEvent {
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
}

/**
 * Reads server-sent events (WHATWG HTML §9.2.6) from text that comes in pieces, wherever it is cut.
 * An event without a body is none, but its id is where to go on from.
 */
export function eventReader(
  onEvent: (event: StreamEvent) => void,
  onId: (id: string) => void = () => undefined,
): (piece: string) => void {
  let rest = '';
  let id = '';
  let kind = '';
  let data: string[] = [];
  const line = (text: string) => {
    if (text === '') {
      onId(id);
      if (data.length > 0) onEvent({ id, kind: kind || 'message', data: parse(data.join('\n')) });
      kind = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') kind = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };
  return (piece) => {
    const text = rest + piece;
    // a carriage return at the end may be half of an end of line
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + text.slice(whole.length);
    for (const one of lines) line(one);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export type StreamState = 'connecting' | 'live' | 'waiting' | 'ended';

interface Listening {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: StreamState, problem: Problem | null) => void;
  /** The last event that is known already; without it, all that comes from now on. */
  readonly after?: string;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Listens until told to stop; after a break it goes on from the last event that it had. */
export function listen(path: string, { onEvent, onState, after = '' }: Listening): () => void {
  const stopped = new AbortController();
  let last = after;
  let wait = FIRST_WAIT_MS;
  const once = async () => {
    onState?.('connecting', null);
    const headers = new Headers({ Accept: 'text/event-stream' });
    if (last) headers.set('Last-Event-ID', last);
    const { signal } = stopped;
    const response = await fetch(path, { headers, signal, credentials: 'same-origin' });
    if (!response.ok || !response.body) throw await problemOf(response);
    onState?.('live', null);
    const take = eventReader(
      (event) => {
        wait = FIRST_WAIT_MS;
        onEvent(event);
      },
      (id) => {
        if (id) last = id;
      },
    );
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      take(piece.value);
    }
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      let problem: Problem | null = null;
      await once().catch((error: unknown) => {
        if (error instanceof Problem) problem = error;
      });
      if (stopped.signal.aborted) return;
      if (isFinal(problem)) return onState?.('ended', problem);
      onState?.('waiting', problem);
      await pause(wait, stopped.signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  };
  void run();
  return () => stopped.abort();
}

/** Asking again would not help. */
function isFinal(problem: Problem | null): boolean {
  return problem !== null && [401, 403, 404].includes(problem.status);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
