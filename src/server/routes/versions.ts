// The results that a trace had: a watch that extends it adds one, and the earlier ones stay.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { versionsOf } from '../../store/trace-results.ts';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { sendResult, traceOf } from './traces.ts';

const tags = ['traces'];
const id = z.string().min(1).max(100);
const number = z.coerce.number().int().min(1).max(1_000_000);

const versionSchema = z
  .object({
    version: z.int(),
    resultSha256: z.string(),
    /** Why there is another: `traced`, or what a watch saw. */
    reason: z.string(),
    createdAt: z.string(),
  })
  .openapi('TraceVersion');

const list = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/versions',
  tags,
  summary: 'The results that a trace has had, the newest first',
  ...secured({ role: 'viewer' }),
  request: { params: z.object({ id }) },
  responses: { 200: json(z.object({ items: z.array(versionSchema) }), 'All of them') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/versions/{version}',
  tags,
  summary: 'The result as it was in one version; its ETag is its SHA-256',
  ...secured({ role: 'viewer' }),
  request: { params: z.object({ id, version: number }) },
  responses: { 200: json(z.unknown(), 'The result, in the form of the current one') },
});

export function versionRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const versions = await versionsOf(db, (await traceOf(c)).id);
    const items = versions.map((row) => ({
      version: row.version,
      resultSha256: row.result_sha256,
      reason: row.reason,
      createdAt: row.created_at.toISOString(),
    }));
    return c.json({ items: items.reverse() }, 200);
  });
  routes.openapi(read, async (c) => {
    const { version } = c.req.valid('param');
    const trace = await traceOf(c);
    const versions = await versionsOf(db, trace.id);
    const found = versions.find((row) => row.version === version);
    return sendResult(c, trace, found?.result_sha256 ?? null) as never;
  });
  return routes;
}
