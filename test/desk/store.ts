// A store for each test: one embedded server in each process of tests, stopped at its end, and in
// it a fresh database for each call, copied from one that was migrated once.
//
//   const store = await testStore();
//   after(() => store.close());

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
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

/** Each store takes about ten megabytes until it is closed. */
const ROOM = 2 ** 31;

function on(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Ends the server when the process of tests is gone, however it went, and removes its folder. */
const WATCHMAN = `while kill -0 "$1"; do sleep 1; done
server=$(head -n 1 "$2/postgres/data/postmaster.pid") && kill -QUIT "$server"
while kill -0 "$server"; do sleep 1; done
rm -rf "$2"`;

function watchOver(folder: string): void {
  const args = ['-c', WATCHMAN, 'sh', String(process.pid), folder];
  spawn('sh', args, { detached: true, stdio: 'ignore' }).unref();
}

/** A file system in memory, where a database is made in a tenth of the time, if there is room. */
export function roomyMemory(): string | undefined {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return undefined;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ROOM ? memory : undefined;
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(path.join(roomyMemory() ?? tmpdir(), 'hue-store-'));
  watchOver(folder);
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

async function administer(statement: string): Promise<void> {
  const client = await (await server)!.administrator.connect();
  try {
    await client.query(statement);
  } finally {
    client.release();
  }
}

async function createDatabase(template: string): Promise<Urls & { drop(): Promise<void> }> {
  server ??= startServer();
  const { url, ownerUrl } = await server;
  const name = `t${newId().replaceAll('-', '')}`;
  await administer(`create database ${name} template ${template} owner hue`);
  const drop = () => administer(`drop database ${name} with (force)`);
  return { url: on(url, name), ownerUrl: on(ownerUrl, name), drop };
}

/** A database without tables. */
export async function emptyDatabase(): Promise<Urls> {
  return await createDatabase('template0');
}

/** A fresh, empty store; `close` it when done. `url` is for programs that open it themselves. */
export async function testStore(): Promise<Store & Urls> {
  const { drop, ...urls } = await createDatabase('hue');
  return { ...openDatabase(urls.url, drop), ...urls };
}
