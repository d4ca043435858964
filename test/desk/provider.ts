// An OpenID provider on the loopback: discovery, keys, authorization code with PKCE, and ID tokens
// signed with RS256. It signs in whoever it is told to, and lies where a test wants it to.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string;
}

/** Who is signed in at the provider, and what it changes in its tokens. */
export interface Subject {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly nonce?: string;
  readonly aud?: string;
  readonly iss?: string;
}

const CLIENT = 'desk';
const SECRET = 'loopback-secret';
const MINUTE_S = 60;

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

interface Answers {
  readonly issuer: () => string;
  readonly jwk: object;
  /** Where the browser is sent back. */
  readonly authorize: (query: URLSearchParams) => string;
  /** The answer to a code, or null where it is refused. */
  readonly token: (form: URLSearchParams) => unknown;
}

async function serveProvider({ issuer, jwk, authorize, token }: Answers) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer());
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(200, {
          issuer: issuer(),
          authorization_endpoint: `${issuer()}/authorize`,
          token_endpoint: `${issuer()}/token`,
          jwks_uri: `${issuer()}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        });
      case '/keys':
        return json(200, { keys: [jwk] });
      case '/authorize':
        response.writeHead(302, { location: authorize(searchParams) });
        return response.end();
      case '/token': {
        const answer = token(await bodyOf(request));
        return answer === null ? json(400, { error: 'invalid_grant' }) : json(200, answer);
      }
      default:
        return json(404, {});
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function openIdProvider() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const grants = new Map<string, Grant>();
  let subject: Subject = { sub: 'nobody' };
  let issuer = '';

  const idToken = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT, iat: now, exp: now + MINUTE_S, nonce, ...subject };
    const text = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const authorize = (query: URLSearchParams): string => {
    const code = randomBytes(16).toString('base64url');
    const redirectUri = query.get('redirect_uri') ?? '';
    grants.set(code, {
      challenge: query.get('code_challenge_method') === 'S256' ? query.get('code_challenge')! : '',
      redirectUri,
      nonce: query.get('nonce') ?? '',
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return back.href;
  };
  const token = (form: URLSearchParams): unknown => {
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
    const isSound =
      grant !== undefined &&
      grant.challenge === verifier.digest('base64url') &&
      grant.redirectUri === form.get('redirect_uri') &&
      form.get('client_id') === CLIENT &&
      form.get('client_secret') === SECRET;
    if (!isSound) return null;
    return { access_token: 'none', token_type: 'bearer', id_token: idToken(grant.nonce) };
  };

  const served = await serveProvider({ jwk, authorize, token, issuer: () => issuer });
  issuer = served.url;
  return {
    config: { issuer, clientId: CLIENT, clientSecret: SECRET, name: 'the exchange' },
    signIn: (next: Subject): void => {
      subject = next;
    },
    close: served.close,
  };
}
