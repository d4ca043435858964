import type { CaseView } from '../casework/file/entries.ts';
import { digestOf, recordCustody } from './custody.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import type { Doer, Tlp } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

type CaseFile = Row<'case_file'>;

/** A case as its people see it; the digests of the custody log are of this form. */
export function caseView(row: CaseFile): CaseView {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    summary: row.summary,
    status: row.status,
    tlp: row.tlp,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** Opens a case, with the person who does so as its lead. */
export async function createCase(
  db: Db,
  file: {
    readonly title: string;
    readonly summary?: string | undefined;
    readonly tlp?: Tlp | undefined;
  },
  by: { readonly personId: string; readonly actor: Doer },
): Promise<CaseFile> {
  return await inTransaction(db, async (trx) => {
    const { title, summary = '', tlp = 'amber' } = file;
    const { personId, actor } = by;
    const row = await trx
      .insertInto('case_file')
      .values({ id: newId(), title, summary, tlp, created_by: personId })
      .returningAll()
      .executeTakeFirstOrThrow();
    const caseId = row.id;
    const member = { case_id: caseId, person_id: personId, role: 'lead' } as const;
    await trx.insertInto('member').values(member).execute();
    const subject = { case: caseId, lead: personId };
    const after = digestOf(caseView(row));
    await recordCustody(trx, { caseId, actor, action: 'case opened', subject, after });
    await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'case.opened', body: subject });
    return row;
  });
}
