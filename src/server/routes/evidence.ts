// What the traces of a case rest on, and whether it still verifies.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { enqueue } from '../../store/jobs.ts';
import { inTransaction } from '../../store/transaction.ts';
import { secured } from '../actor.ts';
import { CHECK_JOB, checkJobSchema } from '../cases/check-runner.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { requireRoom } from '../quota.ts';

const tags = ['evidence'];
const params = z.object({ caseId: z.string().max(100) });
const STATES = ['recorded', 'proved', 'claimed', 'failed'] as const;

const rowSchema = z
  .object({
    id: z.string(),
    traceId: z.string().nullable(),
    sha256: z.string(),
    kind: z.string(),
    source: z.string(),
    takenAt: z.string(),
    state: z.enum(STATES).openapi({
      description:
        'proved: down to a block header; recorded: its bytes are here and have this digest; ' +
        'claimed: its bytes are not here; failed: they are not what was recorded',
    }),
    detail: z.unknown(),
  })
  .openapi('Evidence');

const list = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/evidence',
  tags,
  summary: 'What the traces of a case rest on, and the state of each',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: {
    params,
    query: pageQuery.extend({
      state: z.enum(STATES).optional(),
      traceId: z.string().max(100).optional(),
    }),
  },
  responses: { 200: json(pageOf(rowSchema), 'A page of it') },
});

const verify = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/evidence/verify',
  tags,
  summary: 'Verifies every trace of a case and all it rests on again; the job has the report',
  ...secured({ role: 'analyst', member: 'reader' }),
  request: { params },
  responses: { 202: json(z.object({ jobId: z.string() }), 'The job that does it') },
});

export function evidenceRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { caseId } = c.req.valid('param');
    const { cursor, limit, state, traceId } = c.req.valid('query');
    const after = readCursor(cursor)?.[0];
    let query = db.selectFrom('evidence').selectAll().where('case_id', '=', caseId);
    if (after !== undefined) query = query.where('id', '>', after);
    if (state !== undefined) query = query.where('state', '=', state);
    if (traceId !== undefined) query = query.where('trace_id', '=', traceId);
    const rows = await query
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    const shown = page(rows, limit, {
      place: ({ id }) => [id],
      show: ({ id, trace_id, sha256, kind, source, taken_at, ...row }) => {
        const { state, detail } = row;
        const takenAt = taken_at.toISOString();
        return { id, traceId: trace_id, sha256, kind, source, takenAt, state, detail };
      },
    });
    return c.json(shown as never, 200);
  });
  routes.openapi(verify, async (c) => {
    const { caseId } = c.req.valid('param');
    const actor = c.get('actor');
    const { personId, kind, id, name } = actor;
    const body = checkJobSchema.parse({ caseId, actor: { kind, id, name } });
    // one at a time: whoever asks meanwhile is told of the one that waits
    const waiting = await db
      .selectFrom('job')
      .select('id')
      .where('case_id', '=', caseId)
      .where('kind', '=', CHECK_JOB)
      .where('state', '=', 'queued')
      .executeTakeFirst();
    const job =
      waiting ??
      (await inTransaction(db, async (trx) => {
        await requireRoom(c, trx, { jobs: 1 });
        return enqueue(trx, { kind: CHECK_JOB, body, createdBy: personId, actor, caseId });
      }));
    return c.json({ jobId: job.id }, 202);
  });
  return routes;
}
