import type { Transaction, Updateable } from 'kysely';
import { LimitError } from '../base/errors.ts';
import { putBlob } from './blobs.ts';
import { digestOf } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import { cancelJob, enqueue } from './jobs.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';
import { findTrace, noteTrace, type Trace } from './traces.ts';
import { inTransaction } from './transaction.ts';

export type ExpansionRow = Row<'expansion'>;

/** The kind of its job, whose body is `{ traceId, expansionId }`, and of its rows of evidence. */
export const EXPANSION = 'expansion';

interface Ask {
  /** The chain that is meant, checked when the source is asked; null: that of the trace. */
  readonly chain: string | null;
  readonly address: string;
  readonly direction: 'in' | 'out';
  readonly since: Date | null;
  readonly until: Date | null;
}

export interface By {
  readonly personId: string;
  readonly actor: Doer;
}

interface Bounds {
  /** That may stand on one trace. */
  readonly most: number;
  /** Refuses a job where there must be no more. */
  readonly beforeJob?: (trx: Transaction<Tables>) => Promise<void>;
}

/** Those that stand on a trace, the first one first. */
export async function expansionsOf(db: Db, traceId: string): Promise<ExpansionRow[]> {
  const rows = db.selectFrom('expansion').selectAll().where('trace_id', '=', traceId);
  return await rows.where('removed_at', 'is', null).orderBy('id').execute();
}

/** One of a trace, also where it was taken off again. */
export async function findExpansion(
  db: Db,
  traceId: string,
  id: string,
): Promise<ExpansionRow | undefined> {
  return await oneOf(db, traceId, id).executeTakeFirst();
}

function oneOf(db: Db, traceId: string, id: string) {
  const rows = db.selectFrom('expansion').selectAll().where('id', '=', id);
  return rows.where('trace_id', '=', traceId);
}

/** The same, which nobody else changes to the end of the transaction. */
export async function holdExpansion(
  trx: Transaction<Tables>,
  traceId: string,
  id: string,
): Promise<ExpansionRow | undefined> {
  return await oneOf(trx, traceId, id).forUpdate().executeTakeFirst();
}

/**
 * Asks: a row and its job. What is asked already, and did not fail, is not asked again.
 * @returns null where the trace has as many as it may
 */
export async function askExpansion(
  db: Db,
  trace: Trace,
  { chain, ...ask }: Ask,
  { personId, actor }: By,
  { most, beforeJob }: Bounds,
): Promise<ExpansionRow | null> {
  const { id: traceId, case_id: caseId } = trace;
  return await inTransaction(db, async (trx) => {
    const standing = await holdStanding(trx, traceId);
    const same = standing.find((one) => isSame(one, ask));
    if (same) return same;
    if (standing.length >= most) return null;
    await beforeJob?.(trx);
    const id = newId();
    const body = { traceId, expansionId: id, chain };
    const work = { kind: EXPANSION, body, createdBy: personId, actor, caseId, priority: 2 };
    const { id: job_id } = await enqueue(trx, work);
    const row = await trx
      .insertInto('expansion')
      .values({ id, trace_id: traceId, ...ask, job_id, created_by: personId })
      .returningAll()
      .executeTakeFirstOrThrow();
    await tell(trx, trace, row, actor, 'asked', { after: digestOf(askOf(row)) });
    return row;
  });
}

/** Those that stand on a trace, which nobody adds to till the end of the transaction. */
async function holdStanding(trx: Transaction<Tables>, traceId: string): Promise<ExpansionRow[]> {
  const traces = trx.selectFrom('trace').select('id').where('id', '=', traceId);
  // as weak as it can be: what rests on the trace may be written meanwhile
  await traces.forNoKeyUpdate().execute();
  return await expansionsOf(trx, traceId);
}

function isSame(row: ExpansionRow, ask: Omit<Ask, 'chain'>): boolean {
  const time = (at: Date | null) => at?.getTime() ?? null;
  return (
    (row.status === 'queued' || row.status === 'done') &&
    row.address === ask.address &&
    row.direction === ask.direction &&
    time(row.since) === time(ask.since) &&
    time(row.until) === time(ask.until)
  );
}

