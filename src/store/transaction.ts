import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Db, Tables } from './tables.ts';

/** Two transactions waited for each other, and PostgreSQL ended this one: it is tried again. */
const DEADLOCK = '40P01';
const TRIES = 5;
const LONGEST_PAUSE_MS = 50;

/**
 * Does `work` in the transaction that `db` is, or else in one of its own. In it, rows are written
 * first and custody and events last: their lock lets one transaction through at a time.
 */
export async function inTransaction<Result>(
  db: Db,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return work(db as Transaction<Tables>);
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || tries === TRIES) throw error;
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
  }
}

/** Runs reads that all see the store as it is at the first of them. */
export async function inSnapshot<Result>(
  db: Db,
  work: (trx: Db) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return await work(db);
  const begun = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return await begun.execute(work);
}
