// What an action was done to, by the names that people know it by. The custody log itself holds ids
// alone: a name may change, and may have to be erased.

import { sql } from 'kysely';
import { ROOM_TABLES } from '../../casework/file/room.ts';
import type { Db } from '../../store/tables.ts';

/** Something that an action was done to. */
interface Subject {
  /** In words: `trace`, `timeline entry`. */
  readonly what: string;
  readonly id: string;
  /** As it is called now; null where it is gone, or has no name. */
  readonly name: string | null;
}

type Named = readonly { readonly id: string; readonly name: unknown }[];
type Look = (db: Db, caseId: string, ids: readonly string[]) => Promise<Named>;

const person: Look = (db, _, ids) =>
  db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute();

const watch: Look = (db, caseId, ids) =>
  db
    .selectFrom('watch')
    .innerJoin('trace', 'trace.id', 'watch.trace_id')
    .select(['watch.id as id', 'trace.title as name'])
    .where('watch.id', 'in', ids)
    .where('watch.case_id', '=', caseId)
    .execute();

const approval: Look = (db, caseId, ids) =>
  db
    .selectFrom('approval')
    .select(['id', sql`replace(kind, '_', ' ')`.as('name')])
    .where('id', 'in', ids)
    .where('case_id', '=', caseId)
    .execute();

const request: Look = (db, caseId, ids) =>
  db
    .selectFrom('freeze_request')
    .select(['id', sql`draft ->> 'recipient'`.as('name')])
    .where('id', 'in', ids)
    .where('case_id', '=', caseId)
    .execute();

/** A row of the war room by what stands first in it. */
const roomRow: Look = async (db, caseId, ids) => {
  const rows = await db
    .selectFrom('room_row')
    .select(['id', 'kind', 'body'])
    .where('id', 'in', ids)
    .where('case_id', '=', caseId)
    .execute();
  return rows.map(({ id, kind, body }) => {
    const heads = ROOM_TABLES.find((table) => table.id === kind)?.heads ?? {};
    const name: unknown = Reflect.get(Object(body), Object.keys(heads)[0] ?? '');
    return { id, name };
  });
};

/** Of a table of the case, what is read as the name. */
const COLUMNS = {
  trace: ['trace', 'title'],
  pack: ['pack', 'name'],
  victim: ['victim', 'name'],
  theft: ['theft', 'transaction'],
  note: ['note', 'body'],
  task: ['task', 'title'],
  'timeline-entry': ['timeline_entry', 'text'],
  alert: ['alert', 'title'],
} as const;

function inCase(kind: keyof typeof COLUMNS): Look {
  const [table, column] = COLUMNS[kind];
  return (db, caseId, ids) =>
    db
      .selectFrom(table)
      .select((eb) => ['id', eb.ref(column as never).as('name')])
      .where('id', 'in', ids)
      .where('case_id', '=', caseId)
      .execute();
}

const LOOKS: ReadonlyMap<string, Look> = new Map([
  ...(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map(
    (kind) => [kind, inCase(kind)] as const,
  ),
  ['member', person],
  ['lead', person],
  ['person', person],
  ['watch', watch],
  ['approval', approval],
  ['freeze-request', request],
  ['room-row', roomRow],
  // of the war room: that is its name
  ['table', async (_db, _case, ids) => ids.map((id) => ({ id, name: id }))],
]);

/** What says nothing on the page of the case itself. */
const ITSELF = new Set(['case', 'room']);
const LONGEST = 160;

/** Names what rows of the custody log of a case were done to, each kind in one question. */
export async function nameSubjects(
  db: Db,
  caseId: string,
  subjects: readonly unknown[],
): Promise<readonly (readonly Subject[])[]> {
  const parts = subjects.map((subject) =>
    Object.entries(Object(subject)).filter(
      (part): part is [string, string] => typeof part[1] === 'string' && !ITSELF.has(part[0]),
    ),
  );
  const wanted = Map.groupBy(parts.flat(), ([what]) => what);
  const names = new Map<string, string>();
  for (const [what, own] of wanted) {
    const look = LOOKS.get(what);
    if (!look) continue;
    for (const { id, name } of await look(db, caseId, [...new Set(own.map(([, id]) => id))])) {
      if (typeof name === 'string') names.set(`${what} ${id}`, name.slice(0, LONGEST));
    }
  }
  return parts.map((own) =>
    own.map(([what, id]) => {
      return { what: what.replaceAll('-', ' '), id, name: names.get(`${what} ${id}`) ?? null };
    }),
  );
}
