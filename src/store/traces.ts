import { sql } from 'kysely';
import { digestOf, recordCustody } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import { enqueue } from './jobs.ts';
import { mayBeSeenBy, type Seer } from './seen.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Trace = Row<'trace'>;

/** The kind of a trace's job; its body is `{ traceId }`. */
export const TRACE_JOB = 'trace';

/** Queues a trace: its row, its job, and in a case its custody row. */
export async function createTrace(
  db: Db,
  trace: {
    readonly caseId?: string | null | undefined;
    readonly title: string;
    readonly request: unknown;
    readonly priority?: number;
    /** What it is to do without: who asked for that stands in the log of the case. */
    readonly leftOut?: readonly string[] | undefined;
  },
  by: { readonly personId: string; readonly actor: Doer },
): Promise<Trace> {
  const { caseId = null, title, request, priority = 0, leftOut } = trace;
  const id = newId();
  return await inTransaction(db, async (trx) => {
    const work = { kind: TRACE_JOB, body: { traceId: id }, createdBy: by.personId };
    const { actor } = by;
    const job = await enqueue(trx, { ...work, actor, caseId, priority });
    const row = await trx
      .insertInto('trace')
      .values({
        id,
        case_id: caseId,
        created_by: by.personId,
        title,
        request: document(request),
        job_id: job.id,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = leftOut ? { detail: { leftOut } } : {};
    const after = digestOf({ title, request });
    await noteTrace(trx, row, actor, 'trace begun', { after, ...detail });
    if (caseId) {
      await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'trace.added', body: { id } });
    }
    return row;
  });
}

/** Custody of what is done to a trace, where it belongs to a case. */
export async function noteTrace(
  db: Db,
  trace: Trace,
  actor: Doer,
  action: string,
  more: {
    readonly before?: string | undefined;
    readonly after?: string;
    readonly detail?: unknown;
  },
): Promise<void> {
  const { case_id: caseId, id } = trace;
  if (caseId === null) return;
  await inTransaction(db, async (trx) => {
    await recordCustody(trx, { caseId, actor, action, subject: { trace: id }, ...more });
  });
}

/** A trace, whoever asks. */
export async function findTrace(db: Db, id: string): Promise<Trace | undefined> {
  return await db.selectFrom('trace').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A trace that a person may see: of a case of theirs, or their own outside of any. */
export async function findTraceFor(
  db: Db,
  { id, ...seer }: { readonly id: string } & Seer,
): Promise<Trace | undefined> {
  const traces = db.selectFrom('trace').selectAll().where('id', '=', id);
  return await traces.where(mayBeSeenBy(seer)).executeTakeFirst();
}

const LISTED = [
  ...(['id', 'case_id', 'created_by', 'title', 'status', 'job_id', 'progress'] as const),
  ...(['headline', 'created_at', 'started_at', 'ended_at', 'error', 'revision'] as const),
  ...(['result_sha256', 'partial_sha256', 'schema_version'] as const),
] as const;

/**
 * The traces that a person may see, or those of a case: the newest first, below `before`. Without
 * the cases that they were begun with, each of which may be megabytes.
 */
export async function listTraces(
  db: Db,
  query: (Seer | { readonly caseId: string }) & {
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<Trace[]> {
  const request = sql<unknown>`jsonb_set(request, '{case}', 'null', false)`.as('request');
  let traces = db.selectFrom('trace').select([...LISTED, request]);
  if ('caseId' in query) traces = traces.where('case_id', '=', query.caseId);
  else traces = traces.where(mayBeSeenBy(query));
  if (query.before !== undefined) traces = traces.where('id', '<', query.before);
  return await traces.orderBy('id', 'desc').limit(query.limit).execute();
}
