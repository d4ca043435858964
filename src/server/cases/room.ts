// The war room of a case: its head, and the tables that responders fill in.

import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { formatTime, parseTime } from '../../base/time.ts';
import { ROOM_TABLES, type Room, type RoomRow, roomHeadSchema } from '../../casework/file/room.ts';
import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import type { RoomKind } from '../../store/tables/words.ts';
import type { Db } from '../../store/tables.ts';
import type { Actor } from '../actor.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { findCase } from './cases.ts';
import { changeCase, type Trx } from './change.ts';
import type { TracedGist } from './gists.ts';
import { requestRows } from './request-rows.ts';

type RoomHead = Pick<Room, 'header' | 'issue'>;
export interface KeptRow {
  readonly id: string;
  readonly row: RoomRow;
}

const MOST_ROWS = 5000;
const EMPTY = { header: {}, issue: {} };

export async function readHead(db: Db, caseId: string): Promise<RoomHead> {
  const { room } = await findCase(db, caseId);
  return roomHeadSchema.parse({ ...EMPTY, ...Object(room) });
}

interface In {
  readonly caseId: string;
  readonly actor: Actor;
}

/** Changes the fields that are given. */
export async function editHead(
  db: Db,
  { caseId, actor }: In,
  patch: { readonly header?: object | undefined; readonly issue?: object | undefined },
  isMatch: (current: RoomHead) => void,
): Promise<RoomHead> {
  return changeCase(db, { caseId, actor }, async (trx) => {
    const before = await readHead(trx, caseId);
    isMatch(before);
    const value = roomHeadSchema.parse({
      header: { ...before.header, ...patch.header },
      issue: { ...before.issue, ...patch.issue },
    });
    await writeHead(trx, caseId, value);
    const subject = { room: caseId };
    return { value, change: { action: 'room.changed', subject, before, after: value } };
  });
}

async function writeHead(trx: Trx, caseId: string, head: RoomHead): Promise<void> {
  await trx
    .updateTable('case_file')
    .set({ room: document(head) })
    .where('id', '=', caseId)
    .execute();
}

/** @throws Problem 400 that names the field */
function parseRow(kind: RoomKind, given: RoomRow): RoomRow {
  const table = ROOM_TABLES.find(({ id }) => id === kind);
  const read = table?.row.safeParse(given);
  if (read?.success) return read.data;
  throw read ? invalid(read.error, 'body', given) : notFound();
}

function rowsOf(db: Db, caseId: string) {
  return db.selectFrom('room_row').where('case_id', '=', caseId);
}

export async function listRows(
  db: Db,
  asked: { caseId: string; kind: RoomKind; after: string | null; limit: number },
): Promise<KeptRow[]> {
  const { caseId, kind, after, limit } = asked;
  const found = await rowsOf(db, caseId)
    .select(['id', 'body'])
    .where('kind', '=', kind)
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit)
    .execute();
  return found.map(({ id, body }) => ({ id, row: body as RoomRow }));
}

export async function findRow(
  db: Db,
  caseId: string,
  kind: RoomKind,
  id: string,
): Promise<KeptRow> {
  const query = rowsOf(db, caseId).select('body').where('kind', '=', kind).where('id', '=', id);
  const found = await query.executeTakeFirst();
  if (!found) throw notFound();
  return { id, row: found.body as RoomRow };
}

async function assertRoom(trx: Trx, caseId: string, more: number): Promise<void> {
  const { count } = await rowsOf(trx, caseId)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) + more <= MOST_ROWS) return;
  throw new Problem('conflict', `The tables of a case hold at most ${MOST_ROWS} rows.`);
}

async function insertRow(
  trx: Trx,
  { caseId, actor }: In,
  kind: RoomKind,
  row: RoomRow,
): Promise<KeptRow> {
  const id = newId();
  await trx
    .insertInto('room_row')
    .values({ id, case_id: caseId, kind, body: document(row), created_by: actor.personId })
    .execute();
  return { id, row };
}

export async function addRow(db: Db, scope: In, kind: RoomKind, given: RoomRow): Promise<KeptRow> {
  const row = parseRow(kind, given);
  return changeCase(db, scope, async (trx) => {
    await assertRoom(trx, scope.caseId, 1);
    const value = await insertRow(trx, scope, kind, row);
    const subject = { 'room-row': value.id, table: kind };
    return { value, change: { action: 'room-row.added', subject, before: null, after: value } };
  });
}

/** Changes a row, or with null takes it out; what it said stays in the log as a digest. */
export async function editRow(
  db: Db,
  scope: In,
  at: { readonly kind: RoomKind; readonly id: string },
  patch: RoomRow | null,
  isMatch: (current: KeptRow) => void,
): Promise<KeptRow | null> {
  const { kind, id } = at;
  return changeCase(db, scope, async (trx) => {
    const before = await findRow(trx, scope.caseId, kind, id);
    isMatch(before);
    const value = patch && { id, row: parseRow(kind, { ...before.row, ...patch }) };
    if (value === null) await trx.deleteFrom('room_row').where('id', '=', id).execute();
    else {
      const body = document(value.row);
      await trx.updateTable('room_row').set({ body }).where('id', '=', id).execute();
    }
    const subject = { 'room-row': id, table: kind };
    const action = value === null ? 'room-row.removed' : 'room-row.changed';
    return { value, change: { action, subject, before, after: value } };
  });
}

