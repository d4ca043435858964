import { sql } from 'kysely';
import type { ChainId } from '../../ledger/port.ts';
import { enqueue } from '../../store/jobs.ts';
import type { Db, Row } from '../../store/tables.ts';

/** The kind of a job that extends a trace; its body is `{ traceId, block }`. */
export const EXTEND_JOB = 'extend';

/** Moves come in bursts: those of a moment are traced together. */
const PAUSE_MS = 500;

/**
 * Asks for a trace to be extended up to now, unless that waits to be done already.
 * @param block the newest that its watch knows of: the extended trace will have seen it
 */
export async function requestExtension(
  trx: Db,
  { trace_id: traceId, case_id: caseId, created_by: createdBy }: Row<'watch'>,
  block: number,
  pauseMs = PAUSE_MS,
): Promise<void> {
  const waiting = await trx
    .selectFrom('job')
    .select('id')
    .where('kind', '=', EXTEND_JOB)
    .where('state', '=', 'queued')
    .where(sql<boolean>`body ->> 'traceId' = ${traceId}`)
    .executeTakeFirst();
  if (waiting) return;
  const runAt = new Date(Date.now() + pauseMs);
  await enqueue(trx, { kind: EXTEND_JOB, body: { traceId, block }, createdBy, caseId, runAt });
}

/** Blocks by which those that a trace reads on Tron are behind: it reads confirmed ones alone. */
const TRON_LAG = 30;

/** The block up to which a result shows all that it holds to have moved, or less than none. */
export async function seenBy(db: Db, sha256: string, chain: ChainId): Promise<number> {
  const lag = chain.startsWith('tron:') ? TRON_LAG : 0;
  return ((await extendedTo(db, sha256)) ?? -1) - lag;
}

/** The block up to which a result is known to tell of everything: null for a first trace. */
export async function extendedTo(db: Db, sha256: string): Promise<number | null> {
  const job = await db
    .selectFrom('job')
    .select(sql<number>`(body ->> 'block')::int`.as('block'))
    .where('kind', '=', EXTEND_JOB)
    .where('state', '=', 'done')
    .where(sql<boolean>`result ->> 'sha256' = ${sha256}`)
    .orderBy('id')
    .executeTakeFirst();
  return job?.block ?? null;
}
