import { open } from 'node:fs/promises';
import { InputError } from '../../base/errors.ts';
import { blobPieces } from '../../store/blobs.ts';
import type { Db } from '../../store/tables.ts';

/**
 * Writes kept bytes into a file, piece by piece.
 * @throws InputError where they are not kept, EvidenceError where they do not have their digest
 */
export async function writeBlob(db: Db, sha256: string, path: string): Promise<void> {
  const blob = await db
    .selectFrom('blob')
    .select(['sha256', 'size'])
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (!blob) throw new InputError('file', 'one that is kept', sha256);
  const file = await open(path, 'w', 0o600);
  try {
    for await (const piece of blobPieces(db, blob)) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}
