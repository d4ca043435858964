// Every change to a case goes through here: its rows, its row in the custody log and its event are
// one transaction, so that none is there without the others.

import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { digestOf, recordCustody } from '../../store/custody.ts';
import { emit } from '../../store/events.ts';
import type { Doer } from '../../store/tables/words.ts';
import type { Db, Row, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { notFound, Problem } from '../problem.ts';

export type Trx = Transaction<Tables>;
export type CaseFile = Row<'case_file'>;

/**
 * What was done (the kind of its event, such as `note.added`), to what, and what stood there before
 * and after: null where nothing did.
 */
interface Change {
  readonly action: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly before: unknown;
  readonly after: unknown;
  /** In the open, for the log: never what a person typed, which may have to be erased. */
  readonly detail?: unknown;
}

interface Changed<T> {
  readonly value: T;
  readonly change: Change;
}

interface Scope {
  readonly caseId: string;
  readonly actor: Doer;
  /** True for what may be done to a closed case: opening it again, and handing on what it holds. */
  readonly whileClosed?: boolean;
}

/** @throws Problem 409 */
function assertOpen({ status }: Pick<CaseFile, 'status'>): void {
  if (status === 'open') return;
  throw new Problem('conflict', 'The case is closed: open it again first.');
}

/** A case that nobody else changes to the end of the transaction. @throws Problem 404 */
export async function lockCase(trx: Trx, caseId: string): Promise<CaseFile> {
  const files = trx.selectFrom('case_file').selectAll().where('id', '=', caseId);
  const file = await files.forUpdate().executeTakeFirst();
  if (!file) throw notFound();
  return file;
}

/**
 * Keeps a case open to the end of the transaction; others may add to it meanwhile.
 * @throws Problem 404, 409 where it is closed
 */
export async function holdOpen(trx: Trx, caseId: string): Promise<void> {
  const files = trx.selectFrom('case_file').select('status').where('id', '=', caseId);
  const file = await files.forShare().executeTakeFirst();
  if (!file) throw notFound();
  assertOpen(file);
}

/**
 * Changes a case, one change after the other. Where nothing changed, nothing is written down.
 * @throws Problem 404 where there is no such case, 409 where it is closed
 */
export async function changeCase<T>(
  db: Db,
  { caseId, actor, whileClosed = false }: Scope,
  make: (trx: Trx, file: CaseFile) => Promise<Changed<T>>,
): Promise<T> {
  return inTransaction(db, async (trx) => {
    const file = await lockCase(trx, caseId);
    if (!whileClosed) assertOpen(file);
    const { value, change } = await make(trx, file);
    await keep(trx, { caseId, actor }, change);
    return value;
  });
}

/** Writes a change down, as the last of its transaction. */
async function keep(
  trx: Trx,
  { caseId, actor }: Scope,
  { action, subject, before, after, detail }: Change,
): Promise<void> {
  if (isDeepStrictEqual(before, after)) return;
  await recordCustody(trx, {
    caseId,
    actor,
    // the log speaks in words: note added
    action: action.replace('.', ' '),
    subject,
    ...(before === null ? {} : { before: digestOf(before) }),
    ...(after === null ? {} : { after: digestOf(after) }),
    ...(detail === undefined ? {} : { detail }),
  });
  await emit(trx, { topic: `case:${caseId}`, caseId, kind: action, body: subject });
}
