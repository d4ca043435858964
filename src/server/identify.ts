// Who is asking: a session's cookie, or a key in one of the places where programs put them.

import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { sha256Bytes } from '../base/digest.ts';
import type { Visitor } from './actor.ts';
import { limitName } from './address.ts';
import type { Desk, DeskEnv } from './desk.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';

const SESSION = 'hue_session';

/**
 * The name of a cookie here. With the prefix (RFC 6265bis §4.1.3.2) a browser takes it from this
 * host over TLS alone: a neighbour under the same domain cannot put its own in the place of it.
 */
export function cookieName({ origin }: Pick<Desk, 'origin'>, name = SESSION): string {
  return origin.startsWith('https:') ? `__Host-${name}` : name;
}

const KEY = /hue_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/;
const SAFE = ['GET', 'HEAD', 'OPTIONS'];
/** A wrong key costs as much as so many requests. */
const WRONG = 5;

interface Asked {
  readonly isPublic: boolean;
  readonly isSignIn: boolean;
}

/**
 * Whoever is asking, or null, within what that actor or address may ask.
 * @throws Problem 401 for a key or session that is not valid, 403 for a request that may come from
 * another site, 429
 */
export async function identify(c: Context<DeskEnv>, asked: Asked): Promise<Visitor | null> {
  const { actors, limits } = c.get('desk');
  const address = limitName(c.get('address'));
  const key = presentedKey(c);
  const token = key === null ? getCookie(c, cookieName(c.get('desk'))) : undefined;
  if (key === null && !SAFE.includes(c.req.method)) assertOwnOrigin(c);
  // somebody else at the same address must not lock out whoever is signed in
  const isKnown = actors.wasGood(key ?? token ?? '');
  if (!isKnown && limits.address.isEmpty(address)) throw tooMany(limits.address.take(address));
  if (asked.isSignIn) spend(limits.signIn, address);
  const visitor = await (key !== null
    ? actors.ofKey(key)
    : token === undefined
      ? null
      : actors.ofSession(token));
  if (visitor === null) {
    const isWrong = key !== null || token !== undefined;
    spend(limits.address, address, isWrong ? WRONG : 1);
    if (asked.isPublic) return null;
    const denial = key !== null ? 'wrong key' : isWrong ? 'no such session' : 'not signed in';
    throw new Problem('unauthenticated', 'Sign in, or give a key that is valid.', { denial });
  }
  spend(limits.actor, visitor.actor.id);
  if (visitor.session && !SAFE.includes(c.req.method) && !isOwnPage(c, visitor.session.csrf)) {
    if (asked.isPublic) return null;
    const detail = 'A change needs the header X-CSRF-Token that GET /v1/session gives.';
    throw new Problem('forbidden', detail, { denial: 'csrf' });
  }
  return visitor;
}

/** `Authorization: Bearer`, `ApiKey`, `Token` or `Basic`, `X-API-Key`, `Token`: as vendors do. */
function presentedKey(c: Context): string | null {
  const authorization = c.req.header('authorization');
  const own = c.req.header('x-api-key') ?? c.req.header('token');
  const header = authorization ?? own;
  if (header === undefined) return null;
  const basic = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(authorization ?? '')?.[1];
  const text = basic === undefined ? header : Buffer.from(basic, 'base64').toString();
  return KEY.exec(text)?.[0] ?? '';
}

function isOwnPage(c: Context<DeskEnv>, csrf: string): boolean {
  const given = c.req.header('x-csrf-token') ?? '';
  return timingSafeEqual(sha256Bytes(given), sha256Bytes(csrf));
}

/** A browser says which site a request comes from: it must be this one. */
function assertOwnOrigin(c: Context<DeskEnv>): void {
  const origin = c.req.header('origin');
  const { origin: own } = c.get('desk');
  if (origin === undefined || origin === own) return;
  // on loopback the same server answers to several names, each of which was checked as the host
  const isLocal = own.startsWith('http://localhost');
  if (isLocal && origin === `http://${c.req.header('host')}`) return;
  const denial = 'other origin';
  throw new Problem('forbidden', 'This request comes from another site.', { denial });
}

function spend(limits: Limits, name: string, cost = 1): void {
  const wait = limits.take(name, cost);
  if (wait > 0) throw tooMany(wait);
}

/** Refused for having asked too much. */
export function tooMany(seconds: number): Problem {
  const headers = { 'Retry-After': String(Math.max(1, seconds)) };
  return new Problem('too-many', `Come again in ${seconds} s.`, { headers, denial: 'too many' });
}
