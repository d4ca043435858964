// All that happens in what somebody may see.

import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { secured, seer } from '../actor.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { streamContent, streamEvents, streamQuery } from '../stream.ts';

const events = createRoute({
  method: 'get',
  path: '/v1/events',
  tags: ['work'],
  summary: 'Events of your cases, traces, jobs and alerts, as they happen',
  ...secured({ role: 'viewer' }),
  request: { query: streamQuery },
  responses: { 200: { description: 'Events as they happen', content: streamContent } },
});

export function eventRoutes(_: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(events, async (c) => {
    return streamEvents(c, { seer: seer(c.get('actor')) }, c.req.valid('query').from) as never;
  });
  return routes;
}