function askOf({ address, direction, since, until }: ExpansionRow): unknown {
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return { address, direction, since: time(since), until: time(until) };
}

/** Keeps the answer with what it rests on, and a row of evidence for each. */
export async function keepExpansion(
  db: Db,
  row: ExpansionRow,
  answer: {
    readonly bytes: Uint8Array;
    readonly evidence: Uint8Array | null;
    readonly source: string;
    readonly actor: Doer;
  },
): Promise<void> {
  const { bytes, evidence, source, actor } = answer;
  await inTransaction(db, async (trx) => {
    const trace = await traceOf(trx, row);
    const sha256 = await putBlob(trx, bytes, 'application/json');
    const archive = evidence && (await putBlob(trx, evidence, 'application/zip'));
    const values = { status: 'done', answer_sha256: sha256, evidence_sha256: archive } as const;
    await change(trx, row, { ...values, ended_at: new Date() });
    const kept = [sha256, ...(archive === null ? [] : [archive])];
    const about = { case_id: trace.case_id, trace_id: trace.id, kind: EXPANSION, source };
    const rows = kept.map((digest) => ({ ...about, id: newId(), sha256: digest }));
    const detail = document(askOf(row));
    await trx
      .insertInto('evidence')
      .values(rows.map((one) => ({ ...one, taken_at: new Date(), detail })))
      .execute();
    await tell(trx, trace, row, actor, 'done', { after: sha256 });
  });
}

/** Says that there is no answer, and why. */
export async function failExpansion(
  db: Db,
  row: ExpansionRow,
  how: {
    readonly status: 'failed' | 'cancelled';
    readonly error: unknown;
    readonly actor: Doer;
  },
): Promise<void> {
  const { status, error, actor } = how;
  await inTransaction(db, async (trx) => {
    await change(trx, row, { status, error: document(error), ended_at: new Date() });
    await tell(trx, await traceOf(trx, row), row, actor, status, { detail: { error } });
  });
}

/**
 * Takes it off the trace, or puts it there again; one that is under way is stopped.
 * @returns false where the trace has as many as it may
 */
export async function setRemoved(
  db: Db,
  trace: Trace,
  row: ExpansionRow,
  { isRemoved, most, actor }: { isRemoved: boolean; most: number; actor: Doer },
): Promise<boolean> {
  if ((row.removed_at !== null) === isRemoved) return true;
  return await inTransaction(db, async (trx) => {
    if (!isRemoved && (await holdStanding(trx, trace.id)).length >= most) return false;
    await change(trx, row, { removed_at: isRemoved ? new Date() : null });
    if (isRemoved && row.status === 'queued') {
      const job = await cancelJob(trx, row.job_id);
      // no worker has it, and so none says that it ended
      if (job?.state === 'cancelled') await change(trx, row, { status: 'cancelled' });
    }
    await tell(trx, trace, row, actor, isRemoved ? 'removed' : 'restored', {});
    return true;
  });
}

async function change(
  db: Db,
  { id }: ExpansionRow,
  values: Updateable<Tables['expansion']>,
): Promise<void> {
  await db.updateTable('expansion').set(values).where('id', '=', id).execute();
}

async function traceOf(db: Db, { trace_id }: ExpansionRow): Promise<Trace> {
  const trace = await findTrace(db, trace_id);
  if (trace) return trace;
  throw new LimitError(`trace ${trace_id}`, 'it is not there any more');
}

/** In the custody log of the case, and as an event of the trace. */
async function tell(
  db: Db,
  trace: Trace,
  row: ExpansionRow,
  actor: Doer,
  what: string,
  more: { readonly after?: string; readonly detail?: object },
): Promise<void> {
  const { id, address, direction } = row;
  const detail = { expansion: id, address, direction, ...more.detail };
  await noteTrace(db, trace, actor, `expansion ${what}`, { ...more, detail });
  const topic = `trace:${trace.id}`;
  const body = { id, what };
  await emit(db, { topic, caseId: trace.case_id, kind: 'expanded', body });
}
