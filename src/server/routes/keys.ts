// Keys for programs: shown once, kept as a digest, with scopes and an end.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { recordCustody } from '../../store/custody.ts';
import { createKey, listKeys, revokeKey } from '../../store/keys.ts';
import type { Row } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { hasRole, SCOPES, secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['keys'];
const DAY = 86_400_000;
/** Keys of one person that are good. */
const MOST = 50;

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    personId: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
    usedAt: z.string().nullable(),
    createdAt: z.string(),
  })
  .openapi('Key');

const list = createRoute({
  method: 'get',
  path: '/v1/keys',
  tags,
  summary: 'Your keys; an administrator sees all',
  ...secured({ role: 'viewer', person: true }),
  request: { query: pageQuery },
  responses: { 200: json(pageOf(keySchema), 'A page of them') },
});

const create = createRoute({
  method: 'post',
  path: '/v1/keys',
  tags,
  summary: 'Makes a key, which is shown in this answer only',
  ...secured({ role: 'viewer', person: true }),
  request: {
    body: jsonBody(
      z.object({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
        days: z.number().int().min(1).max(366).default(90),
      }),
    ),
  },
  responses: { 201: json(keySchema.extend({ key: z.string() }), 'The key') },
});

const revoke = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Ends a key: yours, or as an administrator any',
  ...secured({ role: 'viewer', person: true }),
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: { 204: nothing('It is ended') },
});

function shown(row: Omit<Row<'api_key'>, 'hash'>): z.infer<typeof keySchema> {
  const { id, name, prefix, person_id: personId, scopes } = row;
  return {
    id,
    name,
    prefix,
    personId,
    scopes,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

export function keyRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { store, clock, actors } = desk;
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const actor = c.get('actor');
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor);
    const isOwnOnly = !hasRole(actor, 'administrator');
    const rows = await listKeys(store.db, {
      ...(isOwnOnly ? { personId: actor.personId } : {}),
      after: after?.[0],
      limit: limit + 1,
    });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shown }), 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const { name, scopes: wanted, days } = c.req.valid('json');
    const scopes = SCOPES.filter((scope) => wanted.includes(scope));
    if (scopes.includes('admin') && !hasRole(actor, 'administrator')) {
      throw new Problem('forbidden', 'That scope is for administrators.', {
        denial: 'scope admin',
      });
    }
    const { key, secret } = await inTransaction(store.db, async (trx) => {
      const { personId } = actor;
      // the row of the person is held, so that no two count at once
      const held = trx.selectFrom('person').select('id').where('id', '=', personId);
      await held.forUpdate().execute();
      await assertRoom(trx, personId);
      const expiresAt = new Date(clock.now() + days * DAY);
      const made = await createKey(trx, { name, personId, scopes, expiresAt });
      const subject = { key: made.key.id };
      const detail = { name, scopes, days };
      await recordCustody(trx, { caseId: null, actor, action: 'key made', subject, detail });
      return made;
    });
    c.set('isSecret', true);
    c.header('Cache-Control', 'no-store');
    return c.json({ ...shown(key), key: secret }, 201);
  });
  routes.openapi(revoke, async (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    await inTransaction(store.db, async (trx) => {
      const isOwnOnly = !hasRole(actor, 'administrator');
      const own = isOwnOnly ? { id, personId: actor.personId } : { id };
      if (!(await revokeKey(trx, own))) throw notFound('key of another');
      const subject = { key: id };
      await recordCustody(trx, { caseId: null, actor, action: 'key ended', subject });
    });
    actors.forget();
    return c.body(null, 204);
  });
  return routes;
}

async function assertRoom(
  db: Parameters<typeof recordCustody>[0],
  personId: string,
): Promise<void> {
  const { count } = await db
    .selectFrom('api_key')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', new Date())
    .executeTakeFirstOrThrow();
  if (count >= BigInt(MOST)) throw new Problem('conflict', `A person has ${MOST} keys at most.`);
}
