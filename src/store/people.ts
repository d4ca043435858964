import { sql } from 'kysely';
import { InputError } from '../base/errors.ts';
import { newId } from './ids.ts';
import type { Role } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Person = Row<'person'>;

/** PostgreSQL's code where a unique index has the value already. */
const TAKEN = '23505';

/** @throws InputError where somebody has the address already */
export async function createPerson(
  db: Db,
  person: { readonly email: string; readonly name: string; readonly role: Role },
): Promise<Person> {
  try {
    const { email, name, role } = person;
    return await db
      .insertInto('person')
      .values({ id: newId(), email, name, role })
      .returningAll()
      .executeTakeFirstOrThrow();
  } catch (error) {
    if ((error as { code?: string }).code !== TAKEN) throw error;
    throw new InputError('email', 'an address that nobody here has', person.email);
  }
}

/** One person, disabled or not. */
export async function findPerson(db: Db, id: string): Promise<Person | undefined> {
  return await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
}

/** By e-mail address, in whatever case it is written. */
export async function findPersonByEmail(db: Db, email: string): Promise<Person | undefined> {
  return await db
    .selectFrom('person')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
}

/** Everybody, by id, which is the order in which they came. */
export async function listPeople(
  db: Db,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<Person[]> {
  const people = db.selectFrom('person').selectAll().where('id', '>', after);
  return await people.orderBy('id').limit(limit).execute();
}

/**
 * Changes a person's name, role, or whether they may come in; whoever is shut out loses all
 * sessions and keys at once. Undefined where there is no such person.
 * @throws InputError where nobody would be left to administer
 */
export async function changePerson(
  db: Db,
  id: string,
  change: { readonly name?: string; readonly role?: Role; readonly disabled?: boolean },
): Promise<Person | undefined> {
  return await inTransaction(db, async (trx) => {
    // all of them, in one order: two changes at once must not each leave the other's one
    const administrators = await trx
      .selectFrom('person')
      .select('id')
      .where('role', '=', 'administrator')
      .where('disabled_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    const isLess = change.disabled === true || (change.role ?? 'administrator') !== 'administrator';
    if (isLess && administrators.length === 1 && administrators[0]?.id === id) {
      throw new InputError('person', 'another administrator beside them', 'the last one');
    }
    const disabled = change.disabled && { disabled_at: new Date() };
    const enabled = change.disabled === false && { disabled_at: null };
    const { name, role } = change;
    const person = await trx
      .updateTable('person')
      .set({ id: sql`id`, ...(name && { name }), ...(role && { role }), ...disabled, ...enabled })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (person && change.disabled) {
      await trx.deleteFrom('session').where('person_id', '=', id).execute();
      await trx
        .updateTable('api_key')
        .set({ revoked_at: new Date() })
        .where('person_id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    }
    return person;
  });
}
