// Puts a desk together: what its routes are handed.

import { type Clock, systemClock } from '../base/clock.ts';
import type { Store } from '../store/store.ts';
import { Actors } from './actors.ts';
import { isLoopback } from './address.ts';
import type { Desk, DeskConfig } from './desk.ts';
import { Hub } from './hub.ts';
import { Limits } from './limits.ts';
import { createLog, type Log } from './log.ts';
import { Members } from './members.ts';
import { createMetrics } from './metrics.ts';

interface Parts {
  readonly store: Store;
  readonly config: DeskConfig;
  readonly home: string;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Where browsers reach it; on loopback it depends on the port that was got. */
  readonly origin?: string;
  /** Whether the process itself is measured too. */
  readonly isMeasured?: boolean;
}

/** A desk, and `close`, which ends its streams and no longer listens to the store. */
export async function openDesk(parts: Parts): Promise<Desk & { close: () => Promise<void> }> {
  const { store, config, home, clock = systemClock } = parts;
  const stop = new AbortController();
  const hub = new Hub();
  const unlisten = await store.listen('events', () => hub.announce());
  const { perActor, perAddress, signIn } = config.limits;
  const own = isLoopback(config.host)
    ? `${config.tls ? 'https' : 'http'}://localhost:${config.port}`
    : null;
  const limits = {
    actor: new Limits({ perMinute: perActor }, clock),
    address: new Limits({ perMinute: perAddress }, clock),
    signIn: new Limits({ perMinute: signIn }, clock),
    denial: new Limits({ perMinute: 1 }, clock),
    stranger: new Limits({ perMinute: 60 }, clock),
    refused: new Limits({ perMinute: 240 }, clock),
  };
  return {
    store,
    config,
    clock,
    home,
    hub,
    limits,
    log: parts.log ?? createLog(config.logLevel),
    metrics: createMetrics(parts.isMeasured ?? false),
    origin: (config.origin ?? parts.origin ?? own ?? '').replace(/\/$/, ''),
    actors: new Actors(store.db, clock, config.session),
    members: new Members(store.db),
    stopping: stop.signal,
    close: async () => {
      stop.abort();
      await unlisten();
    },
  };
}
