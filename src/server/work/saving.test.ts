import { deepEqual, equal, ok } from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { testStore } from '../../../test/desk/store.ts';
import { claim, finish, type Job } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { finishTrace } from '../../store/trace-results.ts';
import { createTrace, findTrace, TRACE_JOB } from '../../store/traces.ts';
import { inTransaction } from '../../store/transaction.ts';
import { Saving } from './saving.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;
const ABOUT = { headline: 'all found', schemaVersion: 1, reason: 'traced', actor: SYSTEM };

let store: Store;
before(async () => {
  store = await testStore();
});
after(() => store.close());

async function taken(worker: string): Promise<Job> {
  const job = await claim(store.db, { kinds: [TRACE_JOB], worker, leaseSeconds: 60 });
  ok(job);
  return job;
}

test('a worker that was held up does not write over what another has made since', async () => {
  const { db } = store;
  const by = { personId: 'ann', actor: SYSTEM };
  const { id } = await createTrace(db, { title: 'A', request: {} }, by);
  const first = await taken('first');
  const past = new Date(Date.now() - 1000);
  await db.updateTable('job').set({ lease_until: past }).where('id', '=', first.id).execute();
  const second = await taken('second');
  equal(second.id, first.id);
  const place = { store, home: tmpdir(), log: silent };
  const save = async (job: Job, text: string) => {
    const saving = new Saving(place, job, id);
    saving.take({ kind: 'partial', bytes: Buffer.from(text) });
    await saving.settled();
    return findTrace(db, id);
  };
  const own = await save(second, 'the newer');
  ok(own?.partial_sha256);
  equal((await save(first, 'the older'))?.partial_sha256, own.partial_sha256);
  await inTransaction(db, async (trx) => {
    await finishTrace(trx, id, { ...ABOUT, result: Buffer.from('whole') });
    await finish(trx, second, {});
  });
  const done = await findTrace(db, id);
  deepEqual(await save(first, 'the older'), done);
  equal(done?.status, 'done');
});
