// Watches: the traces whose balances are followed block by block.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sql } from 'kysely';
import { document } from '../../store/document.ts';
import { findTraceFor } from '../../store/traces.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  changeWatch,
  createWatch,
  findWatchFor,
  listWatches,
  type Watch,
} from '../../store/watches.ts';
import { inOpenCase, requireAccess, secured, seer } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { cursorSchema, watchSettingsSchema } from '../watch/cursor.ts';
import { readHeld } from '../watch/held.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['watches'];
const id = z.string().min(1).max(100);
const params = z.object({ id });
const settings = watchSettingsSchema.clone().openapi('WatchSettings');

const watchSchema = z
  .object({
    id: z.string(),
    traceId: z.string(),
    caseId: z.string().nullable(),
    chain: z.string(),
    status: z.enum(['active', 'paused', 'ended']),
    settings,
    /** The newest block that was read, or null: it has not begun. */
    lastBlock: z.number().nullable(),
    /** What could not be seen, or why it does not begin. */
    note: z.string().nullable(),
    createdAt: z.string(),
  })
  .openapi('Watch');

const list = createRoute({
  method: 'get',
  path: '/v1/watches',
  tags,
  summary: 'What is watched in your cases and traces',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery },
  responses: { 200: json(pageOf(watchSchema), 'A page of them, the latest first') },
});

const create = createRoute({
  method: 'post',
  path: '/v1/watches',
  tags,
  summary: 'Follows the open balances of a trace',
  ...secured({ role: 'analyst' }),
  request: { body: jsonBody(z.strictObject({ traceId: id, settings: settings.prefault({}) })) },
  responses: { 201: json(watchSchema, 'The watch') },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/watches/{id}',
  tags,
  summary: 'Pauses, resumes, ends or sets a watch',
  ...secured({ role: 'analyst' }),
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        status: z.enum(['active', 'paused', 'ended']).optional(),
        settings: watchSettingsSchema.optional(),
      }),
    ),
  },
  responses: { 200: json(watchSchema, 'As it is now') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/watches/{id}',
  tags,
  summary: 'One watch',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(watchSchema, 'It') },
});

function shown(row: Watch): z.infer<typeof watchSchema> {
  const cursor = cursorSchema.parse(row.cursor);
  return {
    id: row.id,
    traceId: row.trace_id,
    caseId: row.case_id,
    chain: cursor.chain,
    status: row.status,
    settings: cursor.settings,
    lastBlock: row.last_block === null ? null : Number(row.last_block),
    note: cursor.note,
    createdAt: row.created_at.toISOString(),
  };
}

export function watchRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { store } = desk;
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const rows = await listWatches(store.db, { ...seer(c.get('actor')), before, limit: limit + 1 });
    return c.json(page(rows, limit, { place: (row) => [row.id], show: shown }), 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const { traceId, settings: wanted } = c.req.valid('json');
    const trace = await findTraceFor(store.db, { id: traceId, ...seer(actor) });
    if (!trace) throw notFound();
    const { case_id: caseId, created_by: createdBy, result_sha256: sha256 } = trace;
    const about = { caseId, createdBy };
    // before a result is read for nothing
    await inOpenCase(c, about, async () => undefined);
    if (sha256 === null) throw new Problem('conflict', 'The trace has no result yet.');
    const { threads } = workshopOf(desk);
    const { held } = await readHeld(store.db, threads, { sha256, settings: wanted });
    const { rests, coins, chain, isLive } = held;
    if (rests.length + coins.length === 0) {
      throw new Problem('conflict', 'No money of this trace is known to rest where it may move.');
    }
    // what was read from files cannot be asked for more
    const extending = wanted.extends && isLive;
    const cursor = { chain, settings: { ...wanted, extends: extending } };
    const by = { personId: actor.personId, actor };
    const row = await inOpenCase(c, about, async (trx) => {
      await requireRoom(c, trx, { watches: 1 });
      return createWatch(trx, { traceId, caseId, source: 'any', cursor }, by);
    });
    return c.json(shown(row), 201);
  });
  routes.openapi(read, async (c) => {
    return c.json(shown(await watchFor(c, c.req.valid('param').id, 'reader')), 200);
  });
  routes.openapi(change, async (c) => {
    const before = await watchFor(c, c.req.valid('param').id, 'editor');
    requireMatch(c, shown(before));
    if (before.status === 'ended') throw new Problem('conflict', 'It has ended: begin another.');
    const { status, settings: wanted } = c.req.valid('json');
    const row = await inTransaction(store.db, async (trx) => {
      if (wanted) {
        const json = document(wanted);
        await trx
          .updateTable('watch')
          .set({ cursor: sql<string>`jsonb_set(cursor, '{settings}', ${json}::jsonb)` })
          .where('id', '=', before.id)
          .execute();
      }
      const changed = { id: before.id, status: status ?? before.status };
      return changeWatch(trx, changed, c.get('actor'));
    });
    if (!row) throw new Problem('changed-since', 'Read it again, and make your change to that.');
    return c.json(shown(row), 200);
  });
  return routes;
}

/** @throws Problem 404 or 403, where it is not for the actor to see or to change */
export async function watchFor(
  c: Context<DeskEnv>,
  id: string,
  least: 'reader' | 'editor',
): Promise<Watch> {
  const row = await findWatchFor(c.get('desk').store.db, { id, ...seer(c.get('actor')) });
  if (!row) throw notFound();
  await requireAccess(c, { caseId: row.case_id, createdBy: row.created_by }, least);
  return row;
}
