import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool, type PoolClient, types } from 'pg';

/** PostgreSQL's int8: as `bigint`, since a `number` does not hold it. */
const INT8 = 20;

/** What a server says, or its socket, while it starts again after a crash. */
const STARTING = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  '57P03',
  '57P01',
  '57P02',
]);

/** How long a request waits for a server that starts again. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 25;

function isStarting(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return STARTING.has(code ?? '') || message === 'Connection terminated unexpectedly';
}

/** Calls `connect` again while the server is starting. */
export async function whenUp<Result>(connect: () => Promise<Result>): Promise<Result> {
  for (const end = performance.now() + PATIENCE_MS; ; ) {
    try {
      return await connect();
    } catch (error) {
      if (!isStarting(error) || performance.now() > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** What both pools and single connections are told. */
function connectionOptions(url: string) {
  return {
    connectionString: url,
    application_name: 'hue',
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary'
          ? BigInt
          : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  };
}

/** What the types of pg leave out: whether a connection keeps the process alive. */
export type Connection = Client & { ref(): void; unref(): void };

/** A single connection; one that breaks says so by its `end`. */
export async function connect(url: string): Promise<Connection> {
  const client = new Client(connectionOptions(url));
  // without a listener the error would end the program
  client.on('error', () => undefined);
  await client.connect();
  return client as Connection;
}

/**
 * How a query begins that is asked all the time: each connection plans it once, under this name,
 * since to plan a join takes longer than to answer it. Such a query names its columns: a plan does
 * not outlive a change of what it gives.
 */
const PREPARED = /^\s*\/\* prepared: (\w+) \*\//;

function prepare(client: PoolClient): void {
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
  const named = (text: unknown, values: unknown, ...more: unknown[]): unknown => {
    const name = typeof text === 'string' ? PREPARED.exec(text)?.[1] : undefined;
    return name === undefined
      ? query(text, values, ...more)
      : query({ name, text, values }, ...more);
  };
  client.query = named as PoolClient['query'];
}

/** A pool whose callers wait while a server starts again, and which keeps no process alive. */
export function openPool(url: string, most: number) {
  const pool = new Pool({ ...connectionOptions(url), max: most, allowExitOnIdle: true });
  // a connection that breaks is replaced, and whoever uses it hears of it from the query; without
  // listeners for those that are idle, or between two queries, it would end the program
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    prepare(client);
  });
  return {
    options: pool.options,
    connect: (): Promise<PoolClient> => whenUp(() => pool.connect()),
    end: (): Promise<void> => pool.end(),
  };
}
