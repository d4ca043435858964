import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { InputError } from '../../base/errors.ts';
import { blobPieces } from '../../store/blobs.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import { nullIf } from './recording.ts';

/**
 * Makes sure that a file holds kept bytes: one that does stays, any other is written anew. What an
 * older program, or the computer, cut off in the middle is not taken for the whole.
 * @throws as `writeBlob`
 */
export async function bringBlob(db: Db, sha256: string, path: string): Promise<void> {
  const blob = db.selectFrom('blob').select('size').where('sha256', '=', sha256);
  const [kept, found] = await Promise.all([
    blob.executeTakeFirst(),
    stat(path).catch(nullIf('ENOENT')),
  ]);
  const isAsLarge = kept !== undefined && found !== null && BigInt(found.size) === kept.size;
  if (isAsLarge && (await digestOf(path)) === sha256) return;
  await writeBlob(db, sha256, path);
}

/** Read piece by piece: others have their turn in between. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

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
