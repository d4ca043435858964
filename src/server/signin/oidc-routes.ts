// The two addresses of OpenID Connect: where a browser leaves, and where it comes back.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { findInvitation } from '../../store/invitations.ts';
import { secured } from '../actor.ts';
import { nothing } from '../content.ts';
import { recordDenial } from '../denials.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { cookieName } from '../identify.ts';
import { notFound, Problem } from '../problem.ts';
import { finishOidc, OidcProvider, startOidc } from './oidc.ts';
import { giveCookie } from './sessions.ts';

const tags = ['session'];
const open = secured({ role: 'public', isSignIn: true });

/** Ties the way back to the browser that left; it comes from another site, so not `Strict`. */
const COOKIE = 'hue_oidc';
const LASTS_S = 600;

const start = createRoute({
  method: 'get',
  path: '/v1/oidc/start',
  tags,
  summary: 'Sends the browser to the OpenID provider',
  ...open,
  request: {
    query: z.object({
      invitation: z.string().max(100).optional(),
      /** `1`: adds the identity to whoever is signed in. */
      link: z.literal('1').optional(),
    }),
  },
  responses: { 303: nothing('To the provider') },
});

const callback = createRoute({
  method: 'get',
  path: '/v1/oidc/callback',
  tags,
  summary: 'Where the OpenID provider sends the browser back',
  ...open,
  request: {
    query: z.looseObject({
      code: z.string().max(4000).optional(),
      state: z.string().max(400).optional(),
    }),
  },
  responses: { 303: nothing('To the desk, or back to where one signs in') },
});

export function oidcRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  const provider = new OidcProvider(desk);
  const cookie = cookieName(desk, COOKIE);
  const place = { path: '/', secure: desk.origin.startsWith('https:') };
  routes.openapi(start, async (c) => {
    const { invitation: token, link } = c.req.valid('query');
    const invitation = token === undefined ? null : await findInvitation(desk.store.db, token);
    if (token !== undefined && !invitation) throw notFound('no such invitation');
    const visitor = c.get('visitor');
    if (link && !visitor?.session) {
      throw new Problem('unauthenticated', 'Sign in first.', { denial: 'not signed in' });
    }
    const personId = link && visitor ? visitor.actor.personId : null;
    const { challengeId, url } = await startOidc(desk, provider, {
      invitation: invitation ?? null,
      personId,
    });
    setCookie(c, cookie, challengeId, {
      httpOnly: true,
      sameSite: 'Lax',
      ...place,
      maxAge: LASTS_S,
    });
    return c.redirect(url.href, 303);
  });
  routes.openapi(callback, async (c) => {
    const challengeId = getCookie(c, cookie) ?? '';
    deleteCookie(c, cookie, place);
    const query = new URL(c.req.url).search;
    try {
      const token = await finishOidc(desk, provider, { challengeId, query });
      if (token !== null) giveCookie(c, token);
      return c.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'unauthenticated') throw error;
      if (error.denial !== null) await recordDenial(c, error.denial);
      return c.redirect('/signin?failed=oidc', 303);
    }
  });
  return routes;
}
