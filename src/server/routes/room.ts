// The war room: head and tables, in and out as Markdown.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { sha256 } from '../../base/digest.ts';
import { ROOM_TABLES, roomHeadSchema } from '../../casework/file/room.ts';
import { readRoom, writeRoom } from '../../casework/file/room-markdown.ts';
import type { RoomKind } from '../../store/tables/words.ts';
import { secured } from '../actor.ts';
import { patchOf } from '../cases/entry-kinds.ts';
import { gistsOf } from '../cases/gists.ts';
import {
  addRow,
  editHead,
  editRow,
  findRow,
  importRoom,
  type KeptRow,
  listRows,
  readHead,
  wholeRoom,
} from '../cases/room.ts';
import { noteTaken } from '../cases/taken.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { isKnown, requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const KINDS = [
  'transactions',
  'affected',
  'movements',
  'attackers',
  'roles',
  'freezes',
  'gaps',
] as const satisfies readonly RoomKind[];

const tags = ['war room'];
const params = z.object({ caseId: z.string().max(100) });
const tableParams = params.extend({ table: z.enum(KINDS) });
const rowParams = tableParams.extend({ id: z.string().max(100) });
const reads = secured({ role: 'viewer', member: 'reader' });
const writes = secured({ role: 'analyst', member: 'editor' });
const path = '/v1/cases/{caseId}/room';

const columns = ROOM_TABLES.filter(({ id }) => id !== 'timeline')
  .map(({ id, heads }) => `${id}: ${Object.keys(heads).join(', ')}`)
  .join('; ');
const cells = z
  .record(z.string().max(40), z.string().max(4000))
  .openapi({ description: `The columns of the table, all texts. ${columns}` });
const rowSchema = z.object({ id: z.string(), row: cells }).openapi('RoomRow');
const headPatch = z.strictObject({
  header: patchOf(roomHeadSchema.shape.header).optional(),
  issue: patchOf(roomHeadSchema.shape.issue).optional(),
});

const head = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'Header and issue of the war room',
  ...reads,
  request: { params },
  responses: { 200: json(roomHeadSchema, 'Its head') },
});
const headEdit = createRoute({
  method: 'patch',
  path,
  tags,
  summary: 'Changes header and issue, field by field',
  ...writes,
  request: { params, body: jsonBody(headPatch) },
  responses: { 200: json(roomHeadSchema, 'Its head as it is now') },
});
const rows = createRoute({
  method: 'get',
  path: `${path}/{table}`,
  tags,
  summary: 'The rows of a table; the timeline has its own address',
  ...reads,
  request: { params: tableParams, query: pageQuery },
  responses: { 200: json(pageOf(rowSchema), 'A page of them') },
});
const rowAdd = createRoute({
  method: 'post',
  path: `${path}/{table}`,
  tags,
  summary: 'Adds a row',
  ...writes,
  request: { params: tableParams, body: jsonBody(cells) },
  responses: { 201: json(rowSchema, 'The row') },
});
const rowRead = createRoute({
  method: 'get',
  path: `${path}/{table}/{id}`,
  tags,
  summary: 'One row',
  ...reads,
  request: { params: rowParams },
  responses: { 200: json(rowSchema, 'The row') },
});
const rowEdit = createRoute({
  method: 'patch',
  path: `${path}/{table}/{id}`,
  tags,
  summary: 'Changes cells of a row',
  ...writes,
  request: { params: rowParams, body: jsonBody(cells) },
  responses: { 200: json(rowSchema, 'The row as it is now') },
});
const rowEnd = createRoute({
  method: 'delete',
  path: `${path}/{table}/{id}`,
  tags,
  summary: 'Takes a row out; the custody log keeps its digest',
  ...writes,
  request: { params: rowParams },
  responses: { 204: nothing('It is out') },
});
const markdown = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/room.md',
  tags,
  summary: 'The whole war room as Markdown tables',
  ...reads,
  request: { params },
  responses: {
    200: { description: 'The tables', content: { 'text/markdown': { schema: z.string() } } },
  },
});
const take = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/room.md',
  tags,
  summary: 'Takes in a war room that was kept elsewhere; what is there already stays',
  ...secured({ role: 'analyst', member: 'editor', body: 2_500_000 }),
  request: { params, body: jsonBody(z.strictObject({ markdown: z.string().max(1_100_000) })) },
  responses: {
    200: json(
      z.object({ added: z.record(z.string(), z.int()), notes: z.array(z.string()) }),
      'How many rows came into each table, and what was passed over',
    ),
  },
});

export function roomRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const routes = newRoutes();
  routes.openapi(head, async (c) => c.json(await readHead(db, c.req.valid('param').caseId), 200));
  routes.openapi(headEdit, async (c) => {
    const scope = { ...c.req.valid('param'), actor: c.get('actor') };
    const isMatch = (current: unknown) => requireMatch(c, current);
    return c.json(await editHead(db, scope, c.req.valid('json'), isMatch), 200);
  });
  // before the tables, whose names are words alone
  routes.openapi(markdown, async (c) => {
    const { caseId } = c.req.valid('param');
    const room = await wholeRoom(db, caseId, await gistsOf(desk).ofCase(caseId));
    const text = writeRoom(room);
    const digest = sha256(text);
    if (isKnown(c, `"${digest}"`)) return c.body(null, 304) as never;
    await noteTaken(c, { caseId, what: 'war room', subject: { case: caseId }, sha256: digest });
    const name = `war-room-${caseId.replace(/[^\w-]/g, '')}.md`;
    return c.body(text, 200, {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
    });
  });
  routes.openapi(take, async (c) => {
    const { room, notes } = readRoom(c.req.valid('json').markdown);
    const scope = { ...c.req.valid('param'), actor: c.get('actor') };
    const imported = await importRoom(db, scope, room);
    return c.json({ added: imported.added, notes: [...notes, ...imported.notes] }, 200);
  });
  addTables(routes, desk);
  return routes;
}

function addTables(routes: OpenAPIHono<DeskEnv>, { store: { db } }: Desk): void {
  routes.openapi(rows, async (c) => {
    const { caseId, table: kind } = c.req.valid('param');
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor)?.[0] ?? null;
    const found = await listRows(db, { caseId, kind, after, limit: limit + 1 });
    const shown = page(found, limit, { place: ({ id }) => [id], show: (row: KeptRow) => row });
    return c.json(shown, 200);
  });
  routes.openapi(rowAdd, async (c) => {
    const { caseId, table } = c.req.valid('param');
    const scope = { caseId, actor: c.get('actor') };
    return c.json(await addRow(db, scope, table, c.req.valid('json')), 201);
  });
  routes.openapi(rowRead, async (c) => {
    const { caseId, table, id } = c.req.valid('param');
    return c.json(await findRow(db, caseId, table, id), 200);
  });
  routes.openapi(rowEdit, async (c) => {
    const { caseId, table: kind, id } = c.req.valid('param');
    const scope = { caseId, actor: c.get('actor') };
    const isMatch = (current: unknown) => requireMatch(c, current);
    const row = await editRow(db, scope, { kind, id }, c.req.valid('json'), isMatch);
    return c.json(row as KeptRow, 200);
  });
  routes.openapi(rowEnd, async (c) => {
    const { caseId, table: kind, id } = c.req.valid('param');
    await editRow(db, { caseId, actor: c.get('actor') }, { kind, id }, null, () => undefined);
    return c.body(null, 204);
  });
}
