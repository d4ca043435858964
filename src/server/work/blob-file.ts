import { open, rename, rm } from 'node:fs/promises';
import { InputError } from '../../base/errors.ts';
import { blobPieces } from '../../store/blobs.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';

/**
 * Writes kept bytes into a file, piece by piece. It is there whole or not at all, whoever else
 * writes or reads it meanwhile.
 * @throws InputError where they are not kept, EvidenceError where they do not have their digest
 */
export async function writeBlob(db: Db, sha256: string, path: string): Promise<void> {
  const blob = await db
    .selectFrom('blob')
    .select(['sha256', 'size'])
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (!blob) throw new InputError('file', 'one that is kept', sha256);
  const part = `${path}.${process.pid}.${newId()}.part`;
  try {
    const file = await open(part, 'w', 0o600);
    try {
      for await (const piece of blobPieces(db, blob)) await file.writeFile(piece);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
