import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { sha256InTurns } from '../base/digest.ts';
import { EvidenceError, LimitError } from '../base/errors.ts';
import type { Db, Row, Tables } from './tables.ts';
import { inSnapshot } from './transaction.ts';

/** PostgreSQL moves a value in one piece, and doubles it on the way. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Bytes that are read and hashed in one turn of the event loop: a few milliseconds. */
const PIECE = 2 ** 20;

/** What is kept. Its bytes have a buffer of their own, which may be handed to a thread. */
type Blob = Omit<Row<'blob'>, 'bytes'> & { readonly bytes: Buffer<ArrayBuffer> };

/**
 * Keeps bytes by their digest, which it gives; what is kept already stays as it is, and to the end
 * of the transaction: put what refers to it in the same.
 */
export async function putBlob(db: Db, bytes: Uint8Array, media: string): Promise<string> {
  if (bytes.length > MOST_BYTES) {
    throw new LimitError('bytes kept', `${bytes.length} are more than ${MOST_BYTES}`);
  }
  const digest = await sha256InTurns(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  await db
    .insertInto('blob')
    .values({ sha256: digest, bytes: buffer, size: bytes.length, media })
    .onConflict((conflict) =>
      conflict.column('sha256').doUpdateSet((eb) => ({ media: eb.ref('blob.media') })),
    )
    .execute();
  return digest;
}

/** Removes bytes that nothing refers to any more. */
export async function forgetBlob(trx: Transaction<Tables>, digest: string): Promise<void> {
  // whoever is about to refer to it holds its row: then it is looked for after they have
  const blobs = trx.selectFrom('blob').select('sha256').where('sha256', '=', digest);
  await blobs.forUpdate().execute();
  await sql`delete from blob where sha256 = ${digest}
    and not exists (select from trace where partial_sha256 = ${digest})
    and not exists (select from trace where result_sha256 = ${digest})
    and not exists (select from trace
      where request -> 'files' @> jsonb_build_array(jsonb_build_object('sha256', ${digest}::text)))
    and not exists (select from trace_version where result_sha256 = ${digest})
    and not exists (select from pack where sha256 = ${digest})
    and not exists (select from evidence where sha256 = ${digest})
    and not exists (select from recording where sha256 = ${digest})
    and not exists (select from answer where pack = ${digest})
    and not exists (select from expansion where answer_sha256 = ${digest})
    and not exists (select from expansion where evidence_sha256 = ${digest})
    and not exists (select from deposit_decision where answer_sha256 = ${digest})
    and not exists (select from job where body ->> 'sha256' = ${digest})`.execute(trx);
}

/** @throws EvidenceError where what is kept does not have the digest it is kept by */
export async function getBlob(db: Db, digest: string): Promise<Blob | undefined> {
  return await inSnapshot(db, async (trx) => {
    const about = await trx
      .selectFrom('blob')
      .select(['sha256', 'size', 'media', 'created_at'])
      .where('sha256', '=', digest)
      .executeTakeFirst();
    if (!about) return undefined;
    const bytes = Buffer.allocUnsafeSlow(Number(about.size));
    let at = 0;
    for await (const piece of blobPieces(trx, about)) at += piece.copy(bytes, at);
    return { ...about, bytes };
  });
}

/**
 * What is kept, piece by piece: a large one at once would hold up the event loop.
 * @throws EvidenceError after the last piece, where they do not have the digest
 */
export async function* blobPieces(
  db: Db,
  { sha256, size }: Pick<Row<'blob'>, 'sha256' | 'size'>,
): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += PIECE) {
    const { rows } = await sql<{ piece: Buffer }>`
      select substring(bytes from ${at + 1}::int for ${PIECE}::int) as piece from blob
      where sha256 = ${sha256}`.execute(db);
    const piece = rows[0]?.piece ?? Buffer.alloc(0);
    hash.update(piece);
    yield piece;
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw new EvidenceError(`blob ${sha256}`, 'bytes of that digest', found);
}
