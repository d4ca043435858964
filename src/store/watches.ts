import { recordCustody } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import { mayBeSeenBy, type Seer } from './seen.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Watch = Row<'watch'>;

async function note(db: Db, watch: Watch, actor: Doer, action: string): Promise<void> {
  const { case_id: caseId, trace_id: traceId, id } = watch;
  await inTransaction(db, async (trx) => {
    const subject = { watch: id, trace: traceId };
    if (caseId) await recordCustody(trx, { caseId, actor, action, subject });
    await tellWatch(trx, watch, action);
  });
}

/** Says to whoever looks on what became of a watch. Last in its transaction. */
export async function tellWatch(trx: Db, watch: Watch, action: string): Promise<void> {
  const { case_id: caseId, trace_id: traceId, id } = watch;
  await emit(trx, { topic: `trace:${traceId}`, caseId, kind: 'watch', body: { id, action } });
}

/** Begins to watch the holders of a trace. */
export async function createWatch(
  db: Db,
  watch: {
    readonly traceId: string;
    readonly caseId: string | null;
    readonly source: string;
    readonly cursor?: unknown;
  },
  by: { readonly personId: string; readonly actor: Doer },
): Promise<Watch> {
  return await inTransaction(db, async (trx) => {
    const row = await trx
      .insertInto('watch')
      .values({
        id: newId(),
        trace_id: watch.traceId,
        case_id: watch.caseId,
        source: watch.source,
        cursor: document(watch.cursor ?? {}),
        created_by: by.personId,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await note(trx, row, by.actor, 'watch begun');
    return row;
  });
}

/** Pauses, resumes or ends a watch; undefined where there is none, or it has ended. */
export async function changeWatch(
  db: Db,
  { id, status }: { readonly id: string; readonly status: Watch['status'] },
  actor: Doer,
): Promise<Watch | undefined> {
  return await inTransaction(db, async (trx) => {
    const row = await trx
      .updateTable('watch')
      .set({ status })
      .where('id', '=', id)
      .where('status', '!=', 'ended')
      .returningAll()
      .executeTakeFirst();
    if (row) await note(trx, row, actor, `watch ${status}`);
    return row;
  });
}

/** Notes up to where a watch has followed; what it saw is kept in the same transaction. */
export async function noteWatched(
  db: Db,
  id: string,
  { cursor, lastBlock }: { readonly cursor: unknown; readonly lastBlock: bigint },
): Promise<void> {
  const seen = { cursor: document(cursor), last_block: lastBlock };
  await db.updateTable('watch').set(seen).where('id', '=', id).execute();
}

/** All watches that are to be followed. */
export async function activeWatches(db: Db): Promise<Watch[]> {
  const watches = db.selectFrom('watch').selectAll().where('status', '=', 'active');
  return await watches.orderBy('id').execute();
}

/** A watch that a person may see. */
export async function findWatchFor(
  db: Db,
  { id, ...seer }: { readonly id: string } & Seer,
): Promise<Watch | undefined> {
  const watches = db.selectFrom('watch').selectAll().where('id', '=', id);
  return await watches.where(mayBeSeenBy(seer)).executeTakeFirst();
}

/** The watches that a person may see, the newest first, below the id `before`. */
export async function listWatches(
  db: Db,
  query: Seer & {
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<Watch[]> {
  let watches = db.selectFrom('watch').selectAll().where(mayBeSeenBy(query));
  if (query.before !== undefined) watches = watches.where('id', '<', query.before);
  return await watches.orderBy('id', 'desc').limit(query.limit).execute();
}
