import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SourceError } from '../../base/errors.ts';
import { newId } from '../ids.ts';
import { hasData, type Place, SOCKET_LOCK } from './place.ts';
import { type Connection, connect } from './pool.ts';

const run = promisify(execFile);

/** PostgreSQL's own administrator; the program uses it to make the two roles below, and to stop. */
const ADMINISTRATOR = 'postgres';
const DATABASE = 'hue';
/** Owns the tables, and upgrades them. */
const OWNER = 'hue';
/** What the program is while it runs: it may not change the custody log, nor its triggers. */
export const DESK = 'desk';

/** Whoever uses the server holds this lock, shared; the last one gets it whole, and stops it. */
const IN_USE = 4_851_232;
/** Whoever makes the roles and the database holds this one. */
export const MAKING = 4_851_233;

const PAUSE_MS = 10;
/** For a server that will not start; one that recovers after a crash says so, and has longer. */
const TO_START_MS = 30_000;
const TO_RECOVER_MS = 600_000;
const LARGEST_LOG = 8 * 1024 * 1024;

export function urlOf({ sockets }: Place, role: 'owner' | 'desk' | 'administrator'): string {
  const [user, database] = {
    owner: [OWNER, DATABASE],
    desk: [DESK, DATABASE],
    administrator: [ADMINISTRATOR, 'postgres'],
  }[role] as [string, string];
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(sockets)}`;
}

/** Makes the data in a folder beside, so that they are there whole or not at all. */
async function makeData(place: Place, fsync: boolean): Promise<void> {
  const fresh = `${place.data}-${newId()}`;
  const args = ['-D', fresh, '-U', ADMINISTRATOR, '--encoding=UTF8', '--no-locale'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sync = fsync ? [] : ['--no-sync'];
  const auth = ['--auth-local=trust', '--auth-host=reject', '--no-instructions'];
  try {
    await run(place.programs.initdb, [...args, ...locale, ...auth, ...sync], {
      env: place.env,
      cwd: place.home,
      ...place.account,
    });
    renameSync(fresh, place.data);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // another program may have been quicker
    if (hasData(place)) return;
    throw new SourceError('PostgreSQL', `its data cannot be made: ${String(error)}`, false);
  }
}

/** The process that a lock file of the server names, if any. */
function namedIn(file: string): number | undefined {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    return Number.parseInt(line, 10) || undefined;
  } catch {
    return undefined;
  }
}

/** The process that the data folder names as its server, if any. */
export function serverProcess({ data }: Place): number | undefined {
  return namedIn(join(data, 'postmaster.pid'));
}

function isPostgres(process: number): boolean {
  try {
    return readFileSync(`/proc/${process}/cmdline`, 'latin1').includes('postgres');
  } catch (error) {
    // without /proc it may be one; with it, nobody has the number
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync('/proc/self');
  }
}

/**
 * After a crash the number of the server's process may have gone to another one, which PostgreSQL
 * would take for a running server: in a container, numbers begin anew with each start.
 */
function forgetStranger({ data, sockets }: Place): void {
  for (const file of [join(data, 'postmaster.pid'), join(sockets, SOCKET_LOCK)]) {
    const process = namedIn(file);
    if (process !== undefined && !isPostgres(process)) rmSync(file, { force: true });
  }
}

function launch(place: Place, fsync: boolean): ChildProcess {
  forgetStranger(place);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.sockets,
    unix_socket_permissions: '0700',
    fsync: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    jit: 'off',
    // in the data folder: /dev/shm is small in a container, and a killed server leaves litter there
    dynamic_shared_memory_type: 'mmap',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const isFull = (statSync(place.log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG;
  const log = openSync(place.log, isFull ? 'w' : 'a', 0o600);
  const child = spawn(place.programs.postgres, ['-D', place.data, ...options], {
    env: place.env,
    cwd: place.home,
    stdio: ['ignore', log, log],
    // it outlives a program that is killed, and the next one takes it over
    detached: true,
    ...place.account,
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}

function lastLines(place: Place): string {
  return readFileSync(place.log, 'utf8').trimEnd().split('\n').slice(-3).join(' ');
}

/**
 * A connection to the server in the place, which is started if none runs.
 * @throws SourceError with the last lines of the server's log where it does not start
 */
export async function reach(place: Place, fsync: boolean): Promise<Connection> {
  if (!hasData(place)) await makeData(place, fsync);
  let child: ChildProcess | undefined;
  const start = performance.now();
  for (;;) {
    try {
      const client = await connect(urlOf(place, 'administrator'));
      await client.query('select pg_advisory_lock_shared($1)', [IN_USE]);
      return client;
    } catch (error) {
      const isRecovering = (error as { code?: string }).code === '57P03';
      const patience = isRecovering ? TO_RECOVER_MS : TO_START_MS;
      if (performance.now() - start > patience) {
        throw new SourceError('PostgreSQL', `does not start: ${lastLines(place)}`, false);
      }
      const isOver = child === undefined || child.exitCode !== null || child.signalCode !== null;
      if (isOver && !isRecovering) child = launch(place, fsync);
    }
    await sleep(PAUSE_MS);
  }
}

/** Makes the roles and the database, unless they are there. */
export async function makeDatabase(client: Connection): Promise<void> {
  const exists = async (sql: string, name: string) =>
    (await client.query(sql, [name])).rowCount === 1;
  await client.query('select pg_advisory_lock($1)', [MAKING]);
  try {
    for (const role of [OWNER, DESK]) {
      if (await exists('select 1 from pg_roles where rolname = $1', role)) continue;
      await client.query(`create role ${client.escapeIdentifier(role)} login`);
    }
    if (!(await exists('select 1 from pg_database where datname = $1', DATABASE))) {
      await client.query(`create database ${DATABASE} owner ${OWNER}`);
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MAKING]);
  }
}

/** Lets go of the server, and stops it if nobody else uses it. */
export async function leave(client: Connection, place: Place): Promise<void> {
  client.ref();
  // not `once` of node:events, to which the server's farewell would be an error
  const ended = new Promise((resolve) => client.once('end', resolve));
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [IN_USE]);
    const { rows } = await client.query('select pg_try_advisory_lock($1) as last', [IN_USE]);
    const process = rows[0]?.last ? serverProcess(place) : undefined;
    // "fast": it ends all connections, writes everything down, and goes
    if (process !== undefined) globalThis.process.kill(process, 'SIGINT');
    if (process === undefined) await client.end();
    await ended;
    const end = performance.now() + TO_START_MS;
    while (process !== undefined && serverProcess(place) === process) {
      if (performance.now() > end) {
        throw new SourceError('PostgreSQL', `does not stop: ${lastLines(place)}`, false);
      }
      await sleep(PAUSE_MS);
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    // a server that is gone already needs no stopping
  }
}
