// What was refused, for those who look after the desk.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const denialSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
    route: z.string(),
    reason: z.string(),
    address: z.string(),
  })
  .openapi('Denial');

const list = createRoute({
  method: 'get',
  path: '/v1/denials',
  tags: ['people'],
  summary: 'Requests that were refused, the latest first',
  ...secured({ role: 'administrator', scope: 'admin' }),
  request: { query: pageQuery },
  responses: { 200: json(pageOf(denialSchema), 'A page of them') },
});

export function denialRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor);
    let query = store.db.selectFrom('denial').selectAll();
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const show = ({ at, ...row }: (typeof rows)[number]) => ({ ...row, at: at.toISOString() });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show }), 200);
  });
  return routes;
}
