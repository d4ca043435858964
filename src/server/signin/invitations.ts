// Invitations: a link that lets one person in, once. The first start makes one for the first
// administrator.

import { recordCustody } from '../../store/custody.ts';
import { invite, inviteFirst } from '../../store/invitations.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk } from '../desk.ts';

const FIRST_MS = 24 * 3_600_000;

/** The page on which whoever was invited comes in. */
export function linkOf({ origin }: Desk, token: string): string {
  return `${origin}/setup/${token}`;
}

/** While nobody is here: a link for the first administrator. That of an earlier start ends. */
export async function firstLink(desk: Desk): Promise<string | null> {
  const expiresAt = new Date(desk.clock.now() + FIRST_MS);
  const token = await inviteFirst(desk.store.db, expiresAt);
  return token === undefined ? null : linkOf(desk, token);
}

/** For an operator whose administrators cannot come in any more: a link for another one. */
export async function recoveryLink(desk: Desk): Promise<string> {
  const expiresAt = new Date(desk.clock.now() + FIRST_MS);
  const token = await inTransaction(desk.store.db, async (trx) => {
    const made = await invite(trx, { role: 'administrator', createdBy: 'operator', expiresAt });
    await recordCustody(trx, {
      caseId: null,
      actor: { kind: 'system', id: 'operator', name: 'whoever started the server' },
      action: 'person invited',
      subject: { invitation: made.invitation.id },
      detail: { role: 'administrator' },
    });
    return made.token;
  });
  return linkOf(desk, token);
}
