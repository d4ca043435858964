import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, connect as connectTo, whenUp } from './postgres/pool.ts';

/** What is told to all programs on one store: an event's id, or the kind of a job. */
export type Channel = 'events' | 'jobs';

type Hearer = (payload: string) => void;

const PAUSE_MS = 500;

/** One connection that hears notifications, opened with the first who listens. */
export function openListener(url: string) {
  const hearers: Record<Channel, Set<Hearer>> = { events: new Set(), jobs: new Set() };
  let client: Promise<Connection> | undefined;
  let isClosed = false;

  const connect = async (): Promise<Connection> => {
    const fresh = await whenUp(() => connectTo(url));
    fresh.on('notification', ({ channel, payload }) => {
      for (const hearer of hearers[channel as Channel] ?? []) hearer(payload ?? '');
    });
    await fresh.query('listen events; listen jobs');
    fresh.unref();
    fresh.once('end', reconnect);
    return fresh;
  };

  /** Whoever comes after one that failed tries anew. */
  const open = (): Promise<Connection> => {
    const opened = connect();
    opened.catch(() => {
      if (client === opened) client = undefined;
    });
    return opened;
  };

  const reconnect = (): void => {
    if (isClosed) return;
    client = connect();
    client.then(
      () => {
        for (const each of Object.values(hearers)) for (const hearer of each) hearer('');
      },
      async () => {
        await sleep(PAUSE_MS, undefined, { ref: false });
        reconnect();
      },
    );
  };

  return {
    listen: async (channel: Channel, on: Hearer): Promise<() => Promise<void>> => {
      hearers[channel].add(on);
      client ??= open();
      try {
        await client;
      } catch (error) {
        hearers[channel].delete(on);
        throw error;
      }
      return async () => {
        hearers[channel].delete(on);
      };
    },
    close: async (): Promise<void> => {
      isClosed = true;
      const last = await client?.catch(() => undefined);
      await last?.end();
    },
  };
}
