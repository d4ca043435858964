import { setTimeout as sleep } from 'node:timers/promises';
import { makePlace } from './place.ts';
import { type Connection, whenUp } from './pool.ts';
import { leave, makeDatabase, reach, urlOf } from './server.ts';

interface Postgres {
  /** As the role that the program is while it runs. */
  readonly url: string;
  /** As the role that owns the tables. */
  readonly ownerUrl: string;
  /** Stops the server, unless another program uses it. */
  stop(): Promise<void>;
}

/** Before a server that could not be started is tried again. */
const PAUSE_MS = 1000;

/**
 * Starts the embedded server on the data in `folder`, or joins it where it runs. It listens on a
 * socket in a closed folder and nowhere else, writes through to the disk, and is started again
 * should it die. It does not end with this process: what is killed leaves it to the next.
 * @throws InputError where there is none for this platform, or the folder cannot be reached by it
 * @throws SourceError where it does not start
 */
export async function startPostgres(options: {
  readonly folder: string;
  readonly log?: ((message: string) => void) | undefined;
  /** False for tests only: a power failure would lose what was acknowledged. */
  readonly fsync?: boolean;
}): Promise<Postgres> {
  const { folder, log, fsync = true } = options;
  const place = makePlace(folder);
  let isStopping = false;
  let client: Connection;
  const hold = async (): Promise<void> => {
    // again where the server dies meanwhile: nobody hears yet that the connection ends
    client = await whenUp(async () => {
      const reached = await reach(place, fsync);
      await makeDatabase(reached);
      return reached;
    });
    client.unref();
    client.once('end', () => {
      if (isStopping) return;
      log?.('PostgreSQL ended; it is started again');
      again = holdAgain();
    });
  };
  const holdAgain = async (): Promise<void> => {
    while (!isStopping) {
      try {
        return await hold();
      } catch (error) {
        log?.(String(error));
        await sleep(PAUSE_MS);
      }
    }
  };
  let again = hold();
  await again;
  return {
    url: urlOf(place, 'desk'),
    ownerUrl: urlOf(place, 'owner'),
    stop: async () => {
      isStopping = true;
      await again;
      await leave(client, place);
    },
  };
}
