// Cases and their members.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  caseFieldsSchema,
  casePatchSchema,
  caseViewSchema,
  memberSchema,
  memberViewSchema,
} from '../../casework/file/entries.ts';
import { caseView } from '../../store/cases.ts';
import { inTransaction } from '../../store/transaction.ts';
import { requireMember, secured } from '../actor.ts';
import { letIn, shownApproval, waitingMembers } from '../cases/approval.ts';
import { editCase, listCases, listMembers, openCase, setMember } from '../cases/cases.ts';
import type { Trx } from '../cases/change.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { requireRoom } from '../quota.ts';
import { approvalSchema } from './approvals.ts';

const tags = ['cases'];
const params = z.object({ caseId: z.string().max(100) });
const view = caseViewSchema.clone().openapi('Case');
const memberView = memberViewSchema.clone().openapi('Member');

/** Of a case marked red: nobody is in it yet. */
const waitingSchema = z.object({
  approvalId: z.string(),
  personId: z.string(),
  role: memberSchema.shape.role,
  requestedBy: z.string(),
  requestedAt: z.string(),
});

const list = createRoute({
  method: 'get',
  path: '/v1/cases',
  tags,
  summary: 'Your cases, the newest first',
  ...secured({ role: 'viewer' }),
  request: {
    query: pageQuery.extend({
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'In title or summary; or a case number; or a transaction that was reported',
      }),
      status: z.enum(['open', 'closed']).optional(),
    }),
  },
  responses: { 200: json(pageOf(view), 'The cases of which you are a member') },
});

const open = createRoute({
  method: 'post',
  path: '/v1/cases',
  tags,
  summary: 'Opens a case; you are its lead',
  ...secured({ role: 'investigator' }),
  request: { body: jsonBody(caseFieldsSchema) },
  responses: { 201: json(view, 'The case') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}',
  tags,
  summary: 'One case',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: { params },
  responses: { 200: json(view, 'The case') },
});

const edit = createRoute({
  method: 'patch',
  path: '/v1/cases/{caseId}',
  tags,
  summary: 'Changes a case; its lead closes it, opens it again, and says who may be told (TLP)',
  ...secured({ role: 'analyst', member: 'editor' }),
  request: { params, body: jsonBody(casePatchSchema) },
  responses: { 200: json(view, 'The case as it is now') },
});

const membersList = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/members',
  tags,
  summary: 'Who may see a case',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: { params },
  responses: {
    200: json(
      z.object({ items: z.array(memberView), waiting: z.array(waitingSchema) }),
      'Its members, and who is to be one once a second person agrees',
    ),
  },
});

const memberSet = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/members',
  tags,
  summary: 'Adds a member, or changes the part of one; of a case marked red a second person agrees',
  ...secured({ role: 'analyst', member: 'lead' }),
  request: { params, body: jsonBody(memberSchema) },
  responses: {
    201: json(memberView, 'The member'),
    202: json(z.object({ approval: approvalSchema }), 'Of a case marked red: what was asked for'),
  },
});

const memberEnd = createRoute({
  method: 'delete',
  path: '/v1/cases/{caseId}/members/{personId}',
  tags,
  summary: 'Ends a membership',
  ...secured({ role: 'analyst', member: 'lead' }),
  request: { params: params.extend({ personId: z.string().max(100) }) },
  responses: { 204: nothing('It is ended') },
});

export function caseRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit, q, status } = c.req.valid('query');
    const after = readCursor(cursor)?.[0] ?? null;
    const search = { text: q ?? null, status: status ?? null, after, limit: limit + 1 };
    const found = await listCases(db, c.get('actor'), search);
    return c.json(page(found, limit, { place: ({ id }) => [id], show: (row) => row }), 200);
  });
  routes.openapi(open, async (c) => {
    const opened = await inTransaction(db, async (trx) => {
      await requireRoom(c, trx, { cases: 1 });
      return openCase(trx, c.get('actor'), c.req.valid('json'));
    });
    return c.json(opened, 201);
  });
  routes.openapi(read, (c) => c.json(caseView(c.get('caseFile')), 200));
  routes.openapi(edit, async (c) => {
    const { caseId } = c.req.valid('param');
    const patch = c.req.valid('json');
    if (patch.status !== undefined || patch.tlp !== undefined) {
      await requireMember(c, caseId, 'lead');
    }
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const asked = { caseId, actor: c.get('actor'), patch: Object.fromEntries(given) };
    const isMatch = (current: unknown) => requireMatch(c, current);
    const reopening = (trx: Trx) => requireRoom(c, trx, { cases: 1 });
    return c.json(await editCase(db, { ...asked, isMatch, reopening }), 200);
  });
  routes.openapi(membersList, async (c) => {
    const { caseId } = c.req.valid('param');
    const [items, waiting] = await Promise.all([
      listMembers(db, caseId),
      waitingMembers(db, caseId),
    ]);
    return c.json({ items, waiting }, 200);
  });
  routes.openapi(memberSet, async (c) => {
    const { caseId } = c.req.valid('param');
    const at = new Date(desk.clock.now());
    const asked = { caseId, actor: c.get('actor'), at, ...c.req.valid('json') };
    const { member, approval } = await letIn(db, asked);
    if (approval) return c.json({ approval: shownApproval(approval) }, 202);
    return c.json(member as NonNullable<typeof member>, 201);
  });
  routes.openapi(memberEnd, async (c) => {
    const { caseId, personId } = c.req.valid('param');
    await setMember(db, { caseId, actor: c.get('actor'), personId, role: null });
    return c.body(null, 204);
  });
  return routes;
}
