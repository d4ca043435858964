import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** What somebody keeps here, and has under way. */
export interface Holdings {
  /** Those that a trace names do not count: they cannot be let go of. */
  readonly uploads: number;
  readonly uploadBytes: number;
  /** Queued and running, without those by which a watch extends its trace. */
  readonly jobs: number;
}

/**
 * What a person holds, and what of it came by one of their keys. Whoever asks for the same person
 * waits to the end of the transaction: two that are each within a bound must not be over it
 * together.
 */
export async function holdingsOf(
  trx: Transaction<Tables>,
  { personId, keyId }: { readonly personId: string; readonly keyId: string | null },
): Promise<{ readonly person: Holdings; readonly key: Holdings }> {
  const people = trx.selectFrom('person').select('id').where('id', '=', personId);
  await people.forNoKeyUpdate().execute();
  const isKeys = sql<boolean>`detail ->> 'key' = ${keyId}`;
  const bytes = sql<bigint>`(detail ->> 'bytes')::bigint`;
  const uploads = await trx
    .selectFrom('evidence')
    .select((eb) => [
      eb.fn.countAll().as('all'),
      eb.fn.countAll().filterWhere(isKeys).as('keys'),
      eb.fn.sum(bytes).as('bytes'),
      eb.fn.sum(bytes).filterWhere(isKeys).as('keysBytes'),
    ])
    .where('kind', '=', 'upload')
    .where(sql<boolean>`detail ->> 'by' = ${personId}`)
    .where(
      sql<boolean>`not exists (select from trace where request -> 'files'
        @> jsonb_build_array(jsonb_build_object('id', evidence.id)))`,
    )
    .executeTakeFirstOrThrow();
  const jobs = await trx
    .selectFrom('job')
    .select((eb) => [
      eb.fn.countAll().as('all'),
      eb.fn.countAll().filterWhere('key_id', '=', keyId).as('keys'),
    ])
    .where('created_by', '=', personId)
    .where('state', 'in', ['queued', 'running'])
    .where('kind', '!=', 'extend')
    .executeTakeFirstOrThrow();
  return {
    person: {
      uploads: Number(uploads.all),
      uploadBytes: Number(uploads.bytes ?? 0),
      jobs: Number(jobs.all),
    },
    key: {
      uploads: Number(uploads.keys),
      uploadBytes: Number(uploads.keysBytes ?? 0),
      jobs: Number(jobs.keys),
    },
  };
}
