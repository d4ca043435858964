// Who is signed in, and signing out.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { endSession } from '../../store/sessions.ts';
import { ROLES, secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { endSessionsOf, takeCookie } from '../signin/sessions.ts';

const tags = ['session'];

const sessionSchema = z
  .object({
    /** Whoever is signed in, or null. */
    person: z.object({ id: z.string(), name: z.string(), role: z.enum(ROLES) }).nullable(),
    /** What `X-CSRF-Token` must say; null without a session. */
    csrf: z.string().nullable(),
    /** How one can sign in here, besides with a passkey. */
    oidc: z.object({ name: z.string(), start: z.string() }).nullable(),
    /** Whether a victim without an account is served here. */
    victim: z.boolean(),
  })
  .openapi('Session');

const read = createRoute({
  method: 'get',
  path: '/v1/session',
  tags,
  summary: 'Who is signed in, and how to sign in',
  ...secured({ role: 'public' }),
  responses: { 200: json(sessionSchema, 'The session') },
});

const end = createRoute({
  method: 'post',
  path: '/v1/session/end',
  tags,
  summary: 'Signs out, here or everywhere',
  ...secured({ role: 'viewer', person: true }),
  request: { body: jsonBody(z.object({ everywhere: z.boolean().default(false) })) },
  responses: { 204: nothing('Signed out') },
});

export function sessionRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  const { oidc, victim } = desk.config;
  routes.openapi(read, (c) => {
    const visitor = c.get('visitor');
    const person = visitor && {
      id: visitor.actor.personId,
      name: visitor.actor.name,
      role: visitor.actor.role,
    };
    const csrf = visitor?.session?.csrf ?? null;
    const start = oidc ? { name: oidc.name, start: '/v1/oidc/start' } : null;
    return c.json({ person, csrf, oidc: start, victim }, 200);
  });
  routes.openapi(end, async (c) => {
    const { everywhere } = c.req.valid('json');
    const { db } = desk.store;
    const session = c.get('visitor')?.session;
    if (everywhere) await endSessionsOf(db, c.get('actor').personId);
    else if (session) await endSession(db, session.id);
    desk.actors.forget();
    takeCookie(c);
    return c.body(null, 204);
  });
  return routes;
}
