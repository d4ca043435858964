import { sql } from 'kysely';
import { systemClock } from '../base/clock.ts';
import type { Db } from './tables.ts';

/** Rows removed at once: few enough that nobody waits for them. */
const BATCH = 500;
const PAUSE_MS = 20;

/**
 * Removes what is older, batch by batch: of the events, from which nobody resumes any more, or of
 * what was refused. The custody log keeps what was done.
 */
export async function forgetOlder(
  db: Db,
  table: 'event' | 'denial',
  before: Date,
  signal?: AbortSignal,
): Promise<void> {
  const name = sql.table(table);
  for (;;) {
    const { numAffectedRows = 0n } = await sql`delete from ${name} where id in (
      select id from ${name} where at < ${before} order by at limit ${BATCH})`.execute(db);
    if (numAffectedRows < BATCH || signal?.aborted) return;
    await systemClock.sleep(PAUSE_MS, signal);
  }
}
