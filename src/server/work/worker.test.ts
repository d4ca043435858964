import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { testStore } from '../../../test/desk/store.ts';
import { startExplorer } from '../../../test/fakes/explorer.ts';
import { stageLedger } from '../../../test/fakes/staged-ledger.ts';
import { caseSchema, openCase } from '../../casework/case.ts';
import { investigate } from '../../casework/investigate.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import { eventsAfter } from '../../store/events.ts';
import { cancelJob, findJob } from '../../store/jobs.ts';
import { createTrace } from '../../store/traces.ts';
import { traceResultSchema } from '../../trace/result.ts';
import type { WorkPlace } from './place.ts';
import type { TraceRequest } from './trace-request.ts';
import { JobWorker } from './worker.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');
const EXAMPLE = join(import.meta.dirname, '../../../examples/bybit-2025');
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const STAGE = stageLedger({ seed: 3, addresses: 5, hops: 3, noise: 1 });
const KEY = 'the-key-of-the-staged-explorer';

/** Stands before an explorer, and answers only while it is open. */
async function openGate(to: string) {
  const gate = { isOpen: true, asked: 0, url: '', stop: async () => {} };
  const { origin } = new URL(to);
  const server = createServer(async (request, response) => {
    gate.asked += 1;
    if (!gate.isOpen) return;
    const answer = await fetch(origin + request.url);
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gate.url = to.replace(origin, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  gate.stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return gate;
}

describe('a worker', () => {
  let store: Awaited<ReturnType<typeof testStore>>;
  let place: WorkPlace;
  let worker: JobWorker;
  let fake: Awaited<ReturnType<typeof startExplorer>>;
  let gate: Awaited<ReturnType<typeof openGate>>;
  before(async () => {
    store = await testStore();
    const home = mkdtempSync(join(tmpdir(), 'hue-work-'));
    place = { store, home, log: silent };
    fake = await startExplorer({ kind: 'etherscan', ledger: STAGE.ledger, key: KEY });
    gate = await openGate(fake.url);
    const key = { env: 'HUE_WORK_KEY' };
    process.env[key.env] = KEY;
    const source = { chain: 'ethereum', kind: 'etherscan', name: 'gate', url: gate.url, key };
    const sources = [{ ...source, private: true, rate: 1000 }];
    const config = JSON.stringify({ sources, publicSources: false });
    writeFileSync(join(home, 'hue.config.mjs'), `export default ${config};\n`);
    worker = new JobWorker(place);
    await worker.start();
  });
  after(async () => {
    await worker.stop();
    await gate.stop();
    await fake.stop();
    await store.close();
    rmSync(place.home, { recursive: true, force: true });
  });

  async function begin(request: Partial<TraceRequest>): Promise<string> {
    const whole = { text: null, case: null, files: [], victim: [], options: {}, ...request };
    const by = { personId: 'ann', actor: { kind: 'person', id: 'ann', name: 'Ann' } as const };
    const { id } = await createTrace(store.db, { title: 'A trace', request: whole }, by);
    return id;
  }

  function rowOf(id: string) {
    const rows = store.db.selectFrom('trace').selectAll();
    return rows.where('id', '=', id).executeTakeFirstOrThrow();
  }

  async function ended(id: string) {
    for (;;) {
      const row = await rowOf(id);
      if (row.ended_at !== null) return row;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function told(id: string, kind: string): Promise<void> {
    for (;;) {
      const events = await eventsAfter(store.db, { after: 0n, topics: [`trace:${id}`] });
      if (events.some((event) => event.kind === kind)) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test('traces the files of a case, as the command line does', async () => {
    const { $schema: _, ...file } = JSON.parse(readFileSync(join(EXAMPLE, 'case.json'), 'utf8'));
    const files = await Promise.all(
      ['transfers.csv', 'eth-usd.csv'].map(async (name) => {
        const sha256 = await putBlob(store.db, readFileSync(join(EXAMPLE, name)), 'text/csv');
        return { id: name, name, sha256 };
      }),
    );
    const id = await begin({ case: caseSchema.parse(file), files });
    const row = await ended(id);
    deepEqual([row.status, row.error], ['done', null]);
    const blob = await getBlob(store.db, row.result_sha256 ?? '');
    const result = traceResultSchema.parse(JSON.parse(blob?.bytes.toString() ?? ''));
    const alone = await investigate(openCase(join(EXAMPLE, 'case.json')));
    deepEqual(result.destinations, alone.destinations);
    equal(row.headline, alone.summary.headline);
    const events = await eventsAfter(store.db, { after: 0n, topics: [`trace:${id}`] });
    const kinds = events.map(({ kind }) => kind);
    ok(kinds.includes('progress') && kinds.includes('partial'), kinds.join());
    equal(kinds.at(-1), 'done');
    const evidence = await store.db
      .selectFrom('evidence')
      .select('sha256')
      .where('trace_id', '=', id)
      .execute();
    equal(evidence.length, result.inputs.length);
    equal(row.partial_sha256, null);
  });

  test('traces over sources, and a job that was handed on asks nothing again', async () => {
    const whole = await ended(await begin({ text: STAGE.theft.tx }));
    equal(whole.status, 'done', JSON.stringify(whole.error));
    const { asked } = gate;
    const id = await begin({ text: STAGE.theft.tx });
    await told(id, 'partial');
    gate.isOpen = false;
    const other = new JobWorker(place);
    await worker.stop();
    const before = gate.asked - asked;
    gate.isOpen = true;
    worker = other;
    await other.start();
    const row = await ended(id);
    equal(row.status, 'done');
    const results = await Promise.all(
      [whole, row].map(async ({ result_sha256 }) => {
        const blob = await getBlob(store.db, result_sha256 ?? '');
        return traceResultSchema.parse(JSON.parse(blob?.bytes.toString() ?? ''));
      }),
    );
    deepEqual(results[1]?.destinations, results[0]?.destinations);
    ok(
      before > 0 && gate.asked - asked <= asked * 1.5,
      `${before} of ${asked}, then ${gate.asked}`,
    );
    const job = await store.db
      .selectFrom('job')
      .select(['attempts', 'state'])
      .where('id', '=', row.job_id)
      .executeTakeFirstOrThrow();
    deepEqual(job, { attempts: 1, state: 'done' });
  });

  test('a trace whose worker was killed goes on at another, once its lease is over', async () => {
    await worker.stop();
    gate.isOpen = false;
    const before = gate.asked;
    const id = await begin({ text: STAGE.theft.tx });
    const env = {
      ...process.env,
      DATABASE_URL: store.url,
      DATABASE_OWNER_URL: store.ownerUrl,
      HUE_CONFIG: join(place.home, 'hue.config.mjs'),
    };
    const args = [MAIN, 'work', '--home', place.home];
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    while (gate.asked === before && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    equal(child.exitCode, null, 'it works');
    child.kill('SIGKILL');
    await once(child, 'close');
    const { job_id: jobId } = await rowOf(id);
    equal((await findJob(store.db, jobId ?? ''))?.state, 'running');
    const past = new Date(Date.now() - 1000);
    const job = store.db.updateTable('job').set({ lease_until: past });
    await job.where('id', '=', jobId).execute();
    gate.isOpen = true;
    worker = new JobWorker(place);
    await worker.start();
    const row = await ended(id);
    deepEqual([row.status, row.error], ['done', null]);
    equal((await findJob(store.db, jobId ?? ''))?.attempts, 2);
  });

  test('a trace that is cancelled stops, and says so', async () => {
    gate.isOpen = false;
    const { asked } = gate;
    const id = await begin({ text: STAGE.theft.tx });
    while (gate.asked === asked) await new Promise((resolve) => setTimeout(resolve, 10));
    const { job_id } = await rowOf(id);
    await cancelJob(store.db, job_id ?? '');
    const row = await ended(id);
    gate.isOpen = true;
    equal(row.status, 'cancelled');
    const job = await findJob(store.db, job_id ?? '');
    equal(job?.state, 'cancelled');
  });

  test('a trace that cannot begin fails, and says why', async () => {
    const row = await ended(await begin({ text: `0x${'00'.repeat(32)}` }));
    equal(row.status, 'failed');
    match(JSON.stringify(row.error), /expected an id that a chain of the configured sources knows/);
  });
});
