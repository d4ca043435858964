// What was asked of somebody who is signing in: kept for minutes, and good for one answer.

import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import type { Desk } from '../desk.ts';

type Kind = 'passkey-register' | 'passkey-login' | 'oidc';

const LASTS_MS = 10 * 60_000;

interface Challenge {
  readonly value: string;
  readonly personId: string | null;
  readonly body: unknown;
}

/** Keeps a challenge, forgets those that are over, and gives the id under which it is taken. */
export async function keepChallenge(
  { store, clock }: Desk,
  kind: Kind,
  { value, personId, body }: Challenge,
): Promise<string> {
  const id = newId();
  const now = clock.now();
  await store.db.deleteFrom('challenge').where('expires_at', '<', new Date(now)).execute();
  await store.db
    .insertInto('challenge')
    .values({ id, kind, value, person_id: personId, body: document(body), expires_at: new Date(now + LASTS_MS) })
    .execute();
  return id;
}

/** The challenge, which nobody gets a second time, or null where it is not there any more. */
export async function takeChallenge(
  { store, clock }: Desk,
  kind: Kind,
  id: string,
): Promise<Challenge | null> {
  const row = await store.db
    .deleteFrom('challenge')
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date(clock.now()))
    .returning(['value', 'person_id as personId', 'body'])
    .executeTakeFirst();
  return row ?? null;
}
