// A change to a case as the desk makes it: the row and its custody row in one transaction.

import { digestOf, recordCustody } from '../../src/store/custody.ts';
import { newId } from '../../src/store/ids.ts';
import type { Doer } from '../../src/store/tables/words.ts';
import type { Db } from '../../src/store/tables.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** Adds a note to a case; gives its id. */
export async function addNote(db: Db, caseId: string, body: string, actor: Doer): Promise<string> {
  return await inTransaction(db, async (trx) => {
    const note = await trx
      .insertInto('note')
      .values({ id: newId(), case_id: caseId, created_by: actor.id, body })
      .returningAll()
      .executeTakeFirstOrThrow();
    const action = { action: 'note added', subject: { note: note.id } };
    await recordCustody(trx, { caseId, actor, ...action, after: digestOf(note) });
    return note.id;
  });
}
