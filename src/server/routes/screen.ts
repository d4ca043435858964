// Screenings: of one text at once, of a list as a job, kept, and made again.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ScreenAnswer, screenAnswerSchema } from '../../screen/answer.ts';
import { screenChanges } from '../../screen/changes.ts';
import { putBlob } from '../../store/blobs.ts';
import { recordCustody } from '../../store/custody.ts';
import { enqueue, findJob } from '../../store/jobs.ts';
import {
  findScreeningFor,
  keepScreening,
  listScreenings,
  type Screening,
} from '../../store/screenings.ts';
import type { Db } from '../../store/tables.ts';
import { inOpenCase, requireAccess, secured, seer } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { screenAskSchema, screenQuestionSchema } from '../work/screen-question.ts';
import { SCREEN_JOB, screenJobSchema } from '../work/screen-runner.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['screening'];
const id = z.string().min(1).max(100);
const params = z.object({ id });
const MOST_TEXTS = 100_000;

const text = z.string().trim().min(1).max(500);

const inputSchema = z.object({ text: z.string(), ask: screenAskSchema });

export const screeningSchema = z
  .object({
    id: z.string(),
    caseId: z.string().nullable(),
    createdBy: z.string(),
    text: z.string(),
    ask: screenAskSchema,
    decision: z.string().nullable(),
    answer: screenAnswerSchema.nullable(),
    /** Why there is no answer. */
    fault: z.string().nullable(),
    createdAt: z.string(),
    earlierId: z.string().nullable(),
    jobId: z.string().nullable(),
  })
  .openapi('Screening');

const changeSchema = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const changesSchema = z.object({
  decision: z.object({ before: z.string(), after: z.string() }).nullable(),
  changes: z.array(changeSchema),
  reasons: z.array(changeSchema),
});

const screen = createRoute({
  method: 'post',
  path: '/v1/screen',
  tags,
  summary: 'What an address or a name is, by tags and lists; nothing is kept, nobody is asked',
  ...secured({ role: 'viewer', scope: 'screen', body: 10_000 }),
  request: { body: jsonBody(screenQuestionSchema) },
  responses: { 200: json(screenAnswerSchema, 'The answer') },
});

const keep = createRoute({
  method: 'post',
  path: '/v1/screenings',
  tags,
  summary: 'Screens one text and keeps the answer, or a list of texts as a job',
  ...secured({ role: 'analyst', scope: 'screen', body: 16_000_000 }),
  request: {
    body: jsonBody(
      screenAskSchema.extend({
        text: text.optional(),
        texts: z.array(text).min(1).max(MOST_TEXTS).optional(),
        caseId: id.optional(),
        /** Exposure over the configured sources of `chain`, which learn what is asked. */
        asksSources: z.boolean().default(false),
      }),
    ),
  },
  responses: {
    201: json(z.object({ screening: screeningSchema }), 'The answer to one text'),
    202: json(z.object({ jobId: z.string(), texts: z.number().int() }), 'The job of a list'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/screenings',
  tags,
  summary: 'Your screenings and those of your cases, the newest first',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery.extend({ jobId: id.optional() }) },
  responses: { 200: json(pageOf(screeningSchema), 'A page of them') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/screenings/{id}',
  tags,
  summary: 'A screening',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(screeningSchema, 'The screening') },
});

const changes = createRoute({
  method: 'get',
  path: '/v1/screenings/{id}/changes',
  tags,
  summary: 'What a screening says otherwise than the one that it repeats, and why',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(changesSchema, 'The changes; none where it repeats none') },
});

const again = createRoute({
  method: 'post',
  path: '/v1/screenings/{id}/again',
  tags,
  summary: 'Screens the same text anew, and says what has changed and why',
  ...secured({ role: 'analyst', scope: 'screen' }),
  request: { params },
  responses: {
    201: json(z.object({ screening: screeningSchema, changes: changesSchema }), 'The new one'),
    202: json(z.object({ jobId: z.string() }), 'The job, where sources were and are asked'),
  },
});

export function shownScreening(row: Screening): z.infer<typeof screeningSchema> {
  const input = row.input as z.infer<typeof inputSchema> & { readonly fault?: string };
  return {
    id: row.id,
    caseId: row.case_id,
    createdBy: row.created_by,
    text: input.text,
    ask: input.ask,
    decision: row.decision,
    answer: row.answer as ScreenAnswer | null,
    fault: input.fault ?? null,
    createdAt: row.created_at.toISOString(),
    earlierId: row.earlier_id,
    jobId: row.job_id,
  };
}

