// Work that waits or runs.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { digestOf, recordCustody } from '../../store/custody.ts';
import { EXPANSION } from '../../store/expansions.ts';
import { cancelJob, findJob, type Job } from '../../store/jobs.ts';
import { mayBeSeenBy } from '../../store/seen.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Actor, hasRole, requireAccess, secured, seer } from '../actor.ts';
import type { Trx } from '../cases/change.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['work'];
const params = z.object({ id: z.string().min(1).max(100) });
const states = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

const jobSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(states),
    attempts: z.number().int(),
    progress: z.unknown(),
    result: z.unknown(),
    error: z.unknown(),
    createdBy: z.string(),
    caseId: z.string().nullable(),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
  })
  .openapi('Job');

const list = createRoute({
  method: 'get',
  path: '/v1/jobs',
  tags,
  summary: 'Your jobs and those of your cases, the newest first; an administrator sees all of none',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery.extend({ state: z.enum(states).optional() }) },
  responses: { 200: json(pageOf(jobSchema), 'A page of them') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  tags,
  summary: 'A job, and how far it is',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(jobSchema, 'The job') },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  tags,
  summary: 'Stops a job; a trace is stopped by its own path',
  ...secured({ role: 'analyst' }),
  request: { params },
  responses: { 202: json(jobSchema, 'The job, which is about to stop') },
});

function shown(row: Job): z.infer<typeof jobSchema> {
  const { id, kind, state, attempts, progress, result, error } = row;
  return {
    ...{ id, kind, state, attempts, progress, result, error },
    createdBy: row.created_by,
    caseId: row.case_id,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export function jobRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const actor = c.get('actor');
    const { cursor, limit, state } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    let query = store.db.selectFrom('job').selectAll();
    // what belongs to a case is for its members, whoever else may administer
    query = query.where((eb) => {
      const own = mayBeSeenBy(seer(actor));
      if (!hasRole(actor, 'administrator')) return own;
      return eb.or([own, eb('case_id', 'is', null)]);
    });
    if (state !== undefined) query = query.where('state', '=', state);
    if (before !== undefined) query = query.where('id', '<', before);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shown }), 200);
  });
  routes.openapi(read, async (c) =>
    c.json(shown(await jobOf(c, c.req.valid('param').id, 'reader')), 200),
  );
  routes.openapi(cancel, async (c) => {
    const job = await jobOf(c, c.req.valid('param').id, 'editor');
    if (job.kind === 'trace') {
      throw new Problem('conflict', 'Stop its trace: POST /v1/traces/{id}/cancel.');
    }
    if (job.kind === EXPANSION) {
      throw new Problem(
        'conflict',
        'Take it off: DELETE /v1/traces/{id}/expansions/{expansionId}.',
      );
    }
    const stopped = await inTransaction(store.db, async (trx) => {
      const row = await cancelJob(trx, job.id);
      if (row?.case_id) await noteStopped(trx, row, c.get('actor'));
      return row;
    });
    return c.json(shown(stopped ?? (await jobOf(c, c.req.valid('param').id, 'editor'))), 202);
  });
  return routes;
}

async function noteStopped(trx: Trx, row: Job, actor: Actor): Promise<void> {
  const action = row.state === 'cancelled' ? 'job cancelled' : 'job told to stop';
  const subject = { job: row.id };
  const [after, detail] = [digestOf(shown(row)), { kind: row.kind }];
  await recordCustody(trx, { caseId: row.case_id, actor, action, subject, after, detail });
}

/** A job that the actor may see, or change. @throws Problem 404 or 403 */
async function jobOf(c: Context<DeskEnv>, id: string, least: 'reader' | 'editor'): Promise<Job> {
  const job = await findJob(c.get('desk').store.db, id);
  if (!job) throw notFound('no such job');
  if (job.case_id === null && hasRole(c.get('actor'), 'administrator')) return job;
  await requireAccess(c, { caseId: job.case_id, createdBy: job.created_by }, least);
  return job;
}
