// Invitations, by which people come in.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { recordCustody } from '../../store/custody.ts';
import { invite } from '../../store/invitations.ts';
import type { Row } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { ROLES, secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound } from '../problem.ts';
import { linkOf } from '../signin/invitations.ts';

const tags = ['people'];
const HOUR = 3_600_000;
const roleSchema = z.enum(ROLES);
const params = z.object({ id: z.string().max(100) });
const administrators = secured({ role: 'administrator', scope: 'admin' });

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    role: roleSchema,
    expiresAt: z.string(),
  })
  .openapi('Invitation');

const create = createRoute({
  method: 'post',
  path: '/v1/people',
  tags,
  summary: 'Invites somebody: the link in this answer lets one person in, once',
  ...administrators,
  request: {
    body: jsonBody(
      z.object({
        role: roleSchema,
        email: z.email().max(320).nullable().default(null),
        hours: z.number().int().min(1).max(720).default(72),
      }),
    ),
  },
  responses: { 201: json(invitationSchema.extend({ link: z.string() }), 'The invitation') },
});

const invitations = createRoute({
  method: 'get',
  path: '/v1/invitations',
  tags,
  summary: 'Invitations that nobody has used',
  ...administrators,
  request: { query: pageQuery },
  responses: { 200: json(pageOf(invitationSchema), 'A page of them, the latest first') },
});

const withdraw = createRoute({
  method: 'delete',
  path: '/v1/invitations/{id}',
  tags,
  summary: 'Withdraws an invitation',
  ...administrators,
  request: { params },
  responses: { 204: nothing('It is withdrawn') },
});

function invited(row: Row<'invitation'>): z.infer<typeof invitationSchema> {
  const { id, email, role, expires_at } = row;
  return { id, email, role, expiresAt: expires_at.toISOString() };
}

export function invitationRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { store } = desk;
  const routes = newRoutes();
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const { role, email, hours } = c.req.valid('json');
    const expiresAt = new Date(desk.clock.now() + hours * HOUR);
    const { invitation, token } = await inTransaction(store.db, async (trx) => {
      const wanted = { role, email: email ?? undefined, createdBy: actor.personId, expiresAt };
      const made = await invite(trx, wanted);
      await recordCustody(trx, {
        caseId: null,
        actor,
        action: 'person invited',
        subject: { invitation: made.invitation.id },
        detail: { role, email },
      });
      return made;
    });
    c.set('isSecret', true);
    c.header('Cache-Control', 'no-store');
    return c.json({ ...invited(invitation), link: linkOf(desk, token) }, 201);
  });
  routes.openapi(invitations, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor);
    let query = store.db
      .selectFrom('invitation')
      .selectAll()
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(desk.clock.now()));
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: invited }), 200);
  });
  routes.openapi(withdraw, async (c) => {
    const { id } = c.req.valid('param');
    await inTransaction(store.db, async (trx) => {
      const gone = await trx
        .deleteFrom('invitation')
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!gone) throw notFound();
      const subject = { invitation: id };
      const actor = c.get('actor');
      await recordCustody(trx, { caseId: null, actor, action: 'invitation withdrawn', subject });
    });
    return c.body(null, 204);
  });
  return routes;
}
