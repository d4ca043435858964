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

/**
 * Opens the store at `url` (DATABASE_URL), or an embedded one in `folder`, and brings its schema
 * to the program's. `ownerUrl` is the URL of the role that owns the tables, where it is another.
 * @throws InputError where the schema is newer than the program, or no PostgreSQL can be had
 */
export async function openStore(options: {
  readonly url?: string | undefined;
  readonly ownerUrl?: string | undefined;
  readonly folder: string;
  readonly log?: ((message: string) => void) | undefined;
}): Promise<Store> {
  if (options.url !== undefined) {
    const { username } = assertPostgresUrl(options.url);
    await migrate(options.ownerUrl ?? options.url, decodeURIComponent(username));
    return openDatabase(options.url, async () => undefined);
  }
  const { folder, log } = options;
  const server = await startPostgres({ folder, log });
  try {
    await migrate(server.ownerUrl, DESK);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return openDatabase(server.url, server.stop);
}
