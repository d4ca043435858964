// Deposits at an exchange: its own system asks of each as it lands; analysts look after those that
// are held.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  ACTIONS,
  DEPOSIT_STATES,
  depositAnswerSchema,
  depositRequestSchema,
} from '../../casework/deposit/deposit.ts';
import { holdNoteOf, holdNoteSchema, holdNoteText } from '../../casework/deposit/note.ts';
import {
  assignDeposit,
  type Deposit,
  decideDeposit,
  decisionsOn,
  findDeposit,
  listDeposits,
} from '../../store/deposits.ts';
import { findPerson } from '../../store/people.ts';
import { hasRole, secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { answerBytes, takeDeposit } from '../deposits/take.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch, sendJson } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['deposits'];
const id = z.string().min(1).max(100);
const params = z.object({ id });
const looks = secured({ role: 'analyst' });

const depositSchema = z
  .object({
    id: z.string(),
    request: depositRequestSchema,
    state: z.enum(DEPOSIT_STATES),
    /** Of the rules; what people made of it is the state. */
    decision: z.enum(ACTIONS),
    severity: z.string().nullable(),
    /** Known to a case of this house, whose owner was told. */
    isKnown: z.boolean(),
    assignee: z.string().nullable(),
    answerSha256: z.string(),
    jobId: z.string().nullable(),
    createdAt: z.string(),
    changedAt: z.string(),
    revision: z.int(),
  })
  .openapi('Deposit');

const answered = z.object({ deposit: depositSchema, answer: depositAnswerSchema });

const take = createRoute({
  method: 'post',
  path: '/v1/deposits',
  tags,
  summary: 'Screens a deposit as it lands, and keeps it; the same reference is the same deposit',
  ...secured({ role: 'viewer', scope: 'deposit', body: 10_000 }),
  request: { body: jsonBody(depositRequestSchema) },
  responses: {
    200: json(answered, 'It was told of before: as it stands now'),
    201: json(answered, 'The deposit and the answer'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/deposits',
  tags,
  summary: 'The deposits, the newest first',
  ...looks,
  request: { query: pageQuery.extend({ state: z.enum(DEPOSIT_STATES).optional() }) },
  responses: { 200: json(pageOf(depositSchema), 'A page of them') },
});

const decisionSchema = z.object({
  number: z.int(),
  state: z.enum(DEPOSIT_STATES),
  reason: z.string(),
  by: z.string(),
  answerSha256: z.string(),
  at: z.string(),
});

const read = createRoute({
  method: 'get',
  path: '/v1/deposits/{id}',
  tags,
  summary: 'A deposit with its decisions',
  ...looks,
  request: { params },
  responses: {
    200: json(depositSchema.extend({ decisions: z.array(decisionSchema) }), 'The deposit'),
  },
});

const changeSchema = z
  .strictObject({
    state: z.enum(DEPOSIT_STATES).optional(),
    reason: z.string().trim().min(1).max(2000).optional(),
    assignee: id.nullable().optional(),
  })
  .refine(({ state, reason }) => state === undefined || reason !== undefined, {
    path: ['reason'],
    message: 'a reason for the decision',
  });

const change = createRoute({
  method: 'patch',
  path: '/v1/deposits/{id}',
  tags,
  summary: 'Holds, clears or escalates a deposit, or gives it to somebody',
  ...secured({ role: 'analyst', person: true }),
  request: {
    params,
    body: jsonBody(changeSchema),
  },
  responses: {
    200: json(depositSchema.extend({ decisions: z.array(decisionSchema) }), 'As it is now'),
  },
});

const answer = createRoute({
  method: 'get',
  path: '/v1/deposits/{id}/answer',
  tags,
  summary: 'The newest answer, to the byte; its ETag is its SHA-256',
  ...looks,
  request: { params },
  responses: { 200: json(depositAnswerSchema, 'The answer'), 304: { description: 'The same' } },
});

const note = createRoute({
  method: 'get',
  path: '/v1/deposits/{id}/note',
  tags,
  summary: 'The hold note: what was screened and decided, by whom, and the digest of the answer',
  ...looks,
  request: { params, query: z.object({ as: z.enum(['json', 'text']).default('json') }) },
  responses: {
    200: {
      description: 'The note',
      content: {
        'application/json': { schema: holdNoteSchema },
        'text/plain': { schema: z.string() },
      },
    },
  },
});

function shown(row: Deposit): z.infer<typeof depositSchema> {
  return {
    id: row.id,
    request: depositRequestSchema.parse(row.request),
    state: row.state,
    decision: row.decision,
    severity: row.severity,
    isKnown: row.is_known,
    assignee: row.assignee,
    answerSha256: row.answer_sha256,
    jobId: row.job_id,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    revision: row.revision,
  };
}

async function shownWhole(c: Context<DeskEnv>, row: Deposit) {
  const rows = await decisionsOn(c.get('desk').store.db, row.id);
  const decisions = rows.map(({ number, state, reason, by, answer_sha256, at }) => {
    return {
      ...{ number, state, reason, by: by.name },
      answerSha256: answer_sha256,
      at: at.toISOString(),
    };
  });
  return { ...shown(row), decisions };
}

async function answerOn(c: Context<DeskEnv>, row: Deposit) {
  return depositAnswerSchema.parse(JSON.parse(Buffer.from(await answerBytes(c, row)).toString()));
}

export function depositRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const routes = newRoutes();
  const of = async (wanted: string): Promise<Deposit> => {
    const row = await findDeposit(db, wanted);
    if (!row) throw notFound();
    return row;
  };
  routes.openapi(take, async (c) => {
    const { deposit, isNew } = await takeDeposit(c, c.req.valid('json'));
    const told = { deposit: shown(deposit), answer: await answerOn(c, deposit) };
    return isNew ? c.json(told, 201) : c.json(told, 200);
  });
  routes.openapi(list, async (c) => {
    const { cursor, limit, state } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const rows = await listDeposits(db, { state, before, limit: limit + 1 });
    return c.json(page(rows, limit, { place: (row) => [row.id], show: shown }), 200);
  });
  routes.openapi(read, async (c) => {
    return c.json(await shownWhole(c, await of(c.req.valid('param').id)), 200);
  });
  routes.openapi(change, async (c) => {
    const before = await of(c.req.valid('param').id);
    requireMatch(c, await shownWhole(c, before));
    const row = await changed(c, before, c.req.valid('json'));
    if (!row) throw new Problem('changed-since', 'Read it again, and make your change to that.');
    return c.json(await shownWhole(c, row), 200);
  });
  routes.openapi(answer, async (c) => {
    const bytes = await answerBytes(c, await of(c.req.valid('param').id));
    return sendJson(c, Buffer.from(bytes).toString('utf8')) as never;
  });
  routes.openapi(note, async (c) => {
    const row = await of(c.req.valid('param').id);
    const { decisions } = await shownWhole(c, row);
    const decided = decisions.map(({ number: _, ...one }) => one);
    const answerAt = `${desk.origin}/v1/deposits/${row.id}/answer`;
    const about = {
      deposit: row.id,
      state: row.state,
      receivedAt: row.created_at.toISOString(),
      decided,
      evidence: { answerSha256: row.answer_sha256, address: answerAt },
    };
    const made = holdNoteOf(about, await answerOn(c, row));
    const isText = c.req.valid('query').as === 'text';
    const name = `hold-note-${row.id}.${isText ? 'txt' : 'json'}`;
    c.header('Content-Disposition', `attachment; filename="${name}"`);
    return isText ? (c.text(holdNoteText(made), 200) as never) : c.json(made, 200);
  });
  return routes;
}

/** @throws Problem 403 where it was escalated to those with more rights */
async function changed(
  c: Context<DeskEnv>,
  { id: own, revision, state: was }: Deposit,
  wanted: z.infer<typeof changeSchema>,
): Promise<Deposit | undefined> {
  const actor = c.get('actor');
  const { db } = c.get('desk').store;
  const { state, reason = '', assignee } = wanted;
  if (state !== undefined && was === 'escalated' && !hasRole(actor, 'approver')) {
    const denial = 'role approver';
    throw new Problem('forbidden', 'It was escalated: an approver decides.', { denial });
  }
  let row: Deposit | undefined = await findDeposit(db, own);
  let at = revision;
  if (assignee !== undefined) {
    if (assignee !== null && !(await findPerson(db, assignee))) {
      throw new Problem('bad-input', 'There is no such person.');
    }
    row = await assignDeposit(db, { id: own, revision: at }, assignee, actor);
    at += 1;
  }
  if (row && state !== undefined) {
    row = await decideDeposit(db, { id: own, revision: at }, { state, reason }, actor);
  }
  return row;
}
