// Invitations: a link that lets one person in, once. The first start makes one for the first
// administrator.

import { inviteFirst } from '../../store/invitations.ts';
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
