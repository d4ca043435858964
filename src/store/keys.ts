import { sql } from 'kysely';
import { sha256 } from '../base/digest.ts';
import { document } from './document.ts';
import { newId } from './ids.ts';
import { findPerson, type Person } from './people.ts';
import { newSecret } from './secrets.ts';
import type { Scope } from './tables/words.ts';
import type { Db, Row } from './tables.ts';

type ApiKey = Row<'api_key'>;

/** What every key begins with, so that scanners for secrets know it. */
const MARK = 'hue_';
/** As much of a key as its list shows: 48 bits beside the mark. */
const PREFIX = MARK.length + 8;

/** Makes a key for a person; `secret` is shown once, and not kept. */
export async function createKey(
  db: Db,
  key: {
    readonly name: string;
    readonly personId: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt?: Date | undefined;
  },
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  const { secret, hash } = newSecret(MARK);
  const row = await db
    .insertInto('api_key')
    .values({
      id: newId(),
      name: key.name,
      prefix: secret.slice(0, PREFIX),
      hash,
      person_id: key.personId,
      scopes: document(key.scopes),
      expires_at: key.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key: row, secret };
}

/** The key that a request shows, and whose it is, unless either is not good any more. */
export async function findKey(
  db: Db,
  secret: string,
): Promise<{ readonly key: ApiKey; readonly person: Person } | undefined> {
  const key = await db
    .selectFrom('api_key')
    .selectAll()
    .where('hash', '=', sha256(secret))
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  const person = key && (await findPerson(db, key.person_id));
  if (!person || person.disabled_at !== null) return undefined;
  await db
    .updateTable('api_key')
    .set({ used_at: new Date() })
    .where('id', '=', key.id)
    .where(sql<boolean>`used_at is null or used_at < now() - interval '1 minute'`)
    .execute();
  return { key, person };
}

/** The keys of a person, or of everybody. */
export async function listKeys(
  db: Db,
  query: {
    readonly personId?: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<ApiKey[]> {
  let keys = db
    .selectFrom('api_key')
    .selectAll()
    .where('id', '>', query.after ?? '');
  if (query.personId !== undefined) keys = keys.where('person_id', '=', query.personId);
  return await keys.orderBy('id').limit(query.limit).execute();
}

/** Ends a key, if it is the person's own where one is given; undefined where there is none. */
export async function revokeKey(
  db: Db,
  { id, personId }: { readonly id: string; readonly personId?: string },
): Promise<ApiKey | undefined> {
  let key = db
    .updateTable('api_key')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', sql<Date>`now()`) }))
    .where('id', '=', id);
  if (personId !== undefined) key = key.where('person_id', '=', personId);
  return await key.returningAll().executeTakeFirst();
}
