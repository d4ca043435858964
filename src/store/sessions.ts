import { sql } from 'kysely';
import { sha256 } from '../base/digest.ts';
import { newId } from './ids.ts';
import { findPerson, type Person } from './people.ts';
import { newSecret } from './secrets.ts';
import type { Db, Row } from './tables.ts';

type Session = Row<'session'>;

/** Begins a session; `token` goes into the cookie, and is not kept. */
export async function openSession(
  db: Db,
  { personId, expiresAt }: { readonly personId: string; readonly expiresAt: Date },
): Promise<{ readonly session: Session; readonly token: string }> {
  const { secret, hash } = newSecret();
  const session = await db
    .insertInto('session')
    .values({
      id: newId(),
      token_hash: hash,
      person_id: personId,
      csrf: newSecret().secret,
      expires_at: expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { session, token: secret };
}

/** The session of a cookie, and whose it is, unless it is over or they are shut out. */
export async function findSession(
  db: Db,
  token: string,
): Promise<{ readonly session: Session; readonly person: Person } | undefined> {
  const session = await db
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', sha256(token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  const person = session && (await findPerson(db, session.person_id));
  if (!person || person.disabled_at !== null) return undefined;
  // a row written with every request would cost more than the request
  await db
    .updateTable('session')
    .set({ seen_at: new Date() })
    .where('id', '=', session.id)
    .where('seen_at', '<', sql<Date>`now() - interval '1 minute'`)
    .execute();
  return { session, person };
}

/** Ends a session. */
export async function endSession(db: Db, id: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', id).execute();
}

/** How long the answer to a write is kept for whoever sends it again. */
const ANSWERS_KEPT = sql<Date>`now() - interval '24 hours'`;

/** Removes what is over: sessions, challenges, answers to writes. */
export async function forgetExpired(db: Db): Promise<void> {
  const now = sql<Date>`now()`;
  await db.deleteFrom('session').where('expires_at', '<', now).execute();
  await db.deleteFrom('challenge').where('expires_at', '<', now).execute();
  await db.deleteFrom('idempotency').where('created_at', '<', ANSWERS_KEPT).execute();
}
