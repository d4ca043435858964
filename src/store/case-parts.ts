import type { Insertable, Transaction, Updateable } from 'kysely';
import { digestOf, recordCustody } from './custody.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** What a case is made of, each a table with `id` and `case_id`. */
export type CasePart =
  | 'victim'
  | 'theft'
  | 'note'
  | 'task'
  | 'timeline_entry'
  | 'evidence'
  | 'pack'
  | 'approval';

/** The columns that all parts have; the compiler cannot follow a table that is not yet chosen. */
type Any = 'victim';

async function tell(
  trx: Transaction<Tables>,
  caseId: string,
  kind: string,
  id: string,
): Promise<void> {
  await emit(trx, { topic: `case:${caseId}`, caseId, kind, body: { id } });
}

/** Adds a part to a case, with its custody row and its event: `note added`, `note.added`. */
export async function addToCase<Part extends CasePart>(
  db: Db,
  part: Part,
  values: Omit<Insertable<Tables[Part]>, 'id'> & { readonly case_id: string },
  actor: Doer,
): Promise<Row<Part>> {
  return await inTransaction(db, async (trx) => {
    const row = (await trx
      .insertInto(part as Any)
      .values({ ...values, id: newId() } as unknown as Insertable<Tables[Any]>)
      .returningAll()
      .executeTakeFirstOrThrow()) as unknown as Row<Part>;
    const { id, case_id: caseId } = row as Row<Any>;
    const subject = { [part]: id };
    const action = `${part} added`;
    await recordCustody(trx, { caseId, actor, action, subject, after: digestOf(row) });
    await tell(trx, caseId, `${part}.added`, id);
    return row;
  });
}

/**
 * Changes a part of a case, with its custody row and its event; undefined where the case has no
 * such part. `action` is what the custody log calls it, where it is more than a change.
 */
export async function changeInCase<Part extends CasePart>(
  db: Db,
  part: Part,
  at: { readonly caseId: string; readonly id: string; readonly action?: string },
  change: Updateable<Tables[Part]>,
  actor: Doer,
): Promise<Row<Part> | undefined> {
  return await inTransaction(db, async (trx) => {
    const { caseId, id, action = `${part} changed` } = at;
    const old = await trx
      .selectFrom(part as Any)
      .selectAll()
      .where('case_id', '=', caseId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (old === undefined) return undefined;
    const row = await trx
      .updateTable(part as Any)
      .set(change as Updateable<Tables[Any]>)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const digests = { before: digestOf(old), after: digestOf(row) };
    await recordCustody(trx, { caseId, actor, action, subject: { [part]: id }, ...digests });
    await tell(trx, caseId, `${part}.changed`, id);
    return row as unknown as Row<Part>;
  });
}

/** One part of a case. */
export async function findInCase<Part extends CasePart>(
  db: Db,
  part: Part,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<Row<Part> | undefined> {
  return (await db
    .selectFrom(part as Any)
    .selectAll()
    .where('case_id', '=', caseId)
    .where('id', '=', id)
    .executeTakeFirst()) as unknown as Row<Part> | undefined;
}

/** The parts of a case after the id `after`, in the order in which they were added. */
export async function listInCase<Part extends CasePart>(
  db: Db,
  part: Part,
  query: { readonly caseId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<Row<Part>[]> {
  return (await db
    .selectFrom(part as Any)
    .selectAll()
    .where('case_id', '=', query.caseId)
    .where('id', '>', query.after ?? '')
    .orderBy('id')
    .limit(query.limit)
    .execute()) as unknown as Row<Part>[];
}
