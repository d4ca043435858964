// Victims, thefts, notes, tasks and timeline entries of a case: read, added, changed.

import { InputError } from '../../base/errors.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import type { Actor } from '../actor.ts';
import { notFound, Problem } from '../problem.ts';
import { changeCase, type Trx } from './change.ts';
import type { EntryKind } from './entry-kinds.ts';

/** As `GET` gives it. */
export type Entry = Readonly<Record<string, unknown>> & { readonly id: string };
type Fields = Readonly<Record<string, unknown>>;

/** More entries of one kind are not kept in a case. */
const MOST_ENTRIES = 20_000;

/** What the tables have in common; the compiler cannot follow a table that is not yet chosen. */
type Any = 'victim';

function rowsOf(db: Db, { table }: EntryKind, caseId: string) {
  return db
    .selectFrom(table as Any)
    .selectAll()
    .where('case_id', '=', caseId);
}

function shown({ columns, hasAuthor, name }: EntryKind, row: object): Entry {
  const value = (column: string): unknown => {
    const found: unknown = Reflect.get(row, column);
    return found instanceof Date ? found.toISOString() : (found ?? null);
  };
  const fields = Object.entries(columns).map(([field, column]) => [field, value(column)]);
  return {
    id: value('id') as string,
    createdBy: hasAuthor ? value('created_by') : null,
    createdAt: value('created_at'),
    ...Object.fromEntries(fields),
    ...(name === 'note' ? { editedAt: value('edited_at') } : {}),
  };
}

interface Listing {
  readonly caseId: string;
  readonly after: string | null;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

/** Entries in the order in which they were written, or the other way round. */
export async function listEntries(db: Db, kind: EntryKind, asked: Listing): Promise<Entry[]> {
  const { caseId, after, limit, order } = asked;
  let query = rowsOf(db, kind, caseId).orderBy('id', order).limit(limit);
  if (after !== null) query = query.where('id', order === 'asc' ? '>' : '<', after);
  return (await query.execute()).map((row) => shown(kind, row));
}

/** @throws Problem 404 where this case has no such entry */
export async function findEntry(
  db: Db,
  kind: EntryKind,
  caseId: string,
  id: string,
): Promise<Entry> {
  const row = await rowsOf(db, kind, caseId).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound();
  return shown(kind, row);
}

interface Adding {
  readonly caseId: string;
  readonly actor: Actor;
  readonly fields: Fields;
}

/** Adds an entry. @throws InputError where it refers to what is not in this case */
export async function addEntry(db: Db, kind: EntryKind, asked: Adding): Promise<Entry> {
  const { caseId, actor, fields } = asked;
  return changeCase(db, { caseId, actor }, async (trx) => {
    await checkReferences(trx, kind, caseId, fields);
    const { count } = await trx
      .selectFrom(kind.table as Any)
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_ENTRIES) {
      throw new Problem('conflict', `A case holds at most ${MOST_ENTRIES} of these.`);
    }
    const id = newId();
    const author = kind.hasAuthor ? { created_by: actor.personId } : {};
    const values = { id, case_id: caseId, ...author, ...columnsOf(kind, fields) };
    await trx
      .insertInto(kind.table as Any)
      .values(values as never)
      .execute();
    const value = await findEntry(trx, kind, caseId, id);
    const action = `${kind.name}.added`;
    return { value, change: { action, subject: { [kind.name]: id }, before: null, after: value } };
  });
}

interface Editing extends Adding {
  readonly id: string;
  /** Throws where what is there is not what the caller read. */
  readonly isMatch: (current: Entry) => void;
}

/** Changes an entry. @throws Problem 404, 403, 412; InputError */
export async function editEntry(db: Db, kind: EntryKind, asked: Editing): Promise<Entry> {
  const { caseId, actor, id, fields, isMatch } = asked;
  return changeCase(db, { caseId, actor }, async (trx) => {
    const before = await findEntry(trx, kind, caseId, id);
    isMatch(before);
    if (kind.isOwn && before.createdBy !== actor.personId) {
      const denial = 'not its author';
      throw new Problem('forbidden', 'Only who wrote it may change it.', { denial });
    }
    await checkReferences(trx, kind, caseId, fields);
    const isSame = Object.entries(fields).every(([field, value]) => same(before[field], value));
    if (!isSame) {
      const edited = kind.name === 'note' ? { edited_at: new Date() } : {};
      await trx
        .updateTable(kind.table as Any)
        .set({ ...columnsOf(kind, fields), ...edited } as never)
        .where('id', '=', id)
        .execute();
    }
    const value = isSame ? before : await findEntry(trx, kind, caseId, id);
    const action = `${kind.name}.changed`;
    return { value, change: { action, subject: { [kind.name]: id }, before, after: value } };
  });
}

/** Times are the same where they are the same moment. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  return /^\d{4}-\d\d-\d\dT/.test(a) && new Date(a).getTime() === new Date(b).getTime();
}

function columnsOf({ columns, times }: EntryKind, fields: Fields): Record<string, unknown> {
  const entries = Object.entries(fields).map(([field, value]) => {
    const isTime = times.includes(field) && typeof value === 'string';
    return [columns[field] ?? field, isTime ? new Date(value) : value];
  });
  return Object.fromEntries(entries);
}

async function checkReferences(
  trx: Trx,
  { refers }: EntryKind,
  caseId: string,
  fields: Fields,
): Promise<void> {
  for (const [field, what] of Object.entries(refers)) {
    const id = fields[field];
    if (typeof id !== 'string') continue;
    // of a member the id is that of the person
    const [table, column] = what === 'member' ? ['member', 'person_id'] : [what, 'id'];
    const row = await trx
      .selectFrom(table as 'trace')
      .select('case_id')
      .where('case_id', '=', caseId)
      .where(column as 'id', '=', id)
      .executeTakeFirst();
    if (!row) throw new InputError(field, `the id of a ${what} of this case`, id);
  }
}
