// Invitations: a link that lets one person in, once. The first start makes one for the first
// administrator.

import { sha256 } from '../../base/digest.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import type { Role } from '../actor.ts';
import type { Desk } from '../desk.ts';
import { newToken } from './sessions.ts';

const HOUR = 3_600_000;
const FIRST_HOURS = 24;

export interface Invitation {
  readonly id: string;
  readonly email: string | null;
  readonly role: Role;
  readonly expiresAt: Date;
}

interface Wanted {
  readonly role: Role;
  readonly email: string | null;
  readonly hours: number;
  /** Null for the first administrator's. */
  readonly createdBy: string | null;
}

/** A new invitation, and the link, which is told here and nowhere else. */
export async function invite(
  db: Db,
  { clock, origin }: Pick<Desk, 'clock' | 'origin'>,
  { role, email, hours, createdBy }: Wanted,
): Promise<Invitation & { link: string }> {
  const token = newToken();
  const expiresAt = new Date(clock.now() + hours * HOUR);
  const id = newId();
  await db
    .insertInto('invitation')
    .values({ id, role, email, token_hash: sha256(token), expires_at: expiresAt, created_by: createdBy })
    .execute();
  return { id, email, role, expiresAt, link: `${origin}/setup/${token}` };
}

/** The invitation of that token, if it is still good. */
export async function findInvitation(
  { store, clock }: Desk,
  token: string,
): Promise<Invitation | null> {
  const row = await store.db
    .selectFrom('invitation')
    .select(['id', 'email', 'role', 'expires_at as expiresAt'])
    .where('token_hash', '=', sha256(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(clock.now()))
    .executeTakeFirst();
  return row ?? null;
}

/** Takes an invitation in a transaction, and gives its role; null where another took it, or it is over. */
export async function takeInvitation(db: Db, id: string, now: number): Promise<Role | null> {
  const row = await db
    .updateTable('invitation')
    .set({ used_at: new Date(now) })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now))
    .returning('role')
    .executeTakeFirst();
  return row?.role ?? null;
}

/**
 * Where nobody can administer the desk yet: a link for the first administrator. That of an earlier
 * start ends.
 */
export async function firstLink(desk: Desk): Promise<string | null> {
  const { db } = desk.store;
  const someone = await db
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (someone) return null;
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('invitation')
      .where('created_by', 'is', null)
      .where('used_at', 'is', null)
      .execute();
    const wanted = { role: 'administrator', email: null, createdBy: null } as const;
    return (await invite(trx, desk, { ...wanted, hours: FIRST_HOURS })).link;
  });
}
