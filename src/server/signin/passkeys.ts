// Passkeys (Web Authentication, level 3). A passkey is found by the authenticator itself, so that
// nobody is asked for a name first, and no answer tells who has an account.

import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../problem.ts';
import { keepChallenge, takeChallenge } from './challenges.ts';
import { enter, type Newcomer } from './enter.ts';
import { beginSession } from './sessions.ts';

const NAME = 'Hue & Cry';
const MOST_PASSKEYS = 20;

function relyingParty({ origin }: Desk): { rpID: string; origin: string } {
  return { rpID: new URL(origin).hostname, origin };
}

/** A response of an authenticator that does not convince: always told in the same words. */
function refused(denial: string): Problem {
  return new Problem('unauthenticated', 'That did not sign you in. Try again.', { denial });
}

/** Who is to get the passkey: somebody with an invitation, or whoever is signed in. */
export type Registrant =
  | { readonly kind: 'newcomer'; readonly newcomer: Newcomer }
  | { readonly kind: 'person'; readonly id: string; readonly name: string };

const bodySchema = z.object({ newcomer: z.custom<Newcomer>().nullable(), userId: z.string() });

export async function registrationOptions(desk: Desk, who: Registrant) {
  const { rpID } = relyingParty(desk);
  const isNew = who.kind === 'newcomer';
  const userId = isNew ? newId() : who.id;
  const own = isNew ? [] : await passkeysOf(desk, who.id);
  if (own.length >= MOST_PASSKEYS) {
    throw new Problem('conflict', `A person has ${MOST_PASSKEYS} passkeys at most.`);
  }
  const options = await generateRegistrationOptions({
    rpName: NAME,
    rpID,
    userName: isNew ? who.newcomer.email : who.name,
    userDisplayName: isNew ? who.newcomer.name : who.name,
    userID: Buffer.from(userId),
    attestationType: 'none',
    excludeCredentials: own.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challengeId = await keepChallenge(desk, 'passkey-register', {
    value: options.challenge,
    personId: isNew ? null : who.id,
    body: { newcomer: isNew ? who.newcomer : null, userId },
  });
  return { challengeId, options };
}

function passkeysOf({ store }: Desk, personId: string) {
  return store.db.selectFrom('passkey').select('id').where('person_id', '=', personId).execute();
}

/** Keeps the passkey; a newcomer gets an account and a session, of which the token is given. */
export async function register(
  desk: Desk,
  challengeId: string,
  response: RegistrationResponseJSON,
  name: string,
): Promise<{ personId: string; token: string | null }> {
  const challenge = await takeChallenge(desk, 'passkey-register', challengeId);
  if (!challenge) throw refused('no such challenge');
  const { rpID, origin } = relyingParty(desk);
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge.value,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
  }).catch(() => null);
  if (!verified?.registrationInfo) throw refused('passkey not verified');
  const { credential } = verified.registrationInfo;
  const { newcomer, userId } = bodySchema.parse(challenge.body);
  return inTransaction(desk.store.db, async (trx) => {
    const personId = newcomer ? await enter(trx, desk, newcomer, userId) : userId;
    await trx
      .insertInto('passkey')
      .values({
        id: credential.id,
        person_id: personId,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: document(credential.transports ?? []),
        name,
      })
      .execute();
    const session = newcomer ? await beginSession(trx, desk, personId) : null;
    return { personId, token: session?.token ?? null };
  });
}

export async function loginOptions(desk: Desk) {
  const { rpID } = relyingParty(desk);
  const options = await generateAuthenticationOptions({ rpID, userVerification: 'required' });
  const challenge = { value: options.challenge, personId: null, body: {} };
  return { challengeId: await keepChallenge(desk, 'passkey-login', challenge), options };
}

/** A new session of the person whose passkey answered. */
export async function login(
  desk: Desk,
  challengeId: string,
  response: AuthenticationResponseJSON,
): Promise<{ personId: string; token: string }> {
  const challenge = await takeChallenge(desk, 'passkey-login', challengeId);
  if (!challenge) throw refused('no such challenge');
  const passkey = await desk.store.db
    .selectFrom('passkey')
    .innerJoin('person', 'person.id', 'passkey.person_id')
    .select(['passkey.id', 'public_key', 'counter', 'person_id as personId'])
    .where('passkey.id', '=', response.id)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!passkey) throw refused('no such passkey');
  const { rpID, origin } = relyingParty(desk);
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge.value,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(passkey.public_key),
      counter: Number(passkey.counter),
    },
  }).catch(() => null);
  if (!verified?.verified) throw refused('passkey not verified');
  const counter = verified.authenticationInfo.newCounter;
  return inTransaction(desk.store.db, async (trx) => {
    await trx
      .updateTable('passkey')
      .set({ counter, used_at: new Date(desk.clock.now()) })
      .where('id', '=', passkey.id)
      .execute();
    const { token } = await beginSession(trx, desk, passkey.personId);
    return { personId: passkey.personId, token };
  });
}
