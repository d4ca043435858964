import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import { recordCustody } from '../../store/custody.ts';
import { document } from '../../store/document.ts';
import { emit } from '../../store/events.ts';
import { newId } from '../../store/ids.ts';
import type { Job } from '../../store/jobs.ts';
import type { Row, Tables } from '../../store/tables.ts';
import { faultText } from './fault.ts';
import { traceFolderOf } from './place.ts';
import type { Runner } from './runner.ts';
import { Saving } from './saving.ts';
import type { OutputOf } from './tasks.ts';
import { traceRequestSchema } from './trace-request.ts';
import type { Recorded } from './trace-task.ts';

/** What a job that traces is asked. */
const traceJobSchema = z.object({ traceId: z.string() });

/** The result's schema: `version` of it. */
const SCHEMA_VERSION = 1;
const SYSTEM = { kind: 'system', id: 'work', name: 'Hue & Cry' } as const;
/** Rows that are written at once. */
const ROWS = 1000;

/** Traces, tells how far it is, and keeps the result with all that it rests on. */
export const traceRunner: Runner = {
  kind: 'trace',
  atOnce: 2,
  async run({ place, job, threads, signal, progress }) {
    const { db } = place.store;
    const trace = await traceOf(place.store.db, job);
    const request = traceRequestSchema.parse(trace.request);
    const folder = traceFolderOf(place.home, trace.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { name, sha256 } of request.files) {
      const blob = await getBlob(db, sha256);
      if (!blob) throw new InputError(`file ${name}`, 'one that is kept', 'nothing');
      await writeFile(join(folder, name), blob.bytes);
    }
    const begun = { status: 'running' as const, started_at: trace.started_at ?? new Date() };
    await db.updateTable('trace').set(begun).where('id', '=', trace.id).execute();
    const saving = new Saving(place, trace);
    const input = { request, folder, home: place.home };
    const output = await threads
      .run('trace', input, {
        signal,
        told: (told) => {
          if (told.kind === 'progress') progress(told.progress);
          saving.take(told);
        },
        failed: (stack) => place.log.error({ trace: trace.id, stack }, 'a trace failed'),
      })
      .finally(() => saving.settled());
    const { sha256, headline } = output;
    const keep = (trx: Transaction<Tables>) => keepResult(trx, trace, output, signal.aborted);
    return { result: { sha256, headline }, keep };
  },
  async ended(trx, job, { state, fault }) {
    const { id, case_id: caseId } = await traceOf(trx, job);
    const error = state === 'failed' ? { message: faultText(fault), kind: fault.kind } : null;
    await trx
      .updateTable('trace')
      .set({ status: state, ended_at: new Date(), error: error && document(error) })
      .where('id', '=', id)
      .execute();
    const kind = state === 'failed' ? 'failed' : 'cancelled';
    await emit(trx, { topic: `trace:${id}`, caseId, kind, body: error ?? {} });
  },
};

async function traceOf(db: Parameters<typeof emit>[0], job: Job): Promise<Row<'trace'>> {
  const { traceId } = traceJobSchema.parse(job.body);
  return db.selectFrom('trace').selectAll().where('id', '=', traceId).executeTakeFirstOrThrow();
}

async function keepResult(
  trx: Transaction<Tables>,
  { id, case_id: caseId, title }: Row<'trace'>,
  { bytes, headline, isWhole, evidence, ...output }: OutputOf<'trace'>,
  isCancelled: boolean,
): Promise<void> {
  const sha256 = await putBlob(trx, bytes, 'application/json');
  const status = isWhole ? 'done' : isCancelled ? 'cancelled' : 'partial';
  await trx
    .updateTable('trace')
    .set((eb) => ({
      ...{ status, headline, result_sha256: sha256, partial_sha256: null, error: null },
      title: title === '' ? output.title : title,
      ended_at: new Date(),
      schema_version: SCHEMA_VERSION,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
  const last = await trx
    .selectFrom('trace_version')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('trace_id', '=', id)
    .executeTakeFirst();
  const version = (last?.version ?? 0) + 1;
  await trx
    .insertInto('trace_version')
    .values({ trace_id: id, version, result_sha256: sha256, reason: 'traced' })
    .execute();
  await keepEvidence(trx, { id, caseId }, evidence);
  if (caseId !== null) {
    const subject = { trace: id };
    const detail = { status, headline, evidence: evidence.length };
    const about = { caseId, actor: SYSTEM, action: 'trace.ended', subject, after: sha256, detail };
    await recordCustody(trx, about);
  }
  const kind = status === 'cancelled' ? 'cancelled' : 'done';
  await emit(trx, { topic: `trace:${id}`, caseId, kind, body: { sha256, status, headline } });
}

/** The index of what the result rests on: the answers themselves lie in the trace's folder. */
async function keepEvidence(
  trx: Transaction<Tables>,
  { id, caseId }: { readonly id: string; readonly caseId: string | null },
  evidence: readonly Recorded[],
): Promise<void> {
  for (let at = 0; at < evidence.length; at += ROWS) {
    const rows = evidence
      .slice(at, at + ROWS)
      .map(({ sha256, kind, source, takenAt, question }) => ({
        id: newId(),
        ...{ case_id: caseId, trace_id: id, sha256, kind, source },
        taken_at: new Date(takenAt * 1000),
        detail: document(question === null ? {} : { question }),
      }));
    await trx.insertInto('evidence').values(rows).execute();
  }
}
