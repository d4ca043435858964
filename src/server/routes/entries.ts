// Victims, thefts, notes, tasks and timeline entries: five kinds of entry, the same routes.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { secured } from '../actor.ts';
import { addEntry, type Entry, editEntry, findEntry, listEntries } from '../cases/entries.ts';
import { ENTRY_KINDS, type EntryKind, patchOf } from '../cases/entry-kinds.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const caseParams = z.object({ caseId: z.string().max(100) });
const entryParams = caseParams.extend({ id: z.string().max(100) });
const listQuery = pageQuery.extend({ order: z.enum(['asc', 'desc']).default('asc') });
const tags = ['case file'];
const reads = secured({ role: 'viewer', member: 'reader' });
const writes = secured({ role: 'analyst', member: 'editor' });

export function entryRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  for (const kind of ENTRY_KINDS) {
    if (kind.isListed) addList(routes, desk, kind);
    addRead(routes, desk, kind);
    addWrites(routes, desk, kind);
  }
  return routes;
}

function pathOf({ path }: EntryKind): string {
  return `/v1/cases/{caseId}/${path}`;
}

function addList(routes: OpenAPIHono<DeskEnv>, { store }: Desk, kind: EntryKind): void {
  const list = createRoute({
    method: 'get',
    path: pathOf(kind),
    tags,
    summary: `Each ${kind.title} of a case`,
    ...reads,
    request: { params: caseParams, query: listQuery },
    responses: { 200: json(pageOf(kind.view), 'A page of them, in the order of writing') },
  });
  routes.openapi(list, async (c) => {
    const { caseId } = c.req.valid('param');
    const { cursor, limit, order } = c.req.valid('query');
    const after = readCursor(cursor)?.[0] ?? null;
    const rows = await listEntries(store.db, kind, { caseId, after, limit: limit + 1, order });
    const shown = page(rows, limit, { place: ({ id }) => [id], show: (entry: Entry) => entry });
    return c.json(shown as never, 200);
  });
}

function addRead(routes: OpenAPIHono<DeskEnv>, { store }: Desk, kind: EntryKind): void {
  const read = createRoute({
    method: 'get',
    path: `${pathOf(kind)}/{id}`,
    tags,
    summary: `One ${kind.title}`,
    ...reads,
    request: { params: entryParams },
    responses: { 200: json(kind.view, `The ${kind.title}`) },
  });
  routes.openapi(read, async (c) => {
    const { caseId, id } = c.req.valid('param');
    return c.json((await findEntry(store.db, kind, caseId, id)) as never, 200);
  });
}

function addWrites(routes: OpenAPIHono<DeskEnv>, { store }: Desk, kind: EntryKind): void {
  const { fields, view, title } = kind;
  const add = createRoute({
    method: 'post',
    path: pathOf(kind),
    tags,
    summary: `Adds a ${title}`,
    ...writes,
    request: { params: caseParams, body: jsonBody(fields) },
    responses: { 201: json(view, `The ${title} as it is kept`) },
  });
  routes.openapi(add, async (c) => {
    const { caseId } = c.req.valid('param');
    const given = c.req.valid('json') as Record<string, unknown>;
    const entry = await addEntry(store.db, kind, { caseId, actor: c.get('actor'), fields: given });
    return c.json(entry as never, 201);
  });
  const edit = createRoute({
    method: 'patch',
    path: `${pathOf(kind)}/{id}`,
    tags,
    summary: `Changes a ${title}`,
    ...writes,
    request: { params: entryParams, body: jsonBody(patchOf(fields)) },
    responses: { 200: json(view, `The ${title} as it is now`) },
  });
  routes.openapi(edit, async (c) => {
    const { caseId, id } = c.req.valid('param');
    const given = c.req.valid('json') as Record<string, unknown>;
    const isMatch = (current: Entry) => requireMatch(c, current);
    const asked = { caseId, id, actor: c.get('actor'), fields: given, isMatch };
    return c.json((await editEntry(store.db, kind, asked)) as never, 200);
  });
}
