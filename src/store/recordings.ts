// What live sources answered, and the files of the runs that asked: docs/desk/store.md.

import { sql, type Transaction } from 'kysely';
import { forgetBlob, putBlob } from './blobs.ts';
import type { Db, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

const PACK_MEDIA = 'application/zstd';
/** Bytes of answers that are read at once; one answer may be larger. */
const AT_ONCE = 4 * 2 ** 20;

/** The bytes of an answer as they are kept: a Zstandard frame. */
interface PackedAnswer {
  readonly sha256: string;
  readonly frame: Uint8Array;
}

/** A part of a file of a run, from a place in it. */
export interface Piece {
  readonly name: string;
  readonly at: number;
  readonly size: number;
  /** Of the bytes as they are kept, packed. */
  readonly sha256: string;
}

/** Of these answers, those that are not kept yet. */
export async function unkeptAnswers(db: Db, digests: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(digests)];
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from answer where sha256 = any(${distinct})`.execute(db);
  const kept = new Set(rows.map(({ sha256 }) => sha256));
  return distinct.filter((digest) => !kept.has(digest));
}

/** Keeps answers in one pack; those that somebody else has kept meanwhile stay as they are. */
export async function putAnswers(db: Db, answers: readonly PackedAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const pack = Buffer.concat(answers.map(({ frame }) => frame));
  let end = 0;
  const places = answers.map(({ sha256, frame: { length: size } }) => {
    end += size;
    return { sha256, at: end - size, size };
  });
  // in one order, so that two who keep the same answers do not wait for each other
  places.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  await inTransaction(db, async (trx) => {
    const digest = await putBlob(trx, pack, PACK_MEDIA);
    await sql`insert into answer (sha256, pack, at, size)
      select sha256, ${digest}, at, size
      from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
        as place (sha256 text, at bigint, size bigint)
      on conflict do nothing`.execute(trx);
  });
}

/**
 * The answers of these digests that are kept, in the order in which they lie. Whether the bytes of
 * each have its digest is for whoever unpacks them.
 */
export async function* answersOf(
  db: Db,
  digests: readonly string[],
): AsyncGenerator<PackedAnswer, void, void> {
  const places = await sql<{ sha256: string; size: bigint }>`
    select sha256, size from answer where sha256 = any(${digests})
    order by pack, at`.execute(db);
  let [batch, size]: [string[], number] = [[], 0];
  for (const place of places.rows) {
    if (batch.length > 0 && size + Number(place.size) > AT_ONCE) {
      yield* await framesOf(db, batch);
      [batch, size] = [[], 0];
    }
    batch.push(place.sha256);
    size += Number(place.size);
  }
  if (batch.length > 0) yield* await framesOf(db, batch);
}

async function framesOf(db: Db, digests: readonly string[]): Promise<readonly PackedAnswer[]> {
  const { rows } = await sql<PackedAnswer>`
    select a.sha256, substring(b.bytes from a.at::int + 1 for a.size::int) as frame
    from answer a join blob b on b.sha256 = a.pack
    where a.sha256 = any(${digests}) order by a.pack, a.at`.execute(db);
  return rows;
}

/** The pieces of a run's files, each file from its beginning. */
export async function piecesOf(db: Db, run: string): Promise<Piece[]> {
  const rows = await db
    .selectFrom('recording')
    .select(['name', 'at', 'size', 'sha256'])
    .where('run', '=', run)
    .orderBy('name')
    .orderBy('at')
    .execute();
  return rows.map((row) => ({ ...row, at: Number(row.at), size: Number(row.size) }));
}

/** Keeps the next piece of a file of a run. @param packed its bytes, as a Zstandard frame */
export async function putPiece(
  db: Db,
  piece: Omit<Piece, 'sha256'> & { readonly run: string; readonly traceId: string },
  packed: Uint8Array,
): Promise<void> {
  const { run, traceId, name, at, size } = piece;
  const sha256 = await putBlob(db, packed, PACK_MEDIA);
  await db
    .insertInto('recording')
    .values({ run, trace_id: traceId, name, at, size, sha256 })
    .execute();
}

/** Removes the pieces of a file that is to be kept anew, and the bytes that nobody else has. */
export async function forgetPieces(db: Db, run: string, name: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = trx.deleteFrom('recording').where('run', '=', run).where('name', '=', name);
    await forgetBytes(trx, await gone.returning('sha256').execute());
  });
}

/** Removes all pieces of a run that came to nothing; the answers stay. */
export async function forgetRun(db: Db, run: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = trx.deleteFrom('recording').where('run', '=', run);
    await forgetBytes(trx, await gone.returning('sha256').execute());
  });
}

async function forgetBytes(
  trx: Transaction<Tables>,
  gone: readonly { readonly sha256: string }[],
): Promise<void> {
  // in one order, so that two who forget the same bytes do not wait for each other
  for (const digest of [...new Set(gone.map(({ sha256 }) => sha256))].sort()) {
    await forgetBlob(trx, digest);
  }
}

/** The version that a result is of a trace; `run` where its recordings are kept. */
export async function versionWith(
  db: Db,
  traceId: string,
  resultSha256: string,
): Promise<{ readonly run: string | null } | undefined> {
  return await db
    .selectFrom('trace_version')
    .select('run')
    .where('trace_id', '=', traceId)
    .where('result_sha256', '=', resultSha256)
    .orderBy('run')
    .executeTakeFirst();
}

/** Says of which run a result is that was kept before runs were. */
export async function nameRun(
  db: Db,
  about: { readonly traceId: string; readonly resultSha256: string; readonly run: string },
): Promise<void> {
  await db
    .updateTable('trace_version')
    .set({ run: about.run })
    .where('trace_id', '=', about.traceId)
    .where('result_sha256', '=', about.resultSha256)
    .execute();
}

/** The runs of a trace that have a result. */
export async function runsOf(db: Db, traceId: string): Promise<string[]> {
  const versions = db.selectFrom('trace_version').select('run').where('trace_id', '=', traceId);
  return (await versions.execute()).flatMap(({ run }) => run ?? []);
}
