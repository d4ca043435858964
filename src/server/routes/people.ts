// People, their roles, and the invitations by which they come in.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import { digestOf, recordCustody } from '../../store/custody.ts';
import type { Row, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Actor, hasRole, ROLES, secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';
import { invite } from '../signin/invitations.ts';

const tags = ['people'];
const roleSchema = z.enum(ROLES);
const params = z.object({ id: z.string().max(100) });
const administrators = secured({ role: 'administrator', scope: 'admin' });

const personSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Null for whoever is neither that person nor an administrator. */
    email: z.string().nullable(),
    role: roleSchema,
    disabled: z.boolean(),
  })
  .openapi('Person');

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    role: roleSchema,
    expiresAt: z.string(),
  })
  .openapi('Invitation');

const list = createRoute({
  method: 'get',
  path: '/v1/people',
  tags,
  summary: 'Who works here',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery },
  responses: { 200: json(pageOf(personSchema), 'A page of them, the latest first') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/people/{id}',
  tags,
  summary: 'One of them',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(personSchema, 'The person') },
});

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

const change = createRoute({
  method: 'patch',
  path: '/v1/people/{id}',
  tags,
  summary: 'Changes a name or a role; disables somebody, which ends their sessions and keys',
  ...administrators,
  request: {
    params,
    body: jsonBody(
      z.object({
        name: z.string().trim().min(1).max(200).optional(),
        role: roleSchema.optional(),
        disabled: z.boolean().optional(),
        /** Signs that person out everywhere. */
        endSessions: z.boolean().default(false),
      }),
    ),
  },
  responses: { 200: json(personSchema, 'The person') },
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

function shown(row: Row<'person'>, actor: Actor): z.infer<typeof personSchema> {
  const { id, name, role } = row;
  const mayRead = id === actor.personId || hasRole(actor, 'administrator');
  return { id, name, email: mayRead ? row.email : null, role, disabled: row.disabled_at !== null };
}

export function peopleRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { store, actors } = desk;
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor);
    let query = store.db.selectFrom('person').selectAll();
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const show = (row: Row<'person'>) => shown(row, c.get('actor'));
    return c.json(page(rows, limit, { place: ({ id }) => [id], show }), 200);
  });
  routes.openapi(read, async (c) => {
    const { id } = c.req.valid('param');
    const query = store.db.selectFrom('person').selectAll().where('id', '=', id);
    const row = await query.executeTakeFirst();
    if (!row) throw notFound();
    return c.json(shown(row, c.get('actor')), 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const wanted = { ...c.req.valid('json'), createdBy: actor.personId };
    const { expiresAt, ...made } = await inTransaction(store.db, async (trx) => {
      const invitation = await invite(trx, desk, wanted);
      await recordCustody(trx, {
        caseId: null,
        actor,
        action: 'person.invited',
        subject: { invitation: invitation.id },
        detail: { role: wanted.role, email: wanted.email },
      });
      return invitation;
    });
    c.set('isSecret', true);
    c.header('Cache-Control', 'no-store');
    return c.json({ ...made, expiresAt: expiresAt.toISOString() }, 201);
  });
  routes.openapi(change, async (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    const wish = c.req.valid('json');
    const row = await inTransaction(store.db, async (trx) => {
      const before = await held(trx, id);
      requireMatch(c, shown(before, actor));
      return changePerson(trx, desk, { before, wish, actor });
    });
    actors.forget();
    return c.json(shown(row, actor), 200);
  });
  routes.openapi(invitations, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor);
    let query = store.db
      .selectFrom('invitation')
      .select(['id', 'email', 'role', 'expires_at'])
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(desk.clock.now()));
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const show = ({ expires_at, ...row }: (typeof rows)[number]) => {
      return { ...row, expiresAt: expires_at.toISOString() };
    };
    return c.json(page(rows, limit, { place: ({ id }) => [id], show }), 200);
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
      await recordCustody(trx, { caseId: null, actor, action: 'invitation.withdrawn', subject });
    });
    return c.body(null, 204);
  });
  return routes;
}

/** The person, held until the transaction ends, and with it all administrators: one must stay. */
async function held(trx: Transaction<Tables>, id: string): Promise<Row<'person'>> {
  const rows = await trx
    .selectFrom('person')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('role', '=', 'administrator')]))
    .orderBy('id')
    .forUpdate()
    .execute();
  const row = rows.find((one) => one.id === id);
  if (!row) throw notFound();
  return row;
}

interface Change {
  readonly before: Row<'person'>;
  readonly wish: z.infer<
    (typeof change)['request']['body']['content']['application/json']['schema']
  >;
  readonly actor: Actor;
}

async function changePerson(
  trx: Transaction<Tables>,
  { clock }: Desk,
  { before, wish, actor }: Change,
): Promise<Row<'person'>> {
  const { id } = before;
  const now = new Date(clock.now());
  const disabled_at =
    wish.disabled === undefined
      ? before.disabled_at
      : wish.disabled
        ? (before.disabled_at ?? now)
        : null;
  const after = await trx
    .updateTable('person')
    .set({ name: wish.name ?? before.name, role: wish.role ?? before.role, disabled_at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const left = await trx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (!left) throw new Problem('conflict', 'One administrator must stay.');
  if (disabled_at || wish.endSessions) {
    await trx.deleteFrom('session').where('person_id', '=', id).execute();
  }
  await recordCustody(trx, {
    caseId: null,
    actor,
    action: 'person.changed',
    subject: { person: id },
    before: digestOf(before),
    after: digestOf(after),
    detail: { ...wish },
  });
  return after;
}