export function screenRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const routes = newRoutes();
  routes.openapi(screen, async (c) => {
    const { text, ...ask } = c.req.valid('json');
    // the same bytes as the body are the same question: see hot-screen.ts
    const answer = await workshopOf(desk).book.ask(
      { kind: 'screen', text, ask },
      await c.req.text(),
    );
    c.header('Content-Type', 'application/json');
    return c.body(answer) as never;
  });
  routes.openapi(keep, async (c) => {
    const { text, texts, caseId, asksSources, ...ask } = c.req.valid('json');
    const createdBy = c.get('actor').personId;
    await requireAccess(c, { caseId: caseId ?? null, createdBy }, 'editor');
    if ((text === undefined) === (texts === undefined)) {
      throw new Problem('bad-input', 'Give either a text, or texts.');
    }
    if (text !== undefined && !asksSources) {
      const row = await keepOne(c, { text, ask, caseId: caseId ?? null, earlierId: null });
      return c.json({ screening: shownScreening(row) }, 201);
    }
    const all = [...new Set(texts ?? [text ?? ''])];
    const jobId = await enqueueList(c, all, { ask, asksSources, caseId });
    return c.json({ jobId, texts: all.length }, 202);
  });
  routes.openapi(list, async (c) => {
    const { cursor, limit, jobId } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const rows = await listScreenings(db, {
      ...seer(c.get('actor')),
      jobId,
      before,
      limit: limit + 1,
    });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shownScreening }), 200);
  });
  routes.openapi(read, async (c) => c.json(shownScreening(await screeningOf(c)), 200));
  routes.openapi(changes, async (c) => {
    const row = await screeningOf(c);
    const seen = seer(c.get('actor'));
    const before = row.earlier_id && (await findScreeningFor(db, { id: row.earlier_id, ...seen }));
    return c.json(changesOf(before || row, row), 200);
  });
  routes.openapi(again, async (c) => {
    const earlier = await screeningOf(c);
    const whose = { caseId: earlier.case_id, createdBy: earlier.created_by };
    await requireAccess(c, whose, 'editor');
    const { text, ask } = shownScreening(earlier);
    // without its ledger it would seem exposed to nothing any more
    if (await askedSources(db, earlier)) {
      const how = { ask, asksSources: true, earlierJobId: earlier.job_id };
      const jobId = await enqueueList(c, [text], { ...how, caseId: earlier.case_id ?? undefined });
      return c.json({ jobId }, 202);
    }
    const about = { text, ask, caseId: earlier.case_id, earlierId: earlier.id };
    const row = await keepOne(c, about);
    return c.json({ screening: shownScreening(row), changes: changesOf(earlier, row) }, 201);
  });
  return routes;
}

function changesOf(earlier: Screening, later: Screening): z.infer<typeof changesSchema> {
  const [before, after] = [earlier, later].map((row) => shownScreening(row).answer);
  if (!before || !after) return { decision: null, changes: [], reasons: [] };
  const { decision, changes, reasons } = screenChanges(before, after);
  return { decision, changes: [...changes], reasons: [...reasons] };
}

async function askedSources(db: Db, { job_id }: Screening): Promise<boolean> {
  const job = job_id === null ? undefined : await findJob(db, job_id);
  return screenJobSchema.safeParse(job?.body).data?.asksSources ?? false;
}

interface One {
  readonly text: string;
  readonly ask: z.infer<typeof screenAskSchema>;
  readonly caseId: string | null;
  readonly earlierId: string | null;
}

async function keepOne(
  c: Context<DeskEnv>,
  { text, ask, caseId, earlierId }: One,
): Promise<Screening> {
  const desk = c.get('desk');
  const actor = c.get('actor');
  const answer: ScreenAnswer = JSON.parse(
    await workshopOf(desk).book.ask({ kind: 'screen', text, ask }),
  );
  const { action: decision } = answer.decision;
  const screening = { caseId, input: { text, ask }, answer, decision, earlierId };
  const { personId } = actor;
  return inOpenCase(c, { caseId, createdBy: personId }, async (trx) => {
    if (caseId === null) await requireRoom(c, trx, { screenings: 1 });
    return keepScreening(trx, screening, { personId, actor });
  });
}

async function enqueueList(
  c: Context<DeskEnv>,
  texts: readonly string[],
  how: { readonly caseId: string | undefined; readonly [key: string]: unknown },
): Promise<string> {
  const actor = c.get('actor');
  const { caseId, ...body } = how;
  const whose = { caseId: caseId ?? null, createdBy: actor.personId };
  return await inOpenCase(c, whose, async (trx) => {
    const kept = caseId === undefined ? { screenings: texts.length } : {};
    await requireRoom(c, trx, { jobs: 1, ...kept });
    const lines = texts.map((one) => one.replaceAll(/\s+/g, ' ')).join('\n');
    const sha256 = await putBlob(trx, Buffer.from(lines), 'text/plain');
    const asked = { ...body, sha256, texts: texts.length };
    const about = { kind: SCREEN_JOB, body: asked, createdBy: actor.personId };
    const job = await enqueue(trx, { ...about, actor, caseId });
    if (caseId !== undefined) {
      const subject = { job: job.id };
      const detail = { texts: texts.length };
      const action = 'list given to screen';
      await recordCustody(trx, { caseId, actor, action, subject, after: sha256, detail });
    }
    return job.id;
  });
}

async function screeningOf(c: Context<DeskEnv>): Promise<Screening> {
  const id = c.req.param('id') ?? '';
  const { db } = c.get('desk').store;
  const row = await findScreeningFor(db, { id, ...seer(c.get('actor')) });
  if (!row) throw notFound('screening of others');
  return row;
}
