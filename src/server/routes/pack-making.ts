// Packs are made by jobs, for an audience; what one would tell can be looked at before.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { assert } from '../../base/assert.ts';
import { InputError } from '../../base/errors.ts';
import { PACK_KINDS } from '../../casework/file/entries.ts';
import { contentsSchema, redactionSchema } from '../../casework/redaction/contents.ts';
import { enqueue } from '../../store/jobs.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { secured } from '../actor.ts';
import {
  audienceSchema,
  handsOf,
  PACK_JOB,
  packInput,
  packJobSchema,
} from '../cases/pack-runner.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireRoom } from '../quota.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['packs'];
const params = z.object({ caseId: z.string().max(100) });

const make = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/packs',
  tags,
  summary: 'Has a pack made of a trace, as it is now; the job names the pack',
  ...secured({ role: 'analyst', member: 'editor' }),
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        traceId: z.string().max(100),
        kind: z.enum(PACK_KINDS),
        name: z
          .string()
          .regex(/^[\w.()+ -]{1,100}$/)
          .optional()
          .openapi({ description: 'Of the file, without its extension' }),
        audience: audienceSchema.optional().openapi({
          description: 'For whom; without, the trace alone and nothing left out',
        }),
      }),
    ),
  },
  responses: { 202: json(z.object({ jobId: z.string() }), 'The job that makes it') },
});

const preview = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/packs/preview',
  tags,
  summary: 'What a pack for an audience would tell of the case, and what it would leave out',
  ...secured({ role: 'analyst', member: 'editor' }),
  request: {
    params,
    body: jsonBody(z.strictObject({ traceId: z.string().max(100), ...audienceSchema.shape })),
  },
  responses: {
    200: json(
      z.object({ redaction: redactionSchema, file: contentsSchema }).openapi('PackPreview'),
      'The case as it would stand in the pack',
    ),
  },
});

export function packMakingRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const routes = newRoutes();
  routes.openapi(make, async (c) => {
    const { caseId } = c.req.valid('param');
    const actor = c.get('actor');
    const { personId, kind, id, name } = actor;
    const asked = c.req.valid('json');
    const { resultSha256, number } = await aboutTrace(db, caseId, asked.traceId);
    const body = packJobSchema.parse({
      ...asked,
      resultSha256,
      caseId,
      audience: asked.audience ?? null,
      name: asked.name ?? `case-${number}`,
      personId,
      actor: { kind, id, name },
    });
    const job = await inTransaction(db, async (trx) => {
      await requireRoom(c, trx, { jobs: 1 });
      return enqueue(trx, { kind: PACK_JOB, body, createdBy: personId, actor, caseId });
    });
    return c.json({ jobId: job.id }, 202);
  });
  routes.openapi(preview, async (c) => {
    const { caseId } = c.req.valid('param');
    const { traceId, ...audience } = c.req.valid('json');
    const { resultSha256 } = await aboutTrace(db, caseId, traceId);
    const about = { caseId, traceId, kind: 'preview' as const, resultSha256, audience };
    const input = await packInput(db, about);
    const { threads } = workshopOf(desk);
    const { cover } = await threads.run(
      'pack',
      { ...input, folder: null },
      { hands: handsOf(input) },
    );
    assert(cover !== null, 'what is for an audience has a cover');
    return c.json({ redaction: cover.redaction, file: cover.file }, 200);
  });
  return routes;
}

/** @throws InputError where the case has no such trace, or it has no result yet */
async function aboutTrace(db: Db, caseId: string, traceId: string) {
  const row = await db
    .selectFrom('trace')
    .innerJoin('case_file', 'case_file.id', 'trace.case_id')
    .select(['trace.result_sha256', 'case_file.number'])
    .where('trace.case_id', '=', caseId)
    .where('trace.id', '=', traceId)
    .executeTakeFirst();
  if (!row) throw new InputError('traceId', 'a trace of this case', traceId);
  if (row.result_sha256 === null) throw new InputError('traceId', 'a trace with a result', traceId);
  return { resultSha256: row.result_sha256, number: row.number };
}
