// Sessions: a random token in a cookie, of which the store keeps the digest.

import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { sha256 } from '../../base/digest.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import { sessionEnd } from '../actors.ts';
import type { Desk, DeskEnv } from '../desk.ts';
import { SESSION_COOKIE } from '../identify.ts';

/** 256 random bits for a URL, a cookie or a key. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A new session of that person; its token is told here and nowhere else. */
export async function beginSession(
  db: Db,
  { clock, config }: Pick<Desk, 'clock' | 'config'>,
  personId: string,
): Promise<{ token: string; csrf: string; endsAt: Date }> {
  const [token, csrf] = [newToken(), newToken()];
  const now = clock.now();
  const endsAt = sessionEnd(config.session, now, now);
  const at = new Date(now);
  const own = { id: newId(), token_hash: sha256(token), person_id: personId, csrf };
  await db
    .insertInto('session')
    .values({ ...own, created_at: at, seen_at: at, expires_at: endsAt })
    .execute();
  return { token, csrf, endsAt };
}

/** Ends the sessions of a person, or one of them. */
export async function endSessions(
  { store, actors }: Desk,
  personId: string,
  sessionId?: string,
): Promise<void> {
  let query = store.db.deleteFrom('session').where('person_id', '=', personId);
  if (sessionId !== undefined) query = query.where('id', '=', sessionId);
  await query.execute();
  actors.forget();
}

export function giveCookie(c: Context<DeskEnv>, token: string): void {
  const { origin, config } = c.get('desk');
  setCookie(c, SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'Strict',
    // off on loopback alone: elsewhere the server refuses to listen without TLS
    secure: origin.startsWith('https:'),
    path: '/',
    maxAge: config.session.days * 24 * 3600,
  });
}

export function takeCookie(c: Context<DeskEnv>): void {
  deleteCookie(c, SESSION_COOKIE, { path: '/' });
}
