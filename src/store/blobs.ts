import { sha256 } from '../base/digest.ts';
import { EvidenceError, LimitError } from '../base/errors.ts';
import type { Db, Row } from './tables.ts';

/** PostgreSQL moves a value in one piece, and doubles it on the way. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Keeps bytes by their digest, which it gives; what is kept already stays as it is. */
export async function putBlob(db: Db, bytes: Uint8Array, media: string): Promise<string> {
  if (bytes.length > MOST_BYTES) {
    throw new LimitError('bytes kept', `${bytes.length} are more than ${MOST_BYTES}`);
  }
  const digest = sha256(bytes);
  await db
    .insertInto('blob')
    .values({ sha256: digest, bytes: Buffer.from(bytes), size: bytes.length, media })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return digest;
}

/** @throws EvidenceError where what is kept does not have the digest it is kept by */
export async function getBlob(db: Db, digest: string): Promise<Row<'blob'> | undefined> {
  const blob = await db
    .selectFrom('blob')
    .selectAll()
    .where('sha256', '=', digest)
    .executeTakeFirst();
  if (blob && sha256(blob.bytes) !== digest) {
    throw new EvidenceError(`blob ${digest}`, 'bytes of that digest', sha256(blob.bytes));
  }
  return blob;
}
