// Signing in at the organisation's own provider: OpenID Connect, authorization code with PKCE (RFC
// 7636), state and nonce. Nobody is let in by an e-mail address: an identity is known, or comes
// with an invitation, or is added by whoever is signed in.

import type { Transaction } from 'kysely';
import * as client from 'openid-client';
import { z } from 'zod';
import { recordCustody } from '../../store/custody.ts';
import { findByOidc, linkOidc, putChallenge, takeChallenge } from '../../store/passkeys.ts';
import type { Row, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { isLoopback } from '../address.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../problem.ts';
import { enter } from './enter.ts';
import { challengeEnd } from './passkeys.ts';
import { beginSession } from './sessions.ts';

/** The provider's document is read again after so long: its keys and addresses may change. */
const LASTS_MS = 3_600_000;
const PATIENCE_S = 10;
const KIND = 'oidc';

export class OidcProvider {
  readonly #desk: Desk;
  #found: { readonly until: number; readonly configuration: client.Configuration } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** @throws Problem 404 where none is configured */
  async configuration(): Promise<client.Configuration> {
    const { config, clock } = this.#desk;
    if (!config.oidc) throw new Problem('not-found', 'No provider is configured.');
    if (this.#found && this.#found.until > clock.now()) return this.#found.configuration;
    const { issuer, clientId, clientSecret } = config.oidc;
    const server = new URL(issuer);
    // plain HTTP is for a provider on the same computer
    const isPlain = server.protocol === 'http:' && isLoopback(server.hostname);
    const options = { timeout: PATIENCE_S, ...(isPlain ? { execute: PLAIN } : {}) };
    const auth = clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret);
    try {
      const configuration = await client.discovery(server, clientId, undefined, auth, options);
      this.#found = { configuration, until: clock.now() + LASTS_MS };
      return configuration;
    } catch (error) {
      this.#desk.log.error({ error }, 'the OpenID provider does not answer');
      throw new Problem('source-failed', 'The provider at which you sign in does not answer.');
    }
  }
}

const PLAIN = [client.allowInsecureRequests];

function redirectUri({ origin }: Desk): string {
  return `${origin}/v1/oidc/callback`;
}

const bodySchema = z.object({
  verifier: z.string(),
  nonce: z.string(),
  invitation: z.object({ id: z.string(), email: z.string().nullable() }).nullable(),
});

interface Start {
  readonly invitation: Pick<Row<'invitation'>, 'id' | 'email'> | null;
  /** Whoever is signed in and adds this identity. */
  readonly personId: string | null;
}

/** Where the browser is sent, and the id of the challenge that its cookie carries. */
export async function startOidc(
  desk: Desk,
  provider: OidcProvider,
  { invitation, personId }: Start,
): Promise<{ challengeId: string; url: URL }> {
  const configuration = await provider.configuration();
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri(desk),
    scope: desk.config.oidc?.scope ?? 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const invited = invitation && { id: invitation.id, email: invitation.email };
  const body = { verifier, nonce, invitation: invited };
  const challengeId = await putChallenge(desk.store.db, {
    kind: KIND,
    value: state,
    personId: personId ?? undefined,
    body,
    expiresAt: challengeEnd(desk),
  });
  return { challengeId, url };
}

const claimsSchema = z.object({
  iss: z.string().min(1).max(500),
  sub: z.string().min(1).max(255),
  email: z.email().max(320).optional(),
  email_verified: z.boolean().optional(),
  name: z.string().trim().min(1).max(200).optional(),
});
type Claims = z.infer<typeof claimsSchema>;

function refused(denial: string): Problem {
  return new Problem('unauthenticated', 'That did not sign you in.', { denial });
}

/**
 * The token of a new session, or null where an identity was added to the present one.
 * @param query of the address to which the provider sent the browser back
 */
export async function finishOidc(
  desk: Desk,
  provider: OidcProvider,
  { challengeId, query }: { readonly challengeId: string; readonly query: string },
): Promise<string | null> {
  const challenge = await takeChallenge(desk.store.db, { kind: KIND, id: challengeId });
  if (!challenge) throw refused('no such challenge');
  const { verifier, nonce, invitation } = bodySchema.parse(challenge.body);
  const configuration = await provider.configuration();
  const answered = new URL(`${redirectUri(desk)}${query}`);
  const tokens = await client
    .authorizationCodeGrant(configuration, answered, {
      pkceCodeVerifier: verifier,
      expectedState: challenge.value,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      // its message may hold what the provider sent: the code says enough
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
      desk.log.warn({ code }, 'the OpenID provider did not sign somebody in');
      throw refused('oidc');
    });
  const claims = claimsSchema.safeParse(tokens.claims());
  if (!claims.success) throw refused('oidc claims');
  const { iss: issuer, sub: subject } = claims.data;
  return inTransaction(desk.store.db, async (trx) => {
    const known = await findByOidc(trx, { issuer, subject });
    if (challenge.person_id !== null) {
      if (known && known.id !== challenge.person_id) throw refused('identity of another');
      if (!known) await addIdentity(trx, claims.data, challenge.person_id);
      return null;
    }
    if (known) return (await beginSession(trx, desk, known.id)).token;
    if (!invitation) throw refused('unknown identity');
    const { name, email } = newcomer(claims.data, invitation.email);
    const id = await enter(trx, { invitationId: invitation.id, name, email });
    await addIdentity(trx, claims.data, id);
    return (await beginSession(trx, desk, id)).token;
  });
}

function newcomer(claims: Claims, invited: string | null): { name: string; email: string } {
  const own = claims.email_verified === true ? claims.email : undefined;
  const email = invited ?? own;
  if (email === undefined) throw refused('no verified e-mail address');
  return { email, name: claims.name ?? email };
}

async function addIdentity(
  trx: Transaction<Tables>,
  { iss: issuer, sub: subject, name = '' }: Claims,
  personId: string,
): Promise<void> {
  await linkOidc(trx, { issuer, subject, personId });
  await recordCustody(trx, {
    caseId: null,
    actor: { kind: 'person', id: personId, name },
    action: 'identity added',
    subject: { person: personId, issuer },
  });
}
