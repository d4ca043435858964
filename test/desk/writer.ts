// A program that writes to the store in the folder that it is given, for a person, several things
// at once, and says on a line of its own what was acknowledged. It goes on until it is killed: see
// faults.test.ts.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { folderFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceRun } from '../../src/ledger/evidence/run.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import { Recording } from '../../src/server/work/recording.ts';
import { createCase } from '../../src/store/cases.ts';
import { claim, enqueue, finish } from '../../src/store/jobs.ts';
import { openDatabase, reachDatabase } from '../../src/store/store.ts';
import { finishTrace } from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { addNote } from './note.ts';

const [traces = '', personId = ''] = process.argv.slice(2);
const { url, stop } = await reachDatabase({ folder: traces });
const { db } = openDatabase(url, stop);
const actor = { kind: 'person', id: personId, name: 'Writer' } as const;
const by = { personId, actor };

/** What is acknowledged: a row of that table, a job that is done, or one that was queued. */
export type Written = 'case_file' | 'note' | 'trace' | 'job' | 'queued' | 'answer';

function acknowledged(table: Written, id: string): void {
  process.stdout.write(`${table} ${id}\n`);
}

async function writeCase(): Promise<void> {
  const { id } = await createCase(db, { title: 'A theft' }, by);
  acknowledged('case_file', id);
  for (let count = 0; count < 5; count += 1) {
    acknowledged('note', await addNote(db, id, `Note ${count}`, actor));
  }
}

async function writeTrace(): Promise<void> {
  const trace = await createTrace(db, { title: 'T', request: { text: '0x' } }, by);
  acknowledged('trace', trace.id);
  const job = await claim(db, { kinds: ['trace'], worker: String(process.pid), leaseSeconds: 1 });
  if (job === undefined) return;
  const { traceId } = job.body as { traceId: string };
  await inTransaction(db, async (trx) => {
    const result = Buffer.from(`{"trace":"${traceId}"}`);
    const done = { result, headline: 'H', schemaVersion: 1, reason: 'traced', actor };
    await finishTrace(trx, traceId, done);
    await finish(trx, job, {});
  });
  acknowledged('job', job.id);
}

async function writeJob(): Promise<void> {
  const { id } = await enqueue(db, { kind: 'other', body: {}, createdBy: personId });
  acknowledged('queued', id);
}

/** A live trace is answered, and what it was answered is kept. */
async function writeRecording(): Promise<void> {
  const { id: traceId } = await createTrace(db, { title: 'T', request: {} }, by);
  const folder = mkdtempSync(path.join(traces, 'traced-'));
  try {
    const run = new EvidenceRun(new EvidenceStore(folderFiles(`${folder}/evidence`)), 'live');
    const recording = new Recording(db, { run: traceId, traceId, folder }, null);
    for (let count = 0; count < 3; count += 1) {
      const about = { source: 'node', chain: 'eip155:1', kind: 'evm-rpc', status: 200, at: 1 };
      const digests = Array.from({ length: 20 }, (_, i) => {
        const request = { get: `/${count}/${i}` };
        return run.keepAnswer({ ...about, request }, randomBytes(200)).digest;
      });
      await run.settled();
      await recording.keep();
      for (const digest of digests) acknowledged('answer', digest);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function forever(write: () => Promise<void>): Promise<never> {
  for (;;) {
    // what is cut off is not acknowledged, and that is all that is promised of it
    await write().catch(() => undefined);
  }
}

await Promise.all([writeCase, writeCase, writeTrace, writeJob, writeRecording].map(forever));
