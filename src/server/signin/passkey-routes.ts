// Signing in with a passkey, and getting one.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Context } from 'hono';
import { findInvitation } from '../../store/invitations.ts';
import { secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { login, loginOptions, type Registrant, register, registrationOptions } from './passkeys.ts';
import { giveCookie } from './sessions.ts';

const tags = ['session'];
const open = secured({ role: 'public', isSignIn: true, body: 100_000 });

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(20_000);
const id = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(200);
const email = z.email().max(320);

/** What an authenticator gives, as `navigator.credentials` has it in JSON. */
function credential<T extends z.ZodRawShape>(response: T) {
  return z.object({
    id: base64url.min(1).max(2000),
    rawId: base64url.min(1).max(2000),
    type: z.literal('public-key'),
    authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
    clientExtensionResults: z.record(z.string().max(100), z.unknown()).default({}),
    response: z.object(response),
  });
}

const attestation = credential({
  clientDataJSON: base64url,
  attestationObject: base64url,
  transports: z.array(z.string().max(30)).max(10).optional(),
});

const assertion = credential({
  clientDataJSON: base64url,
  authenticatorData: base64url,
  signature: base64url,
  userHandle: base64url.nullish(),
});

const optionsSchema = z.object({
  challengeId: z.string(),
  /** For `navigator.credentials`, in JSON. */
  options: z.record(z.string(), z.any()),
});

const signedInSchema = z.object({ personId: z.string() });

const registerOptions = createRoute({
  method: 'post',
  path: '/v1/passkeys/register/options',
  tags,
  summary: 'Begins to make a passkey: with an invitation, or for whoever is signed in',
  ...open,
  request: {
    body: jsonBody(
      z.object({
        invitation: z.string().max(100).optional(),
        name: name.optional(),
        email: email.optional(),
      }),
    ),
  },
  responses: { 200: json(optionsSchema, 'What the authenticator is asked') },
});

const registerVerify = createRoute({
  method: 'post',
  path: '/v1/passkeys/register/verify',
  tags,
  summary: 'Keeps a passkey; who came by invitation has an account then, and is signed in',
  ...open,
  request: {
    body: jsonBody(
      z.object({ challengeId: id, response: attestation, passkeyName: name.default('passkey') }),
    ),
  },
  responses: { 200: json(signedInSchema, 'Whose it is') },
});

const login1 = createRoute({
  method: 'post',
  path: '/v1/passkeys/login/options',
  tags,
  summary: 'Begins to sign in with a passkey',
  ...open,
  request: { body: jsonBody(z.object({})) },
  responses: { 200: json(optionsSchema, 'What the authenticator is asked') },
});

const login2 = createRoute({
  method: 'post',
  path: '/v1/passkeys/login/verify',
  tags,
  summary: 'Signs in with a passkey',
  ...open,
  request: { body: jsonBody(z.object({ challengeId: id, response: assertion })) },
  responses: { 200: json(signedInSchema, 'Who signed in') },
});

const readInvitation = createRoute({
  method: 'get',
  path: '/v1/invitations/{token}',
  tags,
  summary: 'What an invitation is for',
  ...open,
  request: { params: z.object({ token: z.string().max(100) }) },
  responses: {
    200: json(
      z.object({ email: z.string().nullable(), role: z.string(), expiresAt: z.string() }),
      'The invitation',
    ),
  },
});

export function passkeyRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(registerOptions, async (c) => {
    const made = await registrationOptions(desk, await registrant(c, c.req.valid('json')));
    return c.json(asJson(made), 200);
  });
  routes.openapi(registerVerify, async (c) => {
    const { challengeId, response, passkeyName } = c.req.valid('json');
    const sent = response as RegistrationResponseJSON;
    const visitor = c.get('visitor');
    const actor = visitor?.session ? visitor.actor : null;
    const asked = { challengeId, response: sent, name: passkeyName, actor };
    const { personId, token } = await register(desk, asked);
    if (token !== null) giveCookie(c, token);
    return c.json({ personId }, 200);
  });
  routes.openapi(login1, async (c) => {
    const made = await loginOptions(desk);
    return c.json(asJson(made), 200);
  });
  routes.openapi(login2, async (c) => {
    const { challengeId, response } = c.req.valid('json');
    const sent = response as AuthenticationResponseJSON;
    const { personId, token } = await login(desk, challengeId, sent);
    giveCookie(c, token);
    return c.json({ personId }, 200);
  });
  routes.openapi(readInvitation, async (c) => {
    const found = await findInvitation(desk.store.db, c.req.valid('param').token);
    if (!found) throw notFound('no such invitation');
    const { email, role, expires_at: expiresAt } = found;
    return c.json({ email, role, expiresAt: expiresAt.toISOString() }, 200);
  });
  return routes;
}

/** Without the fields that are undefined, which JSON does not have. */
function asJson(made: { challengeId: string; options: object }): z.infer<typeof optionsSchema> {
  return { challengeId: made.challengeId, options: JSON.parse(JSON.stringify(made.options)) };
}

interface Wish {
  readonly invitation?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

async function registrant(c: Context<DeskEnv>, wish: Wish): Promise<Registrant> {
  if (wish.invitation === undefined) {
    const visitor = c.get('visitor');
    if (visitor?.session) {
      return { kind: 'person', id: visitor.actor.personId, name: visitor.actor.name };
    }
    const denial = 'not signed in';
    throw new Problem('unauthenticated', 'This takes an invitation, or a session.', { denial });
  }
  const invitation = await findInvitation(c.get('desk').store.db, wish.invitation);
  if (!invitation) throw notFound('no such invitation');
  const email = invitation.email ?? wish.email;
  const { name } = wish;
  if (name === undefined || email === undefined) {
    throw new Problem('bad-input', 'Give a name and an e-mail address.');
  }
  return { kind: 'newcomer', newcomer: { invitationId: invitation.id, name, email } };
}
