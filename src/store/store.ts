import { Kysely, PostgresDialect } from 'kysely';
import { InputError } from '../base/errors.ts';
import { type Channel, openListener } from './listen.ts';
import { migrate } from './migrate.ts';
import { openPool } from './postgres/pool.ts';
import { DESK } from './postgres/server.ts';
import { startPostgres } from './postgres/start.ts';
import type { Tables } from './tables.ts';

export interface Store {
  readonly db: Kysely<Tables>;
  /**
   * Calls `on` with the payload of each notification, until the function it gives is called; with
   * an empty one after a lost connection: something may have been missed.
   */
  listen(channel: Channel, on: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Connections that one program opens at most; a request holds one while it works. */
const MOST_CONNECTIONS = 16;

/** @throws InputError where it is not a URL of PostgreSQL, which it does not tell: it is secret */
function assertPostgresUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^postgres(ql)?:$/.test(parsed.protocol)) return parsed;
  throw new InputError('DATABASE_URL', 'postgres://user:password@host/database', 'something else');
}

/** Opens a database whose schema is the program's own. */
export function openDatabase(url: string, afterwards: () => Promise<void>): Store {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: openPool(url, MOST_CONNECTIONS) }),
  });
  const listener = openListener(url);
  return {
    db,
    listen: listener.listen,
    close: async () => {
      await listener.close();
      await db.destroy();
      await afterwards();
    },
  };
}

/** What `DATABASE_URL` and the data folder say about where the store is. */
export interface StorePlace {
  readonly url?: string | undefined;
  /** That of the role that owns the tables, where it is another. */
  readonly ownerUrl?: string | undefined;
  /** For the embedded server, where there is no `url`. */
  readonly folder: string;
  readonly log?: ((message: string) => void) | undefined;
}

interface Reached {
  readonly url: string;
  readonly ownerUrl: string;
  /** Who uses the tables. */
  readonly role: string;
  stop(): Promise<void>;
}

/**
 * The database of a store, as it is; the embedded server is started where it is that.
 * @throws InputError where no PostgreSQL can be had
 */
export async function reachDatabase({ url, ownerUrl, folder, log }: StorePlace): Promise<Reached> {
  if (url === undefined) return { role: DESK, ...(await startPostgres({ folder, log })) };
  const role = decodeURIComponent(assertPostgresUrl(url).username);
  return { url, ownerUrl: ownerUrl ?? url, role, stop: async () => undefined };
}

/**
 * Opens the store at `url`, or the embedded one in `folder`, and brings its schema to that of the
 * program.
 * @throws InputError where the schema is newer than the program, or no PostgreSQL can be had
 */
export async function openStore(place: StorePlace): Promise<Store> {
  const { url, ownerUrl, role, stop } = await reachDatabase(place);
  try {
    await migrate(ownerUrl, role);
  } catch (error) {
    await stop();
    throw error;
  }
  return openDatabase(url, stop);
}
