// Sessions: a random token in a cookie, of which the store keeps the digest.

import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { openSession } from '../../store/sessions.ts';
import type { Db } from '../../store/tables.ts';
import { sessionEnd } from '../actors.ts';
import type { Desk, DeskEnv } from '../desk.ts';
import { cookieName } from '../identify.ts';

/** A new session of that person; its token is told here and nowhere else. */
export async function beginSession(
  db: Db,
  { clock, config }: Pick<Desk, 'clock' | 'config'>,
  personId: string,
): Promise<{ token: string; csrf: string }> {
  const now = clock.now();
  const expiresAt = sessionEnd(config.session, now, now);
  const { token, session } = await openSession(db, { personId, expiresAt });
  return { token, csrf: session.csrf };
}

/** Signs a person out everywhere. */
export async function endSessionsOf(db: Db, personId: string): Promise<void> {
  await db.deleteFrom('session').where('person_id', '=', personId).execute();
}

export function giveCookie(c: Context<DeskEnv>, token: string): void {
  const { origin, config } = c.get('desk');
  setCookie(c, cookieName({ origin }), token, {
    httpOnly: true,
    sameSite: 'Strict',
    // off on loopback alone: elsewhere the server refuses to listen without TLS
    secure: origin.startsWith('https:'),
    path: '/',
    maxAge: config.session.days * 24 * 3600,
  });
}

export function takeCookie(c: Context<DeskEnv>): void {
  const { origin } = c.get('desk');
  // what a cookie of that name must be, also to be taken away
  deleteCookie(c, cookieName({ origin }), { path: '/', secure: origin.startsWith('https:') });
}
