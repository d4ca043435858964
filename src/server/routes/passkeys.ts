// The passkeys of whoever is signed in: which there are, and taking one away.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { recordCustody } from '../../store/custody.ts';
import { passkeysOf } from '../../store/passkeys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { secured } from '../actor.ts';
import { json, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['session'];

const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.string(),
    usedAt: z.string().nullable(),
  })
  .openapi('Passkey');

const list = createRoute({
  method: 'get',
  path: '/v1/passkeys',
  tags,
  summary: 'Your passkeys',
  ...secured({ role: 'viewer', person: true }),
  responses: { 200: json(z.object({ items: z.array(passkeySchema) }), 'All of them') },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/passkeys/{id}',
  tags,
  summary: 'Takes away a passkey of yours, such as that of a lost phone; not the last one',
  ...secured({ role: 'viewer', person: true }),
  request: { params: z.object({ id: z.string().max(2000) }) },
  responses: { 204: nothing('It signs nobody in any more') },
});

export function ownPasskeyRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const rows = await passkeysOf(store.db, c.get('actor').personId);
    const items = rows.map(({ id, name, created_at, used_at }) => {
      return {
        id,
        name,
        createdAt: created_at.toISOString(),
        usedAt: used_at?.toISOString() ?? null,
      };
    });
    return c.json({ items }, 200);
  });
  routes.openapi(remove, async (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    await inTransaction(store.db, async (trx) => {
      const { personId } = actor;
      // the row of the person is held: of two who take the last two away, one must not
      const held = trx.selectFrom('person').select('id').where('id', '=', personId);
      await held.forUpdate().execute();
      const own = await passkeysOf(trx, personId);
      if (!own.some((one) => one.id === id)) throw notFound();
      const other = trx.selectFrom('oidc_identity').select('subject');
      const byOidc = await other.where('person_id', '=', personId).executeTakeFirst();
      if (own.length === 1 && !byOidc) {
        throw new Problem('conflict', 'It is your only way in: make another one first.');
      }
      await trx.deleteFrom('passkey').where('id', '=', id).execute();
      const subject = { passkey: id };
      await recordCustody(trx, { caseId: null, actor, action: 'passkey removed', subject });
    });
    return c.body(null, 204);
  });
  return routes;
}
