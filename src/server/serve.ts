// The server from its first moment to its last: it listens, opens the store, says where it is, and
// stops without losing a request.

import { isIPv6 } from 'node:net';
import type { CustodyVerdict } from '../store/custody.ts';
import { openStore, type Store } from '../store/store.ts';
import { isLoopback } from './address.ts';
import { createApp } from './app.ts';
import { startRequestClock } from './cases/request-clock.ts';
import { verifyOnce } from './cases/verification.ts';
import { startChores } from './chores.ts';
import type { Desk, DeskConfig } from './desk.ts';
import { assertSafeToListen, type Fetch, type First, listen } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { openDesk } from './open.ts';
import { pageRoutes } from './pages.ts';
import { firstLink, recoveryLink } from './signin/invitations.ts';
import { hotFirst } from './work/hot-screen.ts';

const HOUR = 3_600_000;

export interface Serving {
  readonly desk: Desk;
  /** Where browsers reach it. */
  readonly origin: string;
  /** Where it listens, for a proxy. */
  readonly address: string;
  /** For the first administrator, while there is none, or for another who was asked for. */
  readonly link: string | null;
  /** Ends requests and streams, then the store. */
  readonly stop: () => Promise<void>;
}

interface Options {
  readonly config: DeskConfig;
  /** The data folder. */
  readonly home: string;
  /** `DATABASE_URL`; without one PostgreSQL is started in the data folder. */
  readonly databaseUrl: string | undefined;
  /** `DATABASE_OWNER_URL`: of the role that owns the tables, where it is another. */
  readonly ownerUrl?: string | undefined;
  /** Whether another administrator is let in, though there are some. */
  readonly isRecovery?: boolean | undefined;
  /** The folder of the built pages; without one only the interface is served. */
  readonly pages?: string;
  /** What else runs with the server; gives what ends it, before the store is closed. */
  readonly begin?: (desk: Desk) => Promise<() => Promise<void>>;
}

/** @throws InputError where it may not listen, or no store can be had */
export async function serve(options: Options): Promise<Serving> {
  const { config, home, databaseUrl: url, ownerUrl } = options;
  assertSafeToListen(config);
  const log = createLog(config.logLevel);
  process.removeAllListeners('warning');
  process.on('warning', (error) => log.debug({ error }, 'a warning of Node'));
  let answer: Fetch = () => new Response('starting\n', { status: 503 });
  let first: First = (_incoming, _outgoing, rest) => rest();
  const listening = await listen(
    (request, env) => answer(request, env),
    config,
    (incoming, outgoing, rest) => first(incoming, outgoing, rest),
  );
  let opened: Store | undefined;
  try {
    const store = await openStore({
      url,
      ownerUrl,
      folder: home,
      log: (message) => log.info(message),
    });
    opened = store;
    const own = { ...config, port: listening.port };
    const desk = await openDesk({ store, config: own, home, log, isMeasured: true });
    const pages = options.pages === undefined ? undefined : pageRoutes(options.pages);
    const app = createApp(desk, pages);
    answer = (request, env) => app.fetch(request, env);
    first = hotFirst(desk);
    const endWork = await options.begin?.(desk);
    const endChores = startChores(desk);
    const endClock = startRequestClock(desk);
    const told = verifyOnce(desk).then(
      (verdict) => tellCustody(verdict, log),
      (error: unknown) => {
        if (!desk.stopping.aborted) log.error({ error }, 'the custody log could not be verified');
      },
    );
    const invited = await firstLink(desk);
    const link = invited ?? (options.isRecovery ? await recoveryLink(desk) : null);
    return {
      desk,
      origin: desk.origin,
      address: addressOf(own),
      link,
      stop: async () => {
        // connections to the store keep no process alive, and it must live until they are closed
        const alive = setInterval(() => undefined, HOUR);
        await desk.close();
        await listening.stop();
        endChores();
        endClock();
        await told;
        await endWork?.();
        await store.close();
        clearInterval(alive);
      },
    };
  } catch (error) {
    await listening.stop();
    await opened?.close();
    throw error;
  }
}

function addressOf({ host, port, tls }: DeskConfig): string {
  const name = isLoopback(host) ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${name}:${port}`;
}

function tellCustody(verdict: CustodyVerdict, log: Log): void {
  if (verdict.ok) log.info({ rows: String(verdict.rows) }, 'the custody log verifies');
  else log.error({ seq: String(verdict.seq), why: verdict.reason }, 'THE CUSTODY LOG IS BROKEN');
}
