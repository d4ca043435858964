// What the server says of itself.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { VERSION } from '../../base/version.ts';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { isReady } from '../health.ts';
import { apiDocument } from '../openapi.ts';
import { Problem } from '../problem.ts';
import { REFERENCE_STYLE, referencePage } from '../reference.ts';

const tags = ['server'];

function text(media: string, description: string) {
  return { 200: { description, content: { [media]: { schema: z.string() } } } };
}

const statusSchema = z.object({ status: z.literal('ok') });
const open = secured({ role: 'public' });

const health = createRoute({
  method: 'get',
  path: '/healthz',
  tags,
  summary: 'Whether the process answers',
  ...open,
  responses: { 200: json(statusSchema, 'It does') },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags,
  summary: 'Whether it can do its work: the database answers, and it is not about to stop',
  ...open,
  responses: { 200: json(statusSchema, 'It can') },
});

const version = createRoute({
  method: 'get',
  path: '/v1/version',
  tags,
  summary: 'Which version serves',
  ...open,
  responses: { 200: json(z.object({ version: z.string() }), 'The version') },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags,
  summary: 'Figures about the server, in the format of Prometheus',
  ...secured({ role: 'viewer' }),
  responses: text('text/plain', 'The figures'),
});

const document = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags,
  summary: 'This interface as an OpenAPI 3.1 document',
  ...open,
  responses: { 200: json(z.record(z.string(), z.unknown()), 'The document') },
});

const reference = createRoute({
  method: 'get',
  path: '/docs',
  tags,
  summary: 'This interface as a page',
  ...open,
  responses: text('text/html', 'The page'),
});

const style = createRoute({
  method: 'get',
  path: '/docs/reference.css',
  tags,
  summary: 'The style of that page',
  ...open,
  responses: text('text/css', 'The style'),
});

/** @param app gives the whole interface, for its own description */
export function metaRoutes(desk: Desk, app: () => OpenAPIHono<DeskEnv>): OpenAPIHono<DeskEnv> {
  let made: { readonly json: string; readonly page: string } | undefined;
  // once: whoever is not signed in may ask for it as well
  const described = () => {
    if (!made) {
      const whole = apiDocument(app());
      made = { json: JSON.stringify(whole), page: referencePage(whole).toString() };
    }
    return made;
  };
  const routes = newRoutes();
  routes.openapi(health, (c) => c.json({ status: 'ok' as const }, 200));
  routes.openapi(ready, async (c) => {
    if (!(await isReady(desk))) throw new Problem('unavailable', 'The database does not answer.');
    return c.json({ status: 'ok' as const }, 200);
  });
  routes.openapi(version, (c) => c.json({ version: VERSION }, 200));
  routes.openapi(metrics, async (c) => {
    c.header('Content-Type', desk.metrics.registry.contentType);
    return c.body(await desk.metrics.registry.metrics(), 200);
  });
  routes.openapi(document, (c) => {
    c.header('Content-Type', 'application/json');
    return c.body(described().json) as never;
  });
  routes.openapi(reference, (c) => c.html(described().page));
  routes.openapi(style, (c) => c.body(REFERENCE_STYLE, 200, { 'Content-Type': 'text/css' }));
  return routes;
}
