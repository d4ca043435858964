import { sql } from 'kysely';
import { sha256 } from '../base/digest.ts';
import { newId } from './ids.ts';
import { newSecret } from './secrets.ts';
import type { Role } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

type Invitation = Row<'invitation'>;

/** Makes a link's token, which is shown once and works once. */
export async function invite(
  db: Db,
  invitation: {
    readonly role: Role;
    readonly email?: string | undefined;
    readonly createdBy?: string | undefined;
    readonly expiresAt: Date;
  },
): Promise<{ readonly invitation: Invitation; readonly token: string }> {
  const { secret, hash } = newSecret();
  const row = await db
    .insertInto('invitation')
    .values({
      id: newId(),
      token_hash: hash,
      role: invitation.role,
      email: invitation.email ?? null,
      created_by: invitation.createdBy ?? null,
      expires_at: invitation.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { invitation: row, token: secret };
}

/**
 * The token of the first administrator's link, while nobody is here; undefined afterwards. A new
 * one takes the place of the last: whoever starts the program sees it, whoever read an old log
 * cannot use that.
 */
export async function inviteFirst(db: Db, expiresAt: Date): Promise<string | undefined> {
  return await inTransaction(db, async (trx) => {
    const somebody = await trx.selectFrom('person').select('id').limit(1).executeTakeFirst();
    if (somebody) return undefined;
    await trx.deleteFrom('invitation').where('created_by', 'is', null).execute();
    return (await invite(trx, { role: 'administrator', expiresAt })).token;
  });
}

/** An invitation that can still be used. */
export async function findInvitation(db: Db, token: string): Promise<Invitation | undefined> {
  return await db
    .selectFrom('invitation')
    .selectAll()
    .where('token_hash', '=', sha256(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Uses an invitation up; of two who do so at once, one gets it, the other undefined. */
export async function takeInvitation(db: Db, token: string): Promise<Invitation | undefined> {
  return await db
    .updateTable('invitation')
    .set({ used_at: new Date() })
    .where('token_hash', '=', sha256(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
}
