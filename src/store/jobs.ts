import { sql, type Transaction } from 'kysely';
import { LimitError } from '../base/errors.ts';
import { document } from './document.ts';
import { newId } from './ids.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';

export type Job = Row<'job'>;

/** A job that ends its worker each time must not go round for ever. */
const MOST_ATTEMPTS = 5;

/**
 * Of each kind so many are looked at, however many wait: others may be taken in the same moment, by
 * fewer workers than that.
 */
const LOOKED_AT = 32;

/** It waits, or its worker did not renew its lease in time. */
const MAY_BE_TAKEN = sql<boolean>`attempts < ${MOST_ATTEMPTS} and (
  state = 'queued' and run_at <= now()
  or state = 'running' and lease_until < now() and cancel_requested_at is null)`;

/** Puts a job in the queue; heard by `store.listen('jobs', …)` as its id when it is committed. */
export async function enqueue(
  db: Db,
  job: {
    readonly kind: string;
    readonly body: unknown;
    /** The id of a person, or `system`. */
    readonly createdBy: string;
    /** Who did it for that person: a key is written down. */
    readonly actor?: Doer | undefined;
    readonly caseId?: string | null | undefined;
    /** Higher ones are taken first. */
    readonly priority?: number;
    readonly runAt?: Date;
  },
): Promise<Job> {
  return await db
    .insertInto('job')
    .values({
      id: newId(),
      kind: job.kind,
      body: document(job.body),
      created_by: job.createdBy,
      key_id: job.actor?.kind === 'key' ? job.actor.id : null,
      case_id: job.caseId ?? null,
      priority: job.priority ?? 0,
      ...(job.runAt ? { run_at: job.runAt } : {}),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Takes the next job of one of the kinds: one that waits, or one whose worker did not renew its
 * lease in time. Nobody else gets it while the lease is renewed.
 */
export async function claim(
  db: Db,
  by: {
    readonly kinds: readonly string[];
    readonly worker: string;
    readonly leaseSeconds: number;
  },
): Promise<Job | undefined> {
  const next = sql<string>`(
    select id from job where ${MAY_BE_TAKEN} and id = any(array(
      select first.id from unnest(${by.kinds}::text[]) as wanted (kind) cross join lateral (
        select id from job where job.kind = wanted.kind and ${MAY_BE_TAKEN}
        order by priority desc, run_at, id limit ${LOOKED_AT}
      ) as first
    ))
    order by priority desc, run_at, id limit 1 for update skip locked
  )`;
  return await db
    .updateTable('job')
    .set((eb) => ({
      state: 'running',
      worker: by.worker,
      attempts: eb('attempts', '+', 1),
      lease_seconds: by.leaseSeconds,
      lease_until: sql<Date>`now() + make_interval(secs => ${by.leaseSeconds})`,
    }))
    .where('id', '=', next)
    .returningAll()
    .executeTakeFirst();
}

/** The row of a job while the worker that claimed it holds it. */
function held(db: Db, job: Job) {
  return db
    .updateTable('job')
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .where('worker', '=', job.worker)
    .where('attempts', '=', job.attempts);
}

/**
 * Prolongs the lease, by its first length. `lost`: another worker has the job, or it was ended;
 * `cancelled`: somebody wants it to stop, and `endCancelled` says that it has.
 */
export async function renew(
  db: Db,
  job: Job,
  { progress }: { readonly progress?: unknown } = {},
): Promise<'ok' | 'cancelled' | 'lost'> {
  const row = await held(db, job)
    .set({
      lease_until: sql<Date>`now() + make_interval(secs => lease_seconds)`,
      ...(progress === undefined ? {} : { progress: document(progress) }),
    })
    .returning('cancel_requested_at')
    .executeTakeFirst();
  if (row === undefined) return 'lost';
  return row.cancel_requested_at === null ? 'ok' : 'cancelled';
}

function lost(job: Job): LimitError {
  return new LimitError(`lease of job ${job.id}`, 'another worker has it, or it was ended');
}

/**
 * For the transaction that keeps a part of what a job makes: a worker that was stopped for a while
 * must not write over what another has made since.
 * @throws LimitError where the lease was lost
 */
export async function assertHeld(trx: Transaction<Tables>, job: Job): Promise<void> {
  const row = await trx
    .selectFrom('job')
    .select('id')
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .where('worker', '=', job.worker)
    .where('attempts', '=', job.attempts)
    .forShare()
    .executeTakeFirst();
  if (row === undefined) throw lost(job);
}

/** The workers that hold the leases of jobs. */
export async function workersOfJobs(db: Db): Promise<readonly string[]> {
  const held = db.selectFrom('job').select('worker').distinct().where('state', '=', 'running');
  return (await held.execute()).flatMap(({ worker }) => worker ?? []);
}

/** Ends the leases of workers that are gone: whoever claims next may have their jobs. */
export async function endLeases(db: Db, workers: readonly string[]): Promise<void> {
  await db
    .updateTable('job')
    .set({ lease_until: sql<Date>`now() - interval '1 second'` })
    .where('state', '=', 'running')
    .where('worker', 'in', workers)
    .execute();
}

async function end(
  db: Db,
  job: Job,
  change: { state: 'done' | 'failed' | 'cancelled'; result?: string; error?: string },
): Promise<Job> {
  const row = await held(db, job)
    .set({ ...change, ended_at: new Date(), lease_until: null })
    .returningAll()
    .executeTakeFirst();
  if (row) return row;
  throw lost(job);
}

/**
 * Ends a job with its result. In the transaction that keeps what the job made, it is done once.
 * @throws LimitError where the lease was lost
 */
export async function finish(db: Db, job: Job, result: unknown): Promise<Job> {
  return await end(db, job, { state: 'done', result: document(result) });
}

/** Ends a job that was asked to stop. @throws LimitError where the lease was lost */
export async function endCancelled(db: Db, job: Job): Promise<Job> {
  return await end(db, job, { state: 'cancelled' });
}

/**
 * Ends a job with an error, or puts it back until `retryAt` while it may be tried again.
 * @throws LimitError where the lease was lost
 */
export async function failJob(
  db: Db,
  job: Job,
  error: unknown,
  { retryAt }: { readonly retryAt?: Date } = {},
): Promise<Job> {
  if (retryAt === undefined || job.attempts >= MOST_ATTEMPTS) {
    return await end(db, job, { state: 'failed', error: document(error) });
  }
  const row = await held(db, job)
    .set({ state: 'queued', run_at: retryAt, lease_until: null, error: document(error) })
    .returningAll()
    .executeTakeFirst();
  if (row) return row;
  throw lost(job);
}

/**
 * Ends a job that waits, and asks one that runs to stop; undefined where there is none, or it was
 * asked already.
 */
export async function cancelJob(db: Db, id: string): Promise<Job | undefined> {
  return await db
    .updateTable('job')
    .set((eb) => ({
      state: sql<'cancelled'>`case state when 'queued' then 'cancelled' else state end`,
      ended_at: sql<Date>`case state when 'queued' then now() else ended_at end`,
      cancel_requested_at: eb.fn.coalesce('cancel_requested_at', sql<Date>`now()`),
    }))
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'queued'),
        eb.and([eb('state', '=', 'running'), eb('cancel_requested_at', 'is', null)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

/**
 * Ends the jobs that lost their worker and are not to be taken up again: cancelled ones, and those
 * that lost one too often. Workers call it from time to time, and say what became of the job.
 */
export async function endLostJobs(db: Db): Promise<Job[]> {
  const error = document({ message: `its worker was lost ${MOST_ATTEMPTS} times` });
  return await db
    .updateTable('job')
    .set({
      state: sql<'failed'>`case when cancel_requested_at is null
        then 'failed' else 'cancelled' end`,
      error: sql<string>`case when cancel_requested_at is null then ${error}::jsonb else error end`,
      ended_at: new Date(),
      lease_until: null,
    })
    .where('state', '=', 'running')
    .where('lease_until', '<', sql<Date>`now()`)
    .where((eb) =>
      eb.or([eb('cancel_requested_at', 'is not', null), eb('attempts', '>=', MOST_ATTEMPTS)]),
    )
    .returningAll()
    .execute();
}

/** One job. */
export async function findJob(db: Db, id: string): Promise<Job | undefined> {
  return await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
}
