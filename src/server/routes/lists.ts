// Sanctions lists: which there are, how old, and a wish to fetch them.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { recordCustody } from '../../store/custody.ts';
import { enqueue } from '../../store/jobs.ts';
import { inTransaction } from '../../store/transaction.ts';
import { secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { sendJson } from '../etag.ts';
import { requireRoom } from '../quota.ts';
import { listsJobSchema } from '../work/lists-runner.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['who is who'];

const listsSchema = z
  .object({
    lists: z.array(
      z.object({
        list: z.string(),
        title: z.string(),
        on: z.boolean(),
        licence: z.string(),
        current: z.string().nullable(),
        /** Seconds since it was surely the publisher's newest. */
        age: z.number().nullable(),
        stale: z.boolean(),
        closed: z.number().int(),
        versions: z.array(
          z.object({
            version: z.string(),
            fetched: z.string(),
            parties: z.number().int(),
            wallets: z.number().int(),
            digest: z.string(),
          }),
        ),
      }),
    ),
    /** What keeps an answer from being "not listed". */
    problems: z.array(z.string()),
  })
  .openapi('Lists');

const read = createRoute({
  method: 'get',
  path: '/v1/lists',
  tags,
  summary: 'Sanctions lists with their versions and ages, and what is wrong with them',
  ...secured({ role: 'viewer' }),
  responses: { 200: json(listsSchema, 'The lists') },
});

const update = createRoute({
  method: 'post',
  path: '/v1/lists/update',
  tags,
  summary: 'Has lists fetched: those named, or all that are on',
  ...secured({ role: 'administrator', scope: 'admin' }),
  request: { body: jsonBody(listsJobSchema) },
  responses: { 202: json(z.object({ jobId: z.string() }), 'The job') },
});

export function listRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(read, async (c) => {
    const { book } = workshopOf(desk);
    const kept = book.kept('lists') ?? (await book.ask({ kind: 'lists' }, 'lists'));
    return sendJson(c, kept) as never;
  });
  routes.openapi(update, async (c) => {
    const actor = c.get('actor');
    const body = c.req.valid('json');
    const jobId = await inTransaction(desk.store.db, async (trx) => {
      await requireRoom(c, trx, { jobs: 1 });
      const wanted = { kind: 'lists', body, createdBy: actor.personId, actor };
      const job = await enqueue(trx, wanted);
      const about = { caseId: null, actor, action: 'lists to be updated', detail: body };
      await recordCustody(trx, { ...about, subject: { job: job.id } });
      return job.id;
    });
    return c.json({ jobId }, 202);
  });
  return routes;
}
