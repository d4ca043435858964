// A store for each test: one embedded server in each process of tests, stopped at its end, and in
// it a fresh database for each call, copied from one that was migrated once.
//
//   const store = await testStore();
//   after(() => store.close());

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from 'pg';
import { newId } from '../../src/store/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { connect } from '../../src/store/postgres/pool.ts';
import { startPostgres } from '../../src/store/postgres/start.ts';
import { openDatabase, type Store } from '../../src/store/store.ts';

interface Server {
  readonly url: string;
  readonly ownerUrl: string;
  readonly administrator: Client;
}

function on(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function isRunning(process: number): boolean {
  try {
    return globalThis.process.kill(process, 0);
  } catch {
    return false;
  }
}

/** At the end of a process nothing can be awaited: the server is told to go, and looked after. */
function removeServer(folder: string): void {
  const pid = path.join(folder, 'postgres', 'data', 'postmaster.pid');
  const server = Number.parseInt(readFileSync(pid, 'utf8'), 10);
  process.kill(server, 'SIGQUIT');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; isRunning(server) && tries < 200; tries += 1) Atomics.wait(clock, 0, 0, 5);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-store-'));
  const { url, ownerUrl } = await startPostgres({ folder, fsync: false });
  process.once('exit', () => removeServer(folder));
  await migrate(ownerUrl, new URL(url).username);
  const address = new URL(ownerUrl);
  address.username = 'postgres';
  const administrator = await connect(on(address.href, 'postgres'));
  return { url, ownerUrl, administrator };
}

let server: Promise<Server> | undefined;

/** A fresh, empty store; `close` it when done. `url` is for programs that open it themselves. */
export async function testStore(): Promise<Store & { url: string; ownerUrl: string }> {
  server ??= startServer();
  const { url, ownerUrl, administrator } = await server;
  const database = `t${newId().replaceAll('-', '')}`;
  await administrator.query(
    `create database ${database} template hue owner hue strategy file_copy`,
  );
  const own = on(url, database);
  return {
    ...openDatabase(own, async () => undefined),
    url: own,
    ownerUrl: on(ownerUrl, database),
  };
}