/**
 * The whole war room: what people filled in, the case's own timeline, thefts and freeze requests,
 * and the gaps of its traces.
 */
export async function wholeRoom(
  db: Db,
  caseId: string,
  traces: readonly TracedGist[],
): Promise<Room> {
  const head = await readHead(db, caseId);
  const kept = await rowsOf(db, caseId).select(['kind', 'body']).orderBy('id').execute();
  const own = Map.groupBy(kept, ({ kind }) => kind);
  const tables = Object.fromEntries(
    ROOM_TABLES.map(({ id }) => [id, (own.get(id as RoomKind) ?? []).map(({ body }) => body)]),
  ) as unknown as Room['tables'];
  const attack = head.header.attack === '' ? await theftsOf(db, caseId) : head.header.attack;
  const seen = traces.flatMap(({ gist }) =>
    (gist?.coverage.gaps ?? []).map(({ reason, holder, effect }) => {
      return { missing: reason, why: '', endpoint: holder ?? '', effect };
    }),
  );
  const asked = await requestRows(db, caseId);
  // those of a trace, and of the desk, may have come back with an import
  const freezes = new Map([...tables.freezes, ...asked].map((row) => [keyOf(row), row]));
  const gaps = new Map([...tables.gaps, ...seen].map((row) => [keyOf(row), row]));
  return {
    ...head,
    header: { ...head.header, attack },
    tables: {
      ...tables,
      timeline: await eventsOf(db, caseId),
      freezes: [...freezes.values()],
      gaps: [...gaps.values()],
    },
  };
}

async function theftsOf(db: Db, caseId: string): Promise<string> {
  const thefts = await db
    .selectFrom('theft')
    .select(['chain', 'transaction'])
    .where('case_id', '=', caseId)
    .orderBy('id')
    .limit(100)
    .execute();
  return thefts.map(({ chain, transaction }) => `${chain} ${transaction}`).join('\n');
}

async function eventsOf(db: Db, caseId: string): Promise<RoomRow[]> {
  const found = await db
    .selectFrom('timeline_entry')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('at')
    .orderBy('id')
    .limit(MOST_ROWS)
    .execute();
  return found.map(({ at, text, note, source, basis }) => {
    const time = formatTime(Math.floor(at.getTime() / 1000));
    return { time, event: text, notes: note, source, status: basis };
  });
}

/** How many rows came into each table, and what did not. */
interface Imported {
  readonly added: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/**
 * Takes a war room in: rows that are there already are not added again, and what the head says
 * already stays. One change, with one row in the custody log.
 */
export async function importRoom(db: Db, scope: In, room: Room): Promise<Imported> {
  const { caseId } = scope;
  return changeCase(db, scope, async (trx) => {
    const old = await wholeRoom(trx, caseId, []);
    const notes: string[] = [];
    const added: Record<string, number> = {};
    for (const { id, title } of ROOM_TABLES) {
      const known = new Set(old.tables[id].map(keyOf));
      const isTimeline = id === 'timeline';
      const given = isTimeline ? room.tables.timeline.map(asKept) : room.tables[id];
      const fresh = given.filter((row) => !known.has(keyOf(row)));
      if (!isTimeline) await assertRoom(trx, caseId, fresh.length);
      for (const row of fresh) {
        if (!isTimeline) await insertRow(trx, scope, id as RoomKind, row);
        else if (row.time === '') notes.push(`${title}: "${row.event}" has no time.`);
        else await insertEvent(trx, scope, row);
      }
      const left = isTimeline ? fresh.filter(({ time }) => time === '').length : 0;
      if (fresh.length > left) added[id] = fresh.length - left;
    }
    const before = await readHead(trx, caseId);
    const header = filled(before.header, room.header);
    const head = { header, issue: filled(before.issue, room.issue) };
    await writeHead(trx, caseId, head);
    const value = { added, notes };
    const isNothing = Object.keys(added).length === 0 && isDeepStrictEqual(before, head);
    const after = isNothing ? before : { ...head, added };
    const subject = { room: caseId };
    const change = { action: 'room.imported', subject, before, after, detail: { added } };
    return { value, change };
  });
}

function keyOf(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is there stays; what is empty is filled. */
function filled<T extends Readonly<Record<string, string>>>(old: T, more: T): T {
  const entries = Object.entries(old).map(([key, value]) => [key, value || (more[key] ?? '')]);
  return Object.fromEntries(entries) as T;
}

/** An event as `wholeRoom` tells it. */
function asKept({ time = '', event = '', notes = '', source = '', status = '' }: RoomRow): RoomRow {
  const plain = time.replace(/ ?(?:Z|UTC)$/, '');
  return {
    time: time === '' ? '' : formatTime(parseTime(plain, 'Timeline, Time (UTC)')),
    event,
    notes,
    source: source || 'war room',
    status: status || 'unverified',
  };
}

async function insertEvent(trx: Trx, { caseId, actor }: In, row: RoomRow): Promise<void> {
  const { time = '', event = '', notes = '', source = '', status = '' } = row;
  const at = new Date(parseTime(time, 'Timeline, Time (UTC)') * 1000);
  const basis = sql<'unverified'>`${status}`;
  await trx
    .insertInto('timeline_entry')
    .values({
      id: newId(),
      case_id: caseId,
      created_by: actor.personId,
      ...{ at, text: event, note: notes, source, basis },
    })
    .execute();
}
