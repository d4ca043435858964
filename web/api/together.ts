import { listen, type StreamEvent, type StreamState } from './stream.ts';

type Said =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'state'; readonly state: StreamState }
  | { readonly kind: 'who listens' };

interface Heard {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: (state: StreamState) => void;
}

/**
 * One stream for all pages of this browser: one of them listens, and tells the others. A browser
 * opens six connections to a host over HTTP/1.1: were there a stream for each page, the seventh
 * would hang.
 * @param name what is heard, and by whom: pages of the same name share a stream
 */
export function listenTogether(
  name: string,
  path: string,
  { onEvent, onState }: Heard,
): () => void {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(name);
  const say = (said: Said) => channel.postMessage(said);
  let last = '';
  let mine: StreamState | null = null;
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'state' && mine === null) onState(data.state);
    if (data.kind === 'who listens' && mine !== null) say({ kind: 'state', state: mine });
    if (data.kind !== 'event') return;
    last = data.event.id;
    onEvent(data.event);
  };
  const listenForAll = () =>
    new Promise<void>((done) => {
      const stop = listen(path, {
        after: last,
        onEvent: (event) => {
          onEvent(event);
          say({ kind: 'event', event });
        },
        onState: (state) => {
          mine = state;
          onState(state);
          say({ kind: 'state', state });
          // another page may be let in again
          if (state === 'ended') done();
        },
      });
      stopped.signal.addEventListener('abort', () => {
        stop();
        done();
      });
    });
  onState('connecting');
  // whoever has the lock listens; when that page goes, the next one does
  navigator.locks.request(name, { signal: stopped.signal }, listenForAll).catch(() => undefined);
  say({ kind: 'who listens' });
  return () => {
    stopped.abort();
    channel.close();
  };
}
