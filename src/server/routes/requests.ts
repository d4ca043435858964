// Freeze requests of a case: asked for, released by a second person, followed.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { InputError } from '../../base/errors.ts';
import {
  type FreezeDraft,
  freezeDraftSchema,
  letterDetailsSchema,
} from '../../casework/requests/draft.ts';
import { sentLetter } from '../../casework/requests/letter.ts';
import { deliveriesOfRequest, findRequest, listRequests } from '../../store/freeze-requests.ts';
import { secured } from '../actor.ts';
import { findDraft } from '../cases/drafts.ts';
import {
  askForRequest,
  noteStep,
  releaseAlone,
  STEPS,
  withdrawRequest,
} from '../cases/requests.ts';
import { noteTaken } from '../cases/taken.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { Problem } from '../problem.ts';
import { sendLetter } from './drafts.ts';
import {
  recipientSchema,
  requestSchema,
  type Shown,
  shownAll,
  shownOne,
} from './requests-shown.ts';
import { addressFor } from './targets.ts';

const tags = ['freeze requests'];
const id = z.string().min(1).max(100);
const params = z.object({ caseId: z.string().max(100) });
const requestParams = params.extend({ requestId: z.string().max(100) });
const path = '/v1/cases/{caseId}/requests';
const requestPath = `${path}/{requestId}`;
const reads = secured({ role: 'viewer', member: 'reader' });
const moment = z.iso.datetime({ offset: true });
const reason = z.string().trim().min(1).max(2000);

const wantedRecipient = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('email'), address: z.email().max(320) }),
  z.strictObject({ kind: z.literal('target'), targetId: id }),
]);
const wholeSchema = requestSchema.extend({
  letter: z.string(),
  draft: freezeDraftSchema,
  deliveries: z.array(
    recipientSchema.extend({
      what: z.enum(['request', 'withdrawal']),
      state: z.enum(['pending', 'sent', 'failed']),
      attempts: z.int(),
      lastError: z.string().nullable(),
      sentAt: z.string().nullable(),
    }),
  ),
});

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'The freeze requests of a case, the latest first',
  ...reads,
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(requestSchema), 'A page of them') },
});
const ask = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Asks for the release of a draft; another person approves it, and it goes out',
  ...secured({ role: 'investigator', member: 'editor', person: true }),
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        traceId: id,
        draftId: id,
        resultSha256: z.string().max(64).openapi({ description: 'Of the result you looked at' }),
        details: letterDetailsSchema,
        recipients: z.array(wantedRecipient).max(10).default([]),
      }),
    ),
  },
  responses: { 201: json(requestSchema, 'The request, which waits for a second person') },
});
const read = createRoute({
  method: 'get',
  path: requestPath,
  tags,
  summary: 'A freeze request with its letter and its deliveries',
  ...reads,
  request: { params: requestParams },
  responses: { 200: json(wholeSchema, 'The request') },
});
const text = createRoute({
  method: 'get',
  path: `${requestPath}/letter`,
  tags,
  summary: 'The letter as it is sent, as text',
  ...reads,
  request: { params: requestParams },
  responses: {
    200: { description: 'The letter', content: { 'text/plain': { schema: z.string() } } },
  },
});
const alone = createRoute({
  method: 'post',
  path: `${requestPath}/release`,
  tags,
  summary: 'Releases your own request alone, in an emergency; a second person looks at it later',
  ...secured({ role: 'approver', member: 'editor', person: true }),
  request: { params: requestParams, body: jsonBody(z.strictObject({ reason })) },
  responses: { 200: json(requestSchema, 'The released request') },
});
const step = createRoute({
  method: 'post',
  path: `${requestPath}/steps`,
  tags,
  summary: 'Writes down that it was sent, acknowledged, acted on or refused',
  ...secured({ role: 'analyst', member: 'editor' }),
  request: {
    params: requestParams,
    body: jsonBody(
      z.strictObject({
        step: z.enum(STEPS),
        at: moment.optional().openapi({ description: 'When it happened; now unless said' }),
        answer: z.string().trim().max(4000).optional(),
      }),
    ),
  },
  responses: { 200: json(requestSchema, 'As it is now') },
});
const withdraw = createRoute({
  method: 'post',
  path: `${requestPath}/withdrawal`,
  tags,
  summary: 'Withdraws a request; all who have it are told',
  ...secured({ role: 'investigator', member: 'editor', person: true }),
  request: { params: requestParams, body: jsonBody(z.strictObject({ reason })) },
  responses: { 200: json(requestSchema, 'The withdrawn request') },
});

