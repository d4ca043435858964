// Who took what of a case: results, packs and the war room are files, and each that leaves the desk
// stands in the custody log with its digest.

import type { Context } from 'hono';
import { recordCustody } from '../../store/custody.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk, DeskEnv } from '../desk.ts';

/** A page that is read again and again, or a program that asks every minute, is one taking. */
const ONCE_MS = 3_600_000;
const MOST_REMEMBERED = 20_000;

const TAKEN = new WeakMap<Desk, Map<string, number>>();

export interface Taking {
  readonly caseId: string;
  /** Such as `result`. */
  readonly what: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly detail?: object;
}

/**
 * Writes down that the actor takes those bytes, before they are sent: once an hour for each actor
 * and thing. Whoever has them already (304) takes nothing.
 */
export async function noteTaken(c: Context<DeskEnv>, taking: Taking): Promise<void> {
  const { caseId, what, subject, sha256, detail } = taking;
  const desk = c.get('desk');
  const actor = c.get('actor');
  const taken = TAKEN.get(desk) ?? new Map<string, number>();
  TAKEN.set(desk, taken);
  const name = JSON.stringify([actor.id, caseId, subject, sha256, detail]);
  const now = desk.clock.now();
  if (now - (taken.get(name) ?? -Infinity) < ONCE_MS) return;
  await inTransaction(desk.store.db, async (trx) => {
    const about = { caseId, actor, action: `${what} taken`, subject };
    await recordCustody(trx, { ...about, detail: { sha256, ...detail } });
  });
  taken.delete(name);
  taken.set(name, now);
  if (taken.size <= MOST_REMEMBERED) return;
  const [oldest] = taken.keys();
  if (oldest !== undefined) taken.delete(oldest);
}
