import { sql } from 'kysely';
import { document } from './document.ts';
import type { Db } from './tables.ts';

/** A write as its sender names it, so that it is done once however often it is sent. */
export interface Write {
  readonly key: string;
  readonly personId: string;
  readonly route: string;
  /** Digest of all that was sent: the same key with another request is an error. */
  readonly requestSha256: string;
}

type Begun =
  | { readonly kind: 'new' }
  | { readonly kind: 'done'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'running' }
  | { readonly kind: 'different' };

/** A program that died in the middle of a write does not bar its key for ever. */
const ABANDONED = sql<Date>`now() - interval '5 minutes'`;

function rowOf({ key, personId, route }: Write) {
  return { key, person_id: personId, route };
}

/** Begins a write, unless it was begun before: then says what became of it. */
export async function beginWrite(db: Db, write: Write): Promise<Begun> {
  const row = { ...rowOf(write), request_sha256: write.requestSha256 };
  const begun = await db
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['person_id', 'route', 'key'])
        .doUpdateSet({ created_at: new Date() })
        .where('idempotency.status', 'is', null)
        .where('idempotency.request_sha256', '=', write.requestSha256)
        .where('idempotency.created_at', '<', ABANDONED),
    )
    .returning('key')
    .executeTakeFirst();
  if (begun) return { kind: 'new' };
  const earlier = await find(db, write);
  // it failed in this moment, and its sender may try again
  if (earlier === undefined) return { kind: 'running' };
  if (earlier.request_sha256 !== write.requestSha256) return { kind: 'different' };
  if (earlier.status === null) return { kind: 'running' };
  return { kind: 'done', status: earlier.status, body: earlier.body };
}

function find(db: Db, { key, personId, route }: Write) {
  return db
    .selectFrom('idempotency')
    .selectAll()
    .where('key', '=', key)
    .where('person_id', '=', personId)
    .where('route', '=', route)
    .executeTakeFirst();
}

/** Keeps the answer to a write for whoever sends it again. */
export async function endWrite(
  db: Db,
  write: Write,
  { status, body }: { readonly status: number; readonly body: unknown },
): Promise<void> {
  const { key, personId, route } = write;
  await db
    .updateTable('idempotency')
    .set({ status, body: document(body) })
    .where('key', '=', key)
    .where('person_id', '=', personId)
    .where('route', '=', route)
    .execute();
}

/** Forgets a write that failed, so that it may be sent again. */
export async function dropWrite(db: Db, { key, personId, route }: Write): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('key', '=', key)
    .where('person_id', '=', personId)
    .where('route', '=', route)
    .execute();
}
