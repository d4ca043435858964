import { recordCustody } from './custody.ts';
import { document } from './document.ts';
import { newId } from './ids.ts';
import { mayBeSeenBy, type Seer } from './seen.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Screening = Row<'screening'>;

/** Keeps what was asked and answered, in a case with its custody row. */
export async function keepScreening(
  db: Db,
  screening: {
    readonly caseId?: string | null | undefined;
    readonly input: unknown;
    readonly answer: unknown;
    readonly decision: string | null;
    /** The screening that this one repeats. */
    readonly earlierId?: string | null | undefined;
    readonly jobId?: string | null | undefined;
  },
  by: { readonly personId: string; readonly actor: Doer },
): Promise<Screening> {
  return await inTransaction(db, async (trx) => {
    const { caseId = null, decision } = screening;
    const row = await trx
      .insertInto('screening')
      .values({
        id: newId(),
        case_id: caseId,
        created_by: by.personId,
        input: document(screening.input),
        answer: document(screening.answer),
        decision,
        earlier_id: screening.earlierId ?? null,
        job_id: screening.jobId ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const { actor } = by;
    const action = { actor, action: 'screened', subject: { screening: row.id } };
    if (caseId !== null) await recordCustody(trx, { caseId, ...action, detail: { decision } });
    return row;
  });
}

/** A screening that a person may see. */
export async function findScreeningFor(
  db: Db,
  { id, ...seer }: { readonly id: string } & Seer,
): Promise<Screening | undefined> {
  const screenings = db.selectFrom('screening').selectAll().where('id', '=', id);
  return await screenings.where(mayBeSeenBy(seer)).executeTakeFirst();
}

/** The screenings that a person may see, or of them those of a job, the newest first. */
export async function listScreenings(
  db: Db,
  query: Seer & {
    readonly jobId?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<Screening[]> {
  let screenings = db.selectFrom('screening').selectAll().where(mayBeSeenBy(query));
  if (query.jobId !== undefined) screenings = screenings.where('job_id', '=', query.jobId);
  if (query.before !== undefined) screenings = screenings.where('id', '<', query.before);
  return await screenings.orderBy('id', 'desc').limit(query.limit).execute();
}