export function requestRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  const { db } = desk.store;
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const asked = { caseId: c.req.valid('param').caseId, before: readCursor(cursor)?.[0] };
    const rows = await listRequests(db, { ...asked, limit: limit + 1 });
    const all = await shownAll(desk, c.get('actor'), rows);
    return c.json(page(all, limit, { place: ({ id }) => [id], show: (one: Shown) => one }), 200);
  });
  routes.openapi(ask, async (c) => {
    const { caseId } = c.req.valid('param');
    const { traceId, draftId, resultSha256, details, recipients } = c.req.valid('json');
    const actor = c.get('actor');
    const traces = db.selectFrom('trace').select('result_sha256').where('id', '=', traceId);
    const trace = await traces.where('case_id', '=', caseId).executeTakeFirst();
    if (!trace) throw new InputError('traceId', 'a trace of this case', traceId);
    if (trace.result_sha256 !== resultSha256) {
      throw new Problem('conflict', 'The trace has another result by now: look at its draft.');
    }
    const draft = await findDraft(desk, resultSha256, draftId);
    const asked = { caseId, traceId, draft, details, recipients };
    const requestId = await askForRequest(db, asked, { actor, at: new Date(desk.clock.now()) });
    return c.json(await shownOne(desk, actor, caseId, requestId), 201);
  });
  routes.openapi(read, async (c) => {
    const { caseId, requestId } = c.req.valid('param');
    const actor = c.get('actor');
    const one = await shownOne(desk, actor, caseId, requestId);
    const { letter, draft } = await findRequest(db, requestId);
    const deliveries = (await deliveriesOfRequest(db, requestId)).map((row) => ({
      kind: row.channel,
      address: addressFor(actor, row.channel, row.to),
      what: row.notice === 'withdrawn' ? ('withdrawal' as const) : ('request' as const),
      ...{ state: row.state, attempts: row.attempts, lastError: row.last_error },
      sentAt: row.sent_at?.toISOString() ?? null,
    }));
    const sent = sentLetter(letter, one.alone !== null);
    return c.json({ ...one, letter: sent, draft: draft as FreezeDraft, deliveries }, 200);
  });
  routes.openapi(text, async (c) => {
    const { caseId, requestId } = c.req.valid('param');
    const { alone, letterSha256 } = await shownOne(desk, c.get('actor'), caseId, requestId);
    const { letter } = await findRequest(db, requestId);
    const subject = { 'freeze-request': requestId };
    await noteTaken(c, { caseId, what: 'freeze request', subject, sha256: letterSha256 });
    return sendLetter(c, sentLetter(letter, alone !== null), `request-${requestId}`) as never;
  });
  addChanges(routes, desk);
  return routes;
}

function addChanges(routes: OpenAPIHono<DeskEnv>, desk: Desk): void {
  const { store, clock, log } = desk;
  routes.openapi(alone, async (c) => {
    const about = c.req.valid('param');
    const actor = c.get('actor');
    const doing = { actor, at: new Date(clock.now()) };
    await releaseAlone(store.db, about, c.req.valid('json').reason, doing);
    log.warn({ request: about.requestId, who: actor.id }, 'one person released a freeze request');
    return c.json(await shownOne(desk, actor, about.caseId, about.requestId), 200);
  });
  routes.openapi(step, async (c) => {
    const about = c.req.valid('param');
    const { step, at, answer } = c.req.valid('json');
    const now = new Date(clock.now());
    const told = { step, when: at === undefined ? now : new Date(at), answer: answer ?? null };
    const actor = c.get('actor');
    await noteStep(store.db, about, told, { actor, at: now });
    return c.json(await shownOne(desk, actor, about.caseId, about.requestId), 200);
  });
  routes.openapi(withdraw, async (c) => {
    const about = c.req.valid('param');
    const actor = c.get('actor');
    const doing = { actor, at: new Date(clock.now()) };
    await withdrawRequest(store.db, about, c.req.valid('json').reason, doing);
    return c.json(await shownOne(desk, actor, about.caseId, about.requestId), 200);
  });
}
