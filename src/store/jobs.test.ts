import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { testStore } from '../../test/desk/store.ts';
import { LimitError } from '../base/errors.ts';
import {
  cancelJob,
  claim,
  endCancelled,
  endLostJobs,
  enqueue,
  failJob,
  findJob,
  finish,
  renew,
} from './jobs.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());

const by = { worker: 'w', leaseSeconds: 60 };
const put = (kind: string, more = {}) => enqueue(db, { kind, body: {}, createdBy: 'me', ...more });

/** As if the worker had not been heard of for that long. */
async function losesItsWorker(id: string): Promise<void> {
  const past = sql<Date>`now() - interval '1 s'`;
  await db.updateTable('job').set({ lease_until: past }).where('id', '=', id).execute();
}

test('the most urgent job comes first, and among equals the oldest', async () => {
  const old = await put('order');
  const young = await put('order');
  const urgent = await put('order', { priority: 5 });
  await put('order', { runAt: new Date(Date.now() + 3_600_000) });
  const taken: string[] = [];
  for (let job = await claim(db, { kinds: ['order'], ...by }); job; ) {
    taken.push(job.id);
    job = await claim(db, { kinds: ['order'], ...by });
  }
  assert.deepEqual(taken, [urgent.id, old.id, young.id]);
});

test('however many wait, few of them are read to take the most urgent of all kinds', async () => {
  const kinds = ['many', 'others'];
  await sql`insert into job (id, kind, body, created_by, priority)
    select 'many ' || i, (${kinds}::text[])[i % 2 + 1], '{}', 'me', i / 1000
    from generate_series(1, 2000) as i`.execute(db);
  await db.transaction().execute(async (trx) => {
    const job = await claim(trx, { kinds, ...by });
    assert.equal(job?.id, 'many 2000');
    const { rows } = await sql<{ read: bigint }>`select seq_tup_read + idx_tup_fetch as read
      from pg_stat_xact_user_tables where relname = 'job'`.execute(trx);
    assert.ok(rows[0]!.read < 200n, `${rows[0]!.read} rows`);
  });
  await db.deleteFrom('job').where('kind', 'in', kinds).execute();
});

test('however many ask at once, each job goes to one', async () => {
  const jobs = await Promise.all(Array.from({ length: 20 }, () => put('each')));
  const claims = Array.from({ length: 30 }, (_, index) =>
    claim(db, { kinds: ['each'], worker: `w${index}`, leaseSeconds: 60 }),
  );
  const taken = (await Promise.all(claims)).flatMap((job) => job?.id ?? []);
  assert.deepEqual(taken.toSorted(), jobs.map(({ id }) => id).toSorted());
});

test('a job goes on elsewhere when its lease is over; its first worker has lost it', async () => {
  const { id } = await put('lease');
  const first = await claim(db, { kinds: ['lease'], ...by });
  assert.equal(await renew(db, first!, { progress: { hops: 3 } }), 'ok');
  assert.equal(await claim(db, { kinds: ['lease'], ...by }), undefined);
  await losesItsWorker(id);
  const second = await claim(db, { kinds: ['lease'], ...by });
  assert.deepEqual(second?.progress, { hops: 3 });
  assert.equal(second?.attempts, 2);
  assert.equal(await renew(db, first!), 'lost');
  await assert.rejects(finish(db, first!, {}), LimitError);
  await finish(db, second!, { done: true });
  assert.deepEqual((await findJob(db, id))?.result, { done: true });
  assert.equal(await renew(db, second!), 'lost');
});

test('a job that waits is cancelled at once; one that runs, when it hears of it', async () => {
  const waiting = await put('cancel');
  assert.equal((await cancelJob(db, waiting.id))?.state, 'cancelled');
  assert.equal(await cancelJob(db, waiting.id), undefined);
  await put('cancel');
  const running = await claim(db, { kinds: ['cancel'], ...by });
  assert.equal((await cancelJob(db, running!.id))?.state, 'running');
  assert.equal(await renew(db, running!), 'cancelled');
  assert.equal((await endCancelled(db, running!)).state, 'cancelled');
});

test('a cancelled job that lost its worker is not taken up again', async () => {
  const { id } = await put('cancel-lost');
  await claim(db, { kinds: ['cancel-lost'], ...by });
  await cancelJob(db, id);
  await losesItsWorker(id);
  assert.equal(await claim(db, { kinds: ['cancel-lost'], ...by }), undefined);
  const ended = await endLostJobs(db);
  assert.deepEqual(
    ended.map((job) => [job.id, job.state]),
    [[id, 'cancelled']],
  );
});

test('a job that ends its worker again and again fails', async () => {
  const { id } = await put('deadly');
  let tries = 0;
  for (; await claim(db, { kinds: ['deadly'], ...by }); tries += 1) await losesItsWorker(id);
  assert.equal(tries, 5);
  const [job] = await endLostJobs(db);
  assert.equal(job?.id, id);
  assert.equal(job?.state, 'failed');
  assert.match(JSON.stringify(job?.error), /lost 5 times/);
});

test('a job that fails for a while is tried again, and in the end it has failed', async () => {
  const { id } = await put('retry');
  for (let tries = 1; tries <= 5; tries += 1) {
    const job = await claim(db, { kinds: ['retry'], ...by });
    const after = await failJob(db, job!, { message: 'no' }, { retryAt: new Date(0) });
    assert.equal(after.state, tries < 5 ? 'queued' : 'failed');
  }
  assert.deepEqual((await findJob(db, id))?.error, { message: 'no' });
});

test('a new job and a wish to stop are heard of once they are committed', async () => {
  const heard: string[] = [];
  const two = Promise.withResolvers<void>();
  const stop = await store.listen('jobs', (id) => {
    heard.push(id);
    if (heard.length === 2) two.resolve();
  });
  const { id } = await put('told');
  await cancelJob(db, id);
  await two.promise;
  assert.deepEqual(heard, [id, id]);
  await stop();
});
