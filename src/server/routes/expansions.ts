// What the source of a trace knows of an address beyond the trace: asked, read, taken off again.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { InputError } from '../../base/errors.ts';
import { parseTime } from '../../base/time.ts';
import { expansionSchema } from '../../casework/expansion/answer.ts';
import {
  askExpansion,
  type By,
  type ExpansionRow,
  expansionsOf,
  findExpansion,
  holdExpansion,
  setRemoved,
} from '../../store/expansions.ts';
import type { Trace } from '../../store/traces.ts';
import { inOpenCase, secured } from '../actor.ts';
import type { Trx } from '../cases/change.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { sendResult, traceOf } from './traces.ts';

const tags = ['traces'];
const id = z.string().min(1).max(100);
const params = z.object({ id });
const one = params.extend({ expansionId: id });
const path = '/v1/traces/{id}/expansions';
const time = z.string().min(1).max(40);

/** That stand on one trace at once: a picture with more is none. */
const MOST = 100;

const shownSchema = z
  .object({
    id: z.string(),
    address: z.string(),
    direction: z.enum(['in', 'out']),
    from: z.string().nullable(),
    to: z.string().nullable(),
    status: z.enum(['queued', 'done', 'failed', 'cancelled']),
    /** Why there is no answer. */
    error: z.unknown(),
    /** Of the answer, which never changes. */
    answerSha256: z.string().nullable(),
    /** Of the recorded answers of live sources. */
    evidenceSha256: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
  })
  .openapi('Expansion');

const askSchema = z.object({
  chain: z.string().min(1).max(100).optional(),
  /** Whether it is one of the trace's chain shows when the source is asked. */
  address: z.string().regex(/^[\w:.-]{4,200}$/),
  direction: z.enum(['in', 'out']),
  from: time.optional(),
  to: time.optional(),
});

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'What was asked about addresses of a trace beyond it: context, no part of its claim',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(z.object({ items: z.array(shownSchema) }), 'Those that stand') },
});

const ask = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Asks the source of a trace who paid an address, or whom it paid',
  ...secured({ role: 'analyst' }),
  request: { params, body: jsonBody(askSchema) },
  responses: { 202: json(shownSchema, 'The expansion, which waits for a worker') },
});

const answer = createRoute({
  method: 'get',
  path: `${path}/{expansionId}`,
  tags,
  summary: 'The answer: counterparties, amounts, coverage; its ETag is its SHA-256',
  ...secured({ role: 'viewer' }),
  request: { params: one },
  responses: { 200: json(expansionSchema, 'The answer') },
});

const remove = createRoute({
  method: 'delete',
  path: `${path}/{expansionId}`,
  tags,
  summary: 'Takes an expansion off its trace; one that is under way is stopped',
  ...secured({ role: 'analyst' }),
  request: { params: one },
  responses: { 204: nothing('It is off') },
});

const restore = createRoute({
  method: 'post',
  path: `${path}/{expansionId}/restore`,
  tags,
  summary: 'Puts an expansion that was taken off on its trace again',
  ...secured({ role: 'analyst' }),
  request: { params: one },
  responses: { 204: nothing('It is there again') },
});

function shown(row: ExpansionRow): z.infer<typeof shownSchema> {
  const at = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: row.id,
    address: row.address,
    direction: row.direction,
    from: at(row.since),
    to: at(row.until),
    status: row.status,
    error: row.error,
    answerSha256: row.answer_sha256,
    evidenceSha256: row.evidence_sha256,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    endedAt: at(row.ended_at),
  };
}

export function expansionRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const rows = await expansionsOf(db, (await traceOf(c)).id);
    return c.json({ items: rows.map(shown) }, 200);
  });
  routes.openapi(ask, async (c) => {
    const wish = asked(c.req.valid('json'));
    const row = await changing(c, async (trx, trace, by) => {
      const beforeJob = () => requireRoom(c, trx, { jobs: 1 });
      return await askExpansion(trx, trace, wish, by, { most: MOST, beforeJob });
    });
    if (row) return c.json(shown(row), 202);
    throw full();
  });
  routes.openapi(answer, async (c) => {
    const trace = await traceOf(c);
    const row = await findExpansion(db, trace.id, c.req.valid('param').expansionId);
    if (!row) throw notFound();
    const subject = { trace: trace.id, expansion: row.id };
    return sendResult(c, trace, row.answer_sha256, { what: 'expansion', subject }) as never;
  });
  for (const [route, isRemoved] of [
    [remove, true],
    [restore, false],
  ] as const) {
    routes.openapi(route, async (c) => {
      await changing(c, async (trx, trace, { actor }) => {
        // by the transaction's own connection: of others there may be none left
        const row = await holdExpansion(trx, trace.id, c.req.valid('param').expansionId);
        if (!row) throw notFound();
        if (!(await setRemoved(trx, trace, row, { isRemoved, most: MOST, actor }))) throw full();
      });
      return c.body(null, 204);
    });
  }
  return routes;
}

function full(): Problem {
  return new Problem('conflict', `A trace has at most ${MOST} expansions: take some off.`);
}

/** @throws Problem 404, 403, or 409 where its case is closed */
async function changing<T>(
  c: Context<DeskEnv>,
  work: (trx: Trx, trace: Trace, by: By) => Promise<T>,
): Promise<T> {
  const trace = await traceOf(c);
  const actor = c.get('actor');
  const whose = { caseId: trace.case_id, createdBy: trace.created_by };
  return await inOpenCase(c, whose, (trx) => work(trx, trace, { personId: actor.personId, actor }));
}

/** @throws InputError for what is no time */
function asked({ chain, address, direction, from, to }: z.infer<typeof askSchema>) {
  const date = (text: string | undefined, label: string) =>
    text === undefined ? null : new Date(parseTime(text, label) * 1000);
  const [since, until] = [date(from, 'from'), date(to, 'to')];
  if (since && until && since > until) {
    throw new InputError('to', 'a time that is not before "from"', to);
  }
  return { chain: chain ?? null, address, direction, since, until };
}
