// What live sources answered, as the store keeps it: a trace goes on at another computer, and after
// an export and an import its bundle verifies and is replayed.

import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { toJson } from '../../src/base/json.ts';
import { checkBundle } from '../../src/casework/bundle/check.ts';
import { readZip } from '../../src/casework/bundle/zip.ts';
import { knownIn, realWorld, resumeTrace, runLive } from '../../src/casework/live/live.ts';
import { PACK_JOB } from '../../src/server/cases/pack-runner.ts';
import { EXTEND_JOB } from '../../src/server/watch/extension.ts';
import { traceFolderOf } from '../../src/server/work/place.ts';
import { bringVersion, keepLeftRecordings } from '../../src/server/work/record.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { getBlob } from '../../src/store/blobs.ts';
import { createCase } from '../../src/store/cases.ts';
import { askExpansion } from '../../src/store/expansions.ts';
import { exportStore } from '../../src/store/export.ts';
import { importStore } from '../../src/store/import.ts';
import { enqueue, findJob } from '../../src/store/jobs.ts';
import { createPerson } from '../../src/store/people.ts';
import { openDatabase, type Store } from '../../src/store/store.ts';
import { createTrace, findTrace } from '../../src/store/traces.ts';
import { startExplorer } from '../fakes/explorer.ts';
import { stageLedger } from '../fakes/staged-ledger.ts';
import { emptyDatabase, testStore } from './store.ts';
import { threads } from './threads.ts';

