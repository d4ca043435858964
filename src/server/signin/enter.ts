import type { Transaction } from 'kysely';
import { recordCustody } from '../../store/custody.ts';
import { createPerson } from '../../store/people.ts';
import type { Tables } from '../../store/tables.ts';
import { Problem } from '../problem.ts';

/** Somebody who has an invitation. */
export interface Newcomer {
  readonly invitationId: string;
  readonly name: string;
  readonly email: string;
}

/**
 * Takes the invitation and makes the account, in the transaction that keeps how the person will
 * sign in. By id: its token is kept nowhere, also not while somebody signs in.
 * @throws Problem where the invitation was taken meanwhile
 */
export async function enter(
  trx: Transaction<Tables>,
  { invitationId, name, email }: Newcomer,
): Promise<string> {
  const now = new Date();
  const invitation = await trx
    .updateTable('invitation')
    .set({ used_at: now })
    .where('id', '=', invitationId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('role')
    .executeTakeFirst();
  if (!invitation) {
    const denial = 'invitation used';
    throw new Problem('unauthenticated', 'This invitation is no longer good.', { denial });
  }
  const { role } = invitation;
  const { id } = await createPerson(trx, { email, name, role });
  await recordCustody(trx, {
    caseId: null,
    actor: { kind: 'person', id, name },
    action: 'person entered',
    subject: { person: id, invitation: invitationId },
    detail: { role },
  });
  return id;
}
