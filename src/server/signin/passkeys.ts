// Passkeys (Web Authentication, level 3). A passkey is found by the authenticator itself, so that
// nobody is asked for a name first, and no answer tells who has an account.

import { randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { recordCustody } from '../../store/custody.ts';
import {
  addPasskey,
  findPasskey,
  notePasskeyUse,
  passkeysOf,
  putChallenge,
  takeChallenge,
} from '../../store/passkeys.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Actor } from '../actor.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../problem.ts';
import { enter, type Newcomer } from './enter.ts';
import { beginSession } from './sessions.ts';

const NAME = 'Hue & Cry';
const REGISTER = 'passkey-register';
const LOGIN = 'passkey-login';
const MOST_PASSKEYS = 20;
const LASTS_MS = 10 * 60_000;

/** A challenge is good for minutes, and for one answer. */
export function challengeEnd({ clock }: Desk): Date {
  return new Date(clock.now() + LASTS_MS);
}

function relyingParty({ origin }: Desk): { rpID: string; origin: string } {
  return { rpID: new URL(origin).hostname, origin };
}

/** Loaded when first needed: it brings a tenth of a second of certificates with it. */
function webAuthn() {
  return import('@simplewebauthn/server');
}

/** A response of an authenticator that does not convince: always told in the same words. */
function refused(denial: string): Problem {
  return new Problem('unauthenticated', 'That did not sign you in. Try again.', { denial });
}

/** Who is to get the passkey: somebody with an invitation, or whoever is signed in. */
export type Registrant =
  | { readonly kind: 'newcomer'; readonly newcomer: Newcomer }
  | { readonly kind: 'person'; readonly id: string; readonly name: string };

const bodySchema = z.object({ newcomer: z.custom<Newcomer>().nullable() });

export async function registrationOptions(desk: Desk, who: Registrant) {
  const { rpID } = relyingParty(desk);
  const isNew = who.kind === 'newcomer';
  const own = isNew ? [] : await passkeysOf(desk.store.db, who.id);
  if (own.length >= MOST_PASSKEYS) {
    throw new Problem('conflict', `A person has ${MOST_PASSKEYS} passkeys at most.`);
  }
  const options = await (await webAuthn()).generateRegistrationOptions({
    rpName: NAME,
    rpID,
    userName: isNew ? who.newcomer.email : who.name,
    userDisplayName: isNew ? who.newcomer.name : who.name,
    // what the authenticator files it under; nothing here is looked up by it
    userID: randomBytes(32),
    attestationType: 'none',
    excludeCredentials: own.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challengeId = await putChallenge(desk.store.db, {
    kind: REGISTER,
    value: options.challenge,
    personId: isNew ? undefined : who.id,
    body: { newcomer: isNew ? who.newcomer : null },
    expiresAt: challengeEnd(desk),
  });
  return { challengeId, options };
}

interface Registration {
  readonly challengeId: string;
  readonly response: RegistrationResponseJSON;
  readonly name: string;
  /** Whoever is signed in now: the passkey of a person is kept for that person alone. */
  readonly actor: Actor | null;
}

/** Keeps the passkey; a newcomer gets an account and a session, of which the token is given. */
export async function register(
  desk: Desk,
  { challengeId, response, name, actor }: Registration,
): Promise<{ personId: string; token: string | null }> {
  const { db } = desk.store;
  const challenge = await takeChallenge(db, { kind: REGISTER, id: challengeId });
  if (!challenge) throw refused('no such challenge');
  const isOthers = challenge.person_id !== null && challenge.person_id !== actor?.personId;
  if (isOthers) throw refused('passkey of another');
  const { rpID, origin } = relyingParty(desk);
  const verified = await (await webAuthn())
    .verifyRegistrationResponse({
      response,
      expectedChallenge: challenge.value,
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
    })
    .catch(() => null);
  if (!verified?.registrationInfo) throw refused('passkey not verified');
  const { credential } = verified.registrationInfo;
  const { newcomer } = bodySchema.parse(challenge.body);
  return inTransaction(db, async (trx) => {
    const personId = newcomer ? await enter(trx, newcomer) : (challenge.person_id ?? '');
    await addPasskey(trx, {
      id: credential.id,
      personId,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: credential.transports ?? [],
      name,
    });
    if (actor && !newcomer) {
      const about = { caseId: null, actor, action: 'passkey added' };
      await recordCustody(trx, { ...about, subject: { passkey: credential.id } });
    }
    const session = newcomer ? await beginSession(trx, desk, personId) : null;
    return { personId, token: session?.token ?? null };
  });
}

export async function loginOptions(desk: Desk) {
  const { rpID } = relyingParty(desk);
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID,
    userVerification: 'required',
  });
  const challenge = { kind: LOGIN, value: options.challenge, expiresAt: challengeEnd(desk) };
  return { challengeId: await putChallenge(desk.store.db, challenge), options };
}

/** A new session of the person whose passkey answered. */
export async function login(
  desk: Desk,
  challengeId: string,
  response: AuthenticationResponseJSON,
): Promise<{ personId: string; token: string }> {
  const { db } = desk.store;
  const challenge = await takeChallenge(db, { kind: LOGIN, id: challengeId });
  if (!challenge) throw refused('no such challenge');
  const passkey = await findPasskey(db, response.id);
  if (!passkey) throw refused('no such passkey');
  const { rpID, origin } = relyingParty(desk);
  const verified = await (await webAuthn())
    .verifyAuthenticationResponse({
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
    })
    .catch(() => null);
  if (!verified?.verified) throw refused('passkey not verified');
  const counter = verified.authenticationInfo.newCounter;
  return inTransaction(db, async (trx) => {
    await notePasskeyUse(trx, passkey.id, counter);
    const { token } = await beginSession(trx, desk, passkey.person_id);
    return { personId: passkey.person_id, token };
  });
}