const STAGE = stageLedger({ seed: 3, addresses: 5, hops: 3, noise: 1 });
const KEY = 'the-key-of-the-staged-explorer';
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe('recorded answers in the store', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'hue-recordings-'));
  let store: Awaited<ReturnType<typeof testStore>>;
  let fake: Awaited<ReturnType<typeof startExplorer>>;
  let by: Parameters<typeof createTrace>[2];
  let caseId: string;
  let worker: JobWorker;
  before(async () => {
    store = await testStore();
    fake = await startExplorer({ kind: 'etherscan', ledger: STAGE.ledger, key: KEY });
    process.env.HUE_RECORDINGS_KEY = KEY;
    const person = { email: 'ann@example.org', name: 'Ann', role: 'investigator' } as const;
    const { id: personId } = await createPerson(store.db, person);
    by = { personId, actor: { kind: 'person', id: personId, name: 'Ann' } };
    ({ id: caseId } = await createCase(store.db, { title: 'A theft' }, by));
    worker = await workerAt('one', store);
  });
  after(async () => {
    await worker.stop();
    await fake.stop();
    await store.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** A computer of its own: its data folder has the settings, and nothing else. */
  async function workerAt(name: string, on: Store): Promise<JobWorker> {
    const home = path.join(root, name);
    mkdirSync(home, { recursive: true });
    const key = { env: 'HUE_RECORDINGS_KEY' };
    const source = { chain: 'ethereum', kind: 'etherscan', name: 'fake', url: fake.url, key };
    const sources = [{ ...source, private: true, rate: 1000 }];
    const config = JSON.stringify({ sources, publicSources: false });
    writeFileSync(path.join(home, 'hue.config.mjs'), `export default ${config};\n`);
    const made = new JobWorker({ store: on, home, log: silent }, threads);
    await made.start();
    return made;
  }

  async function begin() {
    const request = { text: STAGE.theft.tx, case: null, files: [], victim: [], options: {} };
    return await createTrace(store.db, { title: 'A trace', request, caseId }, by);
  }

  async function ended(on: Store, jobId: string | null) {
    for (;;) {
      const job = await findJob(on.db, jobId ?? '');
      if (job?.ended_at) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function bundleOf(on: Store, traceId: string): Promise<Buffer> {
    const trace = await findTrace(on.db, traceId);
    const asked = { caseId, traceId, kind: 'bundle', name: 'all', ...by };
    const body = { ...asked, resultSha256: trace?.result_sha256 };
    const { id } = await enqueue(on.db, { kind: PACK_JOB, body, createdBy: by.personId });
    const job = await ended(on, id);
    equal(job.state, 'done', JSON.stringify(job.error));
    const { packId } = job.result as { readonly packId: string };
    const packs = on.db.selectFrom('pack').select('sha256').where('id', '=', packId);
    const { sha256 } = await packs.executeTakeFirstOrThrow();
    return (await getBlob(on.db, sha256))?.bytes ?? Buffer.alloc(0);
  }

  /** Lays a bundle out, and traces once more from what is in it alone. */
  async function replayed(bytes: Buffer, home: string): Promise<[string, string]> {
    const folder = mkdtempSync(path.join(root, 'opened-'));
    for (const file of readZip(bytes, 'bundle')) {
      const place = path.join(folder, file.name);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, file.bytes);
    }
    const env = { ...process.env, HUE_HOME: path.join(root, home) };
    const live = await resumeTrace(folder, {}, { ...realWorld, env });
    const { result } = await runLive(live, 'replay', { known: knownIn(live, null) });
    return [toJson(result), readFileSync(path.join(folder, 'result.json'), 'utf8')];
  }

  test('an export carries them: elsewhere the bundle is the same, and is replayed', async () => {
    const { id, job_id } = await begin();
    equal((await ended(store, job_id)).state, 'done');
    const first = await bundleOf(store, id);
    deepEqual(checkBundle(first, 'bundle').problems, []);
    ok(readZip(first, 'bundle').filter(({ name }) => name.startsWith('evidence/')).length > 10);
    const file = path.join(root, 'desk.hue-store');
    await exportStore(store.url, file);
    const there = await emptyDatabase();
    await importStore({ url: there.ownerUrl, role: 'desk' }, file);
    const other = openDatabase(there.url, async () => undefined);
    const elsewhere = await workerAt('two', other);
    try {
      const second = await bundleOf(other, id);
      deepEqual(second, first);
      const [again, result] = await replayed(second, 'two');
      equal(again, result);
      // and from there the trace goes on
      const body = { traceId: id, block: 1 };
      const job = await enqueue(other.db, { kind: EXTEND_JOB, body, createdBy: 'ann' });
      const { state, error } = await ended(other, job.id);
      equal(state, 'done', JSON.stringify(error));
    } finally {
      await elsewhere.stop();
      await other.close();
    }
  });

  test('the answers of two traces that asked the same are kept once', async () => {
    const { job_id } = await begin();
    const counts = async () => {
      const { rows } = await sql<{ answers: bigint; bytes: bigint }>`
        select count(*) as answers, sum(size) as bytes from answer`.execute(store.db);
      return rows[0];
    };
    const before = await counts();
    equal((await ended(store, job_id)).state, 'done');
    deepEqual(await counts(), before);
  });

  test('a trace that was begun on one computer goes on at another, and asks no more', async () => {
    const count = async (run: string | null) => {
      const pieces = store.db
        .selectFrom('recording')
        .select('name')
        .where('run', '=', run ?? '');
      return (await pieces.execute()).length;
    };
    const whole = await begin();
    equal((await ended(store, whole.job_id)).state, 'done');
    const asked = fake.requests().length;
    // as a worker leaves it that was killed when all had come and nothing was written down yet
    await worker.stop();
    await store.db
      .updateTable('job')
      .set({ state: 'queued', ended_at: null, result: null, lease_until: null })
      .where('id', '=', whole.job_id)
      .execute();
    ok((await count(whole.job_id)) > 2);
    worker = await workerAt('three', store);
    equal((await ended(store, whole.job_id)).state, 'done');
    equal(fake.requests().length, asked);
    const versions = store.db.selectFrom('trace_version').select(['run', 'result_sha256']);
    const own = await versions.where('trace_id', '=', whole.id).execute();
    deepEqual(
      own.map(({ run }) => run),
      [whole.job_id, whole.job_id],
    );
    equal(own[0]?.result_sha256, own[1]?.result_sha256);
  });

  test('what an older program left in its folder is kept', async () => {
    const { id, job_id } = await begin();
    await ended(store, job_id);
    await store.db.updateTable('trace_version').set({ run: null }).execute();
    await store.db.deleteFrom('recording').execute();
    const home = path.join(root, 'three');
    ok(existsSync(traceFolderOf(home, id)));
    const warned: object[] = [];
    const place = { store, home, log: { ...silent, warn: (said: object) => warned.push(said) } };
    // as when jobs are taken up while the desk starts
    const result = (await findTrace(store.db, id))?.result_sha256 ?? '';
    const brought = () => bringVersion(place, { id, job_id }, result);
    await Promise.all([keepLeftRecordings(place), brought(), brought()]);
    deepEqual(warned, []);
    rmSync(path.join(home, 'desk'), { recursive: true });
    deepEqual(checkBundle(await bundleOf(store, id), 'bundle').problems, []);
  });

  test('a computer that never traced asks beyond a trace, from what is recorded', async () => {
    const trace = await begin();
    await ended(store, trace.job_id);
    await worker.stop();
    worker = await workerAt('four', store);
    const ask = async (direction: 'in' | 'out') => {
      const asked = { chain: null, address: STAGE.theft.thief, direction };
      const wish = { ...asked, since: null, until: null };
      const row = await askExpansion(store.db, trace, wish, by, { most: 10 });
      const { state, error } = await ended(store, row?.job_id ?? '');
      equal(state, 'done', JSON.stringify(error));
      // the answers lay there for that question alone
      deepEqual(readdirSync(path.join(root, 'four', 'desk', 'traces')), []);
    };
    await ask('out');
    // one that was stopped has no result, and what was recorded of it
    await store.db.deleteFrom('trace_version').where('trace_id', '=', trace.id).execute();
    const none = { status: 'cancelled', result_sha256: null } as const;
    await store.db.updateTable('trace').set(none).where('id', '=', trace.id).execute();
    await ask('in');
  });
});
