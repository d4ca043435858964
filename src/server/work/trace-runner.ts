import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { isTraceFolder } from '../../casework/trace-folder.ts';
import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import type { Job } from '../../store/jobs.ts';
import type { Db, Tables } from '../../store/tables.ts';
import { failTrace, finishTrace, putPartial, startTrace } from '../../store/trace-results.ts';
import { findTrace, TRACE_JOB, type Trace } from '../../store/traces.ts';
import { bringBlob } from './blob-file.ts';
import { faultText } from './fault.ts';
import { filesOf, runFolderOf } from './place.ts';
import { Recording, recordWhile } from './recording.ts';
import { bringRun } from './restore.ts';
import type { Runner } from './runner.ts';
import { Saving } from './saving.ts';
import type { OutputOf } from './tasks.ts';
import { traceRequestSchema } from './trace-request.ts';
import type { Recorded } from './trace-task.ts';

/** What a job that traces is asked. */
const traceJobSchema = z.object({ traceId: z.string() });

/** The result's schema: `version` of it. */
export const SCHEMA_VERSION = 1;
const SYSTEM = { kind: 'system', id: 'work', name: 'Hue & Cry' } as const;
/** Rows that are written at once. */
const ROWS = 1000;

/** Traces, tells how far it is, and keeps the result with all that it rests on. */
export const traceRunner: Runner = {
  kind: TRACE_JOB,
  atOnce: 2,
  async run({ place, job, threads, signal, progress }) {
    const { db } = place.store;
    const trace = await traceOf(db, job);
    const request = traceRequestSchema.parse(trace.request);
    const folder = runFolderOf(place.home, trace, job.id);
    // another worker, on another computer, may have begun it
    await bringRun(db, job.id, folder);
    const files = filesOf(folder);
    await mkdir(files, { recursive: true, mode: 0o700 });
    for (const { name, sha256 } of request.files) await bringBlob(db, sha256, join(files, name));
    await startTrace(db, trace.id);
    const saving = new Saving(place, job, trace.id);
    const input = { request, folder, home: place.home };
    const tracing = threads
      .run('trace', input, {
        signal,
        told: (told) => {
          if (told.kind === 'progress') progress(told.progress);
          saving.take(told);
        },
        failed: (stack) => place.log.error({ trace: trace.id, stack }, 'a trace failed'),
      })
      .finally(() => saving.settled());
    const recording = new Recording(db, { run: job.id, traceId: trace.id, folder }, job);
    const output = await recordWhile(recording, tracing, (error) => {
      place.log.warn({ error, trace: trace.id }, 'recorded answers could not be kept');
    });
    const { sha256, headline } = output;
    const run = isTraceFolder(folder) ? job.id : null;
    const how = { run, isCancelled: signal.aborted };
    const keep = (trx: Transaction<Tables>) => keepResult(trx, trace, output, how);
    return { result: { sha256, headline }, keep };
  },
  async ended(trx, job, { state, fault }) {
    const { id } = await traceOf(trx, job);
    const wanted = fault.kind === 'input' && fault.wanted ? { wanted: fault.wanted } : {};
    const said = { message: faultText(fault), kind: fault.kind, ...wanted };
    const error = state === 'failed' ? said : null;
    await failTrace(trx, id, { status: state, error, actor: SYSTEM });
  },
};

/** @throws InputError where it is not there any more */
async function traceOf(db: Db, job: Job): Promise<Trace> {
  const { traceId } = traceJobSchema.parse(job.body);
  const trace = await findTrace(db, traceId);
  if (trace) return trace;
  throw new InputError('job', 'a trace that is there', traceId);
}

/** A trace that was cancelled keeps what it found as its partial result. */
async function keepResult(
  trx: Transaction<Tables>,
  { id }: Trace,
  { bytes, headline, evidence }: OutputOf<'trace'>,
  { run, isCancelled }: { readonly run: string | null; readonly isCancelled: boolean },
): Promise<void> {
  if (isCancelled) {
    await putPartial(trx, id, bytes);
    await failTrace(trx, id, { status: 'cancelled', error: null, actor: SYSTEM });
    return;
  }
  await keepEvidence(trx, id, evidence);
  const about = { headline, schemaVersion: SCHEMA_VERSION, reason: 'traced', actor: SYSTEM };
  await finishTrace(trx, id, { ...about, result: bytes, run });
}

/** What the result rests on, a row each: the answers themselves are kept with their run. */
export async function keepEvidence(
  trx: Transaction<Tables>,
  id: string,
  evidence: readonly Recorded[],
): Promise<void> {
  // meanwhile it may have been taken into a case
  const trace = trx.selectFrom('trace').select('case_id').where('id', '=', id);
  for (let at = 0; at < evidence.length; at += ROWS) {
    const rows = evidence
      .slice(at, at + ROWS)
      .map(({ sha256, kind, source, takenAt, question }) => ({
        id: newId(),
        ...{ case_id: trace, trace_id: id, sha256, kind, source },
        taken_at: new Date(takenAt * 1000),
        detail: document(question === null ? {} : { question }),
      }));
    await trx.insertInto('evidence').values(rows).execute();
  }
}
