// What a pack tells of the case around its trace: everything, before any of it is left out.

import type { Contents } from '../../casework/redaction/contents.ts';
import type { Db } from '../../store/tables.ts';
import { findCase } from './cases.ts';

/** Of each kind; what there is more is counted. */
const MOST = 2000;
const MOST_CUSTODY = 500;

/** @throws Problem 404 */
export async function readContents(db: Db, caseId: string): Promise<Contents> {
  const read = await readRows(db, caseId);
  const { file, people, victims, thefts, notes, tasks, entries, custody, more } = read;
  const ids = [...notes, ...tasks, ...entries].map((row) => row.created_by);
  const assigned = tasks.flatMap(({ assignee }) => (assignee === null ? [] : [assignee]));
  const names = await namesOf(db, [...new Set([...ids, ...assigned])]);
  const named = (id: string) => names.get(id) ?? 'somebody who is not known any more';
  const robbed = new Map(victims.map(({ id, name }) => [id, name]));
  return {
    number: file.number,
    title: file.title,
    summary: file.summary,
    status: file.status,
    tlp: file.tlp,
    createdAt: file.created_at.toISOString(),
    members: people,
    victims: victims.map(({ name, contact, note }) => ({ name, contact, note })),
    thefts: thefts.map((one) => ({
      chain: one.chain,
      transaction: one.transaction,
      victim: one.victim_id === null ? null : (robbed.get(one.victim_id) ?? null),
      occurredAt: one.occurred_at?.toISOString() ?? null,
      note: one.note,
    })),
    notes: notes.map(({ created_at, created_by, subject, body }) => {
      return { at: created_at.toISOString(), by: named(created_by), subject, body };
    }),
    tasks: tasks.map(({ title, due_at, done_at, assignee }) => ({
      title,
      dueAt: due_at?.toISOString() ?? null,
      doneAt: done_at?.toISOString() ?? null,
      assignee: assignee === null ? null : named(assignee),
    })),
    timeline: entries.map(({ at, created_by, text, note, source, basis }) => {
      return { at: at.toISOString(), by: named(created_by), text, note, source, basis };
    }),
    custody,
    more,
  };
}

async function readRows(db: Db, caseId: string) {
  const of = ['case_id', '=', caseId] as const;
  const [file, people, victims, thefts, notes, tasks, entries, custody, more] = await Promise.all([
    findCase(db, caseId),
    db
      .selectFrom('member')
      .innerJoin('person', 'person.id', 'member.person_id')
      .select(['person.name', 'member.role'])
      .where('case_id', '=', caseId)
      .orderBy('added_at')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('victim')
      .selectAll()
      .where(...of)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('theft')
      .selectAll()
      .where(...of)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('note')
      .selectAll()
      .where(...of)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('task')
      .selectAll()
      .where(...of)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    db
      .selectFrom('timeline_entry')
      .selectAll()
      .where(...of)
      .orderBy('at')
      .limit(MOST)
      .execute(),
    newestCustody(db, caseId),
    countMore(db, caseId),
  ]);
  return { file, people, victims, thefts, notes, tasks, entries, custody, more };
}

async function newestCustody(db: Db, caseId: string): Promise<Contents['custody']> {
  const rows = await db
    .selectFrom('custody')
    .select(['seq', 'at', 'actor', 'action', 'hash'])
    .where('case_id', '=', caseId)
    .orderBy('seq', 'desc')
    .limit(MOST_CUSTODY)
    .execute();
  return rows.reverse().map(({ seq, at, actor, action, hash }) => {
    const name: unknown = Reflect.get(Object(actor), 'name');
    const who = typeof name === 'string' ? name : '';
    return { seq: String(seq), at: at.toISOString(), actor: who, action, hash };
  });
}

/** How many rows there are beyond those that a pack carries. */
async function countMore(db: Db, caseId: string): Promise<number> {
  let more = 0;
  const tables = [
    'member',
    'victim',
    'theft',
    'note',
    'task',
    'timeline_entry',
    'custody',
  ] as const;
  for (const table of tables) {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow();
    more += Math.max(0, Number(count) - (table === 'custody' ? MOST_CUSTODY : MOST));
  }
  return more;
}

async function namesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const people = db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids);
  return new Map((await people.execute()).map(({ id, name }) => [id, name]));
}
