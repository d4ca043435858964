import type { Transaction } from 'kysely';
import { recordCustody } from '../../store/custody.ts';
import type { Tables } from '../../store/tables.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../problem.ts';
import { takeInvitation } from './invitations.ts';

/** Somebody who has an invitation. */
export interface Newcomer {
  readonly invitationId: string;
  readonly name: string;
  readonly email: string;
}

/**
 * Takes the invitation and makes the account, in the transaction that keeps how the person will
 * sign in.
 * @throws Problem where the invitation was taken meanwhile
 */
export async function enter(
  trx: Transaction<Tables>,
  { clock }: Desk,
  { invitationId, name, email }: Newcomer,
  id: string,
): Promise<string> {
  const now = clock.now();
  const role = await takeInvitation(trx, invitationId, now);
  if (role === null) {
    const denial = 'invitation used';
    throw new Problem('unauthenticated', 'This invitation is no longer good.', { denial });
  }
  await trx
    .insertInto('person')
    .values({ id, email, name, role, created_at: new Date(now) })
    .execute();
  await recordCustody(trx, {
    caseId: null,
    actor: { kind: 'person', id, name },
    action: 'person.entered',
    subject: { person: id, invitation: invitationId },
    detail: { role },
  });
  return id;
}
