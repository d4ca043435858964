import type { Updateable } from 'kysely';
import { LimitError } from '../base/errors.ts';
import { forgetBlob, putBlob } from './blobs.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';
import { noteTrace, type Trace } from './traces.ts';
import { inTransaction } from './transaction.ts';

const JSON_MEDIA = 'application/json';

async function change(db: Db, id: string, values: Updateable<Tables['trace']>): Promise<Trace> {
  const row = await db
    .updateTable('trace')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row) return row;
  throw new LimitError(`trace ${id}`, 'it is not there any more');
}

/** Says that a worker has begun, or has taken the trace up again. */
export async function startTrace(db: Db, id: string): Promise<Trace> {
  await db
    .updateTable('trace')
    .set({ started_at: new Date() })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .execute();
  return await change(db, id, { status: 'running', error: null });
}

/** Shows how far a trace has come: in its row, and as an event `progress`. */
export async function noteProgress(db: Db, id: string, progress: unknown): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { case_id: caseId } = await change(trx, id, { progress: document(progress) });
    await emit(trx, { topic: `trace:${id}`, caseId, kind: 'progress', body: progress });
  });
}

async function partialOf(db: Db, id: string): Promise<string | null | undefined> {
  const trace = db.selectFrom('trace').select('partial_sha256').where('id', '=', id);
  return (await trace.forUpdate().executeTakeFirst())?.partial_sha256;
}

/** Keeps the result as far as it is known, in the place of the last one; event `partial`. */
export async function putPartial(db: Db, id: string, result: Uint8Array): Promise<string> {
  return await inTransaction(db, async (trx) => {
    const old = await partialOf(trx, id);
    const sha256 = await putBlob(trx, result, JSON_MEDIA);
    const { case_id: caseId } = await change(trx, id, {
      status: 'partial',
      partial_sha256: sha256,
    });
    if (old) await forgetBlob(trx, old);
    await emit(trx, { topic: `trace:${id}`, caseId, kind: 'partial', body: { sha256 } });
    return sha256;
  });
}

/**
 * Keeps a result as the next version of a trace, which is done with it; event `done`, or for a
 * later version `extended`. Call it in the transaction that ends the job.
 */
export async function finishTrace(
  db: Db,
  id: string,
  done: {
    readonly result: Uint8Array;
    readonly headline: string;
    readonly schemaVersion: number;
    /** Why there is a version: `traced`, or what a watch saw. */
    readonly reason: string;
    /** The run whose recordings are kept, if there are any. */
    readonly run?: string | null;
    readonly actor: Doer;
  },
): Promise<Trace> {
  return await inTransaction(db, async (trx) => {
    const partial = await partialOf(trx, id);
    const sha256 = await putBlob(trx, done.result, JSON_MEDIA);
    const last = await versionsOf(trx, id);
    const version = (last.at(-1)?.version ?? 0) + 1;
    const { reason, run = null } = done;
    await trx
      .insertInto('trace_version')
      .values({ trace_id: id, version, result_sha256: sha256, reason, run })
      .execute();
    const trace = await change(trx, id, {
      status: 'done',
      headline: done.headline,
      schema_version: done.schemaVersion,
      result_sha256: sha256,
      partial_sha256: null,
      ended_at: new Date(),
      error: null,
    });
    if (partial) await forgetBlob(trx, partial);
    const before = last.at(-1)?.result_sha256;
    const action = version === 1 ? 'trace done' : 'trace extended';
    const detail = { version, reason };
    await noteTrace(trx, trace, done.actor, action, { before, after: sha256, detail });
    const kind = version === 1 ? 'done' : 'extended';
    const body = { sha256, version };
    await emit(trx, { topic: `trace:${id}`, caseId: trace.case_id, kind, body });
    return trace;
  });
}

/** Ends a trace without a result, what was found so far being kept; event `failed`. */
export async function failTrace(
  db: Db,
  id: string,
  failure: {
    readonly status: 'failed' | 'cancelled';
    readonly error: unknown;
    readonly actor: Doer;
  },
): Promise<Trace> {
  return await inTransaction(db, async (trx) => {
    const { status, error, actor } = failure;
    const values = { status, error: document(error), ended_at: new Date() };
    const trace = await change(trx, id, values);
    await noteTrace(trx, trace, actor, `trace ${status}`, { detail: { error } });
    const body = { status, error };
    await emit(trx, { topic: `trace:${id}`, caseId: trace.case_id, kind: 'failed', body });
    return trace;
  });
}

/** The versions of a trace's result, the first one first. */
export async function versionsOf(db: Db, traceId: string): Promise<Row<'trace_version'>[]> {
  const versions = db.selectFrom('trace_version').selectAll().where('trace_id', '=', traceId);
  return await versions.orderBy('version').execute();
}
