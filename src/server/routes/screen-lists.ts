// Lists that were screened: what came of each, the gravest first, and all of it made again.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { recordCustody } from '../../store/custody.ts';
import { enqueue, findJob, type Job } from '../../store/jobs.ts';
import { DECISIONS, listScreened, tallyScreened } from '../../store/screened-lists.ts';
import { inOpenCase, requireAccess, secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { SCREEN_JOB, screenJobSchema } from '../work/screen-runner.ts';
import { screeningSchema, shownScreening } from './screen.ts';

const tags = ['screening'];
const params = z.object({ jobId: z.string().min(1).max(100) });

const tallySchema = z
  .object({
    jobId: z.string(),
    caseId: z.string().nullable(),
    state: z.string(),
    /** The list that this one repeats. */
    earlierJobId: z.string().nullable(),
    /** Answers by decision; `none`: could not be screened. */
    decisions: z.object(
      Object.fromEntries(DECISIONS.map((one) => [one, z.number().int()])) as {
        [one in (typeof DECISIONS)[number]]: z.ZodNumber;
      },
    ),
    /** Answers whose decision is another than in the list that this one repeats. */
    changed: z.number().int(),
  })
  .openapi('ScreenedList');

const answerSchema = screeningSchema.extend({
  /** Of the screening that this one repeats. */
  earlierDecision: z.string().nullable(),
});

const read = createRoute({
  method: 'get',
  path: '/v1/screenings/lists/{jobId}',
  tags,
  summary:
    'A list that was screened: how many were decided how, and how many otherwise than before',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(tallySchema, 'The counts, as far as it is screened') },
});

const answers = createRoute({
  method: 'get',
  path: '/v1/screenings/lists/{jobId}/answers',
  tags,
  summary: 'The answers to a list, the gravest first',
  ...secured({ role: 'viewer' }),
  request: {
    params,
    query: pageQuery.extend({
      decision: z.enum(DECISIONS).optional(),
      changed: z.enum(['true']).optional(),
    }),
  },
  responses: { 200: json(pageOf(answerSchema), 'A page of them') },
});

const again = createRoute({
  method: 'post',
  path: '/v1/screenings/lists/{jobId}/again',
  tags,
  summary: 'Screens the texts of a list anew: each answer is held against the one before',
  ...secured({ role: 'analyst', scope: 'screen' }),
  request: { params },
  responses: { 202: json(z.object({ jobId: z.string() }), 'The job') },
});

export function screenListRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(read, async (c) => {
    const job = await listOf(c);
    const { earlierJobId = null } = screenJobSchema.parse(job.body);
    const { decisions, changed } = await tallyScreened(db, job.id);
    const about = { jobId: job.id, caseId: job.case_id, state: job.state };
    return c.json({ ...about, earlierJobId, decisions, changed }, 200);
  });
  routes.openapi(answers, async (c) => {
    const { id } = await listOf(c);
    const { cursor, limit, decision, changed } = c.req.valid('query');
    const after = readCursor(cursor, 2);
    const isChanged = changed !== undefined;
    const rows = await listScreened(db, {
      jobId: id,
      decision,
      isChanged,
      after,
      limit: limit + 1,
    });
    const place = (row: (typeof rows)[number]) => [String(row.rank), row.id] as const;
    const show = (row: (typeof rows)[number]) => {
      return { ...shownScreening(row), earlierDecision: row.earlier_decision };
    };
    return c.json(page(rows, limit, { place, show }), 200);
  });
  routes.openapi(again, async (c) => {
    const before = await listOf(c);
    const { case_id: caseId, created_by: createdBy } = before;
    const actor = c.get('actor');
    const asked = screenJobSchema.parse(before.body);
    const jobId = await inOpenCase(c, { caseId, createdBy }, async (trx) => {
      const kept = caseId === null ? { screenings: asked.texts ?? 0 } : {};
      await requireRoom(c, trx, { jobs: 1, ...kept });
      const body = { ...asked, earlierJobId: before.id };
      const by = actor.personId;
      const job = await enqueue(trx, { kind: SCREEN_JOB, body, createdBy: by, actor, caseId });
      if (caseId !== null) {
        const subject = { job: job.id, earlier: before.id };
        const action = 'list given to screen';
        await recordCustody(trx, { caseId, actor, action, subject, after: asked.sha256 });
      }
      return job.id;
    });
    return c.json({ jobId }, 202);
  });
  return routes;
}

/** @throws Problem 404 where it is no list that the actor may see */
async function listOf(c: Context<DeskEnv>): Promise<Job> {
  const job = await findJob(c.get('desk').store.db, c.req.param('jobId') ?? '');
  if (job?.kind !== SCREEN_JOB) throw notFound('no list');
  // unlike its job, of which no text shows, somebody's own list is not for administrators
  await requireAccess(c, { caseId: job.case_id, createdBy: job.created_by }, 'reader');
  return job;
}
