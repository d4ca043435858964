// A store for each test: one embedded server in each process of tests, stopped at its end, and in
// it a fresh database for each call, copied from one that was migrated once.
//
//   const store = await testStore();
//   after(() => store.close());

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '../../src/store/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPool } from '../../src/store/postgres/pool.ts';
import { startPostgres } from '../../src/store/postgres/start.ts';
import { openDatabase, type Store } from '../../src/store/store.ts';

interface Server {
  readonly url: string;
  readonly ownerUrl: string;
  readonly administrator: ReturnType<typeof openPool>;
}

function on(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** At the end of a process nothing can be awaited: the server is told to go, and looked after. */
function removeServer(folder: string): void {
  const pid = path.join(folder, 'postgres', 'data', 'postmaster.pid');
  const isThere = (): boolean => existsSync(pid);
  if (isThere()) process.kill(Number.parseInt(readFileSync(pid, 'utf8'), 10), 'SIGQUIT');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; isThere() && tries < 400; tries += 1) Atomics.wait(clock, 0, 0, 5);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-store-'));
  process.once('exit', () => removeServer(folder));
  const { url, ownerUrl } = await startPostgres({ folder, fsync: false });
  await migrate(ownerUrl, new URL(url).username);
  const address = new URL(ownerUrl);
  address.username = 'postgres';
  const administrator = openPool(on(address.href, 'postgres'), 1);
  return { url, ownerUrl, administrator };
}

let server: Promise<Server> | undefined;

interface Urls {
  readonly url: string;
  readonly ownerUrl: string;
}

async function createDatabase(template: string): Promise<Urls> {
  server ??= startServer();
  const { url, ownerUrl, administrator } = await server;
  const name = `t${newId().replaceAll('-', '')}`;
  const client = await administrator.connect();
  try {
    await client.query(`create database ${name} template ${template} owner hue strategy file_copy`);
  } finally {
    client.release();
  }
  return { url: on(url, name), ownerUrl: on(ownerUrl, name) };
}

/** A database without tables. */
export async function emptyDatabase(): Promise<Urls> {
  return await createDatabase('template0');
}

/** A fresh, empty store; `close` it when done. `url` is for programs that open it themselves. */
export async function testStore(): Promise<Store & Urls> {
  const urls = await createDatabase('hue');
  return { ...openDatabase(urls.url, async () => undefined), ...urls };
}
