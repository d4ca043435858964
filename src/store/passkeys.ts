import { sql } from 'kysely';
import { document } from './document.ts';
import { newId } from './ids.ts';
import type { Person } from './people.ts';
import type { Db, Row } from './tables.ts';

/** Keeps what a browser registered; `id` is the credential's id in base64url. */
export async function addPasskey(
  db: Db,
  passkey: {
    readonly id: string;
    readonly personId: string;
    readonly publicKey: Uint8Array;
    readonly counter: number;
    readonly transports: readonly string[];
    readonly name: string;
  },
): Promise<void> {
  await db
    .insertInto('passkey')
    .values({
      id: passkey.id,
      person_id: passkey.personId,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: document(passkey.transports),
      name: passkey.name,
    })
    .execute();
}

/** A passkey of somebody who may come in. */
export async function findPasskey(db: Db, id: string): Promise<Row<'passkey'> | undefined> {
  return await db
    .selectFrom('passkey')
    .innerJoin('person', 'person.id', 'passkey.person_id')
    .where('person.disabled_at', 'is', null)
    .where('passkey.id', '=', id)
    .selectAll('passkey')
    .executeTakeFirst();
}

/** All passkeys of a person. */
export async function passkeysOf(db: Db, personId: string): Promise<Row<'passkey'>[]> {
  return await db.selectFrom('passkey').selectAll().where('person_id', '=', personId).execute();
}

/** Notes that a passkey was used, and the counter it showed (WebAuthn, section 6.1.1). */
export async function notePasskeyUse(db: Db, id: string, counter: number): Promise<void> {
  const change = { counter, used_at: new Date() };
  await db.updateTable('passkey').set(change).where('id', '=', id).execute();
}

/** Whom an identity provider's subject stands for, if they may come in. */
export async function findByOidc(
  db: Db,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<Person | undefined> {
  return await db
    .selectFrom('oidc_identity')
    .innerJoin('person', 'person.id', 'oidc_identity.person_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('person.disabled_at', 'is', null)
    .selectAll('person')
    .executeTakeFirst();
}

/** Lets a subject of an identity provider stand for a person. */
export async function linkOidc(
  db: Db,
  link: { readonly issuer: string; readonly subject: string; readonly personId: string },
): Promise<void> {
  const { issuer, subject, personId } = link;
  await db.insertInto('oidc_identity').values({ issuer, subject, person_id: personId }).execute();
}

/** Keeps what a sign-in must answer to; gives its id. */
export async function putChallenge(
  db: Db,
  challenge: {
    readonly kind: string;
    readonly value: string;
    readonly personId?: string | undefined;
    readonly body?: unknown;
    readonly expiresAt: Date;
  },
): Promise<string> {
  const id = newId();
  await db
    .insertInto('challenge')
    .values({
      id,
      kind: challenge.kind,
      value: challenge.value,
      person_id: challenge.personId ?? null,
      body: document(challenge.body ?? {}),
      expires_at: challenge.expiresAt,
    })
    .execute();
  return id;
}

/** Takes a challenge, which can be answered once; undefined where it is used, old or another. */
export async function takeChallenge(
  db: Db,
  { id, kind }: { readonly id: string; readonly kind: string },
): Promise<Row<'challenge'> | undefined> {
  return await db
    .deleteFrom('challenge')
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
}
