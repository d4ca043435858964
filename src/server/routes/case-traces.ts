// The traces of a case, and how a trace that was begun outside of any comes into one.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { sql } from 'kysely';
import { InputError } from '../../base/errors.ts';
import { listTraces, type Trace } from '../../store/traces.ts';
import { secured } from '../actor.ts';
import { changeCase, type Trx } from '../cases/change.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const tags = ['cases'];
const params = z.object({ caseId: z.string().max(100) });
const path = '/v1/cases/{caseId}/traces';

const traceSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    status: z.string(),
    headline: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
    resultSha256: z.string().nullable(),
  })
  .openapi('CaseTrace');

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'The traces of a case, the newest first',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(traceSchema), 'A page of them') },
});

const take = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Takes a trace of yours, which is in no case, into this one',
  ...secured({ role: 'analyst', member: 'editor' }),
  request: { params, body: jsonBody(z.strictObject({ traceId: z.string().max(100) })) },
  responses: { 200: json(traceSchema, 'The trace') },
});

function shown(row: Trace): z.infer<typeof traceSchema> {
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    headline: row.headline,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    resultSha256: row.result_sha256,
  };
}

export function caseTraceRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { caseId } = c.req.valid('param');
    const { cursor, limit } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const rows = await listTraces(db, { caseId, before, limit: limit + 1 });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shown }), 200);
  });
  routes.openapi(take, async (c) => {
    const { caseId } = c.req.valid('param');
    const { traceId } = c.req.valid('json');
    const actor = c.get('actor');
    const row = await changeCase(db, { caseId, actor }, async (trx) => {
      // whose trace it is, and that it is in no other case, is decided where it changes
      const value = await trx
        .updateTable('trace')
        .set({ case_id: caseId })
        .where('id', '=', traceId)
        .where('case_id', 'is', null)
        .where('created_by', '=', actor.personId)
        .returningAll()
        .executeTakeFirst();
      if (!value) throw new InputError('traceId', 'a trace of yours in no case', traceId);
      await followTrace(trx, value);
      const subject = { trace: traceId };
      const after = { trace: traceId, result: value.result_sha256 };
      return { value, change: { action: 'trace.taken', subject, before: null, after } };
    });
    return c.json(shown(row), 200);
  });
  return routes;
}

/** What belongs to a trace comes into its case with it: nobody sees it any more but its members. */
async function followTrace(trx: Trx, { id, case_id, created_by }: Trace): Promise<void> {
  for (const table of ['evidence', 'watch', 'alert'] as const) {
    const rows = trx.updateTable(table as 'evidence').set({ case_id });
    await rows.where('trace_id', '=', id).execute();
  }
  const jobs = trx.updateTable('job').set({ case_id }).where('created_by', '=', created_by);
  await jobs.where(sql<boolean>`body ->> 'traceId' = ${id}`).execute();
  await trx.updateTable('event').set({ case_id }).where('topic', '=', `trace:${id}`).execute();
}
