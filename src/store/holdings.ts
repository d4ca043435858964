import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** What somebody keeps here, and has under way. */
export interface Holdings extends KeyHoldings {
  /** Watches that they began and nobody has ended. */
  readonly watches: number;
  /** Open cases that they opened. */
  readonly cases: number;
  /** Kept outside of a case, and the texts of lists that wait or run. */
  readonly screenings: number;
}

/** What of it came by one of their keys. */
export interface KeyHoldings {
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
): Promise<{ readonly person: Holdings; readonly key: KeyHoldings }> {
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
  const { watches, cases, screenings } = await lastingOf(trx, personId);
  return {
    person: {
      ...{ watches, cases, screenings },
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

type Lasting = Pick<Holdings, 'watches' | 'cases' | 'screenings'>;

async function lastingOf(trx: Transaction<Tables>, personId: string): Promise<Lasting> {
  const { rows } = await sql<{ readonly [name in keyof Lasting]: bigint }>`select
    (select count(*) from watch where created_by = ${personId} and status != 'ended') as watches,
    (select count(*) from case_file where created_by = ${personId} and status = 'open') as cases,
    (select count(*) from screening where created_by = ${personId} and case_id is null
      and not exists (select from job where job.id = screening.job_id
        and state in ('queued', 'running')))
    + (select coalesce(sum((body ->> 'texts')::bigint), 0)::bigint from job
      where created_by = ${personId} and kind = 'screen' and case_id is null
        and state in ('queued', 'running')) as screenings`.execute(trx);
  const [row] = rows;
  return {
    watches: Number(row?.watches),
    cases: Number(row?.cases),
    screenings: Number(row?.screenings),
  };
}
