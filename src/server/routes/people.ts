// People and their roles.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import { digestOf, recordCustody } from '../../store/custody.ts';
import { changePerson, findPerson, listPeople, type Person } from '../../store/people.ts';
import type { Row, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Actor, hasRole, ROLES, secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound } from '../problem.ts';
import { endSessionsOf } from '../signin/sessions.ts';

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

const changeSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
  /** Signs that person out everywhere. */
  endSessions: z.boolean().default(false),
});

const change = createRoute({
  method: 'patch',
  path: '/v1/people/{id}',
  tags,
  summary: 'Changes a name or a role; disables somebody, which ends their sessions and keys',
  ...administrators,
  request: {
    params,
    body: jsonBody(changeSchema),
  },
  responses: { 200: json(personSchema, 'The person') },
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
    const rows = await listPeople(store.db, { after: after?.[0], limit: limit + 1 });
    const show = (row: Row<'person'>) => shown(row, c.get('actor'));
    return c.json(page(rows, limit, { place: ({ id }) => [id], show }), 200);
  });
  routes.openapi(read, async (c) => {
    const { id } = c.req.valid('param');
    const row = await findPerson(store.db, id);
    if (!row) throw notFound();
    return c.json(shown(row, c.get('actor')), 200);
  });
  routes.openapi(change, async (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    const wish = c.req.valid('json');
    const row = await inTransaction(store.db, async (trx) => {
      const before = await findPerson(trx, id);
      if (!before) throw notFound();
      requireMatch(c, shown(before, actor));
      return applied(trx, { before, wish, actor });
    });
    actors.forget();
    return c.json(shown(row, actor), 200);
  });
  return routes;
}

type Wish = z.infer<typeof changeSchema>;

async function applied(
  trx: Transaction<Tables>,
  { before, wish, actor }: { before: Person; wish: Wish; actor: Actor },
): Promise<Person> {
  const { endSessions, name, role, disabled } = wish;
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(disabled === undefined ? {} : { disabled }),
  };
  const after = await changePerson(trx, before.id, change);
  if (!after) throw notFound();
  if (endSessions) await endSessionsOf(trx, before.id);
  await recordCustody(trx, {
    caseId: null,
    actor,
    action: 'person changed',
    subject: { person: before.id },
    before: digestOf(before),
    after: digestOf(after),
    detail: wish,
  });
  return after;
}
