import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { sql } from 'kysely';
import { EvidenceError, InputError } from '../../base/errors.ts';
import type { Db } from '../../store/tables.ts';

/** In one piece a large file would hold up the event loop while its bytes are read. */
const PIECE = 2 ** 21;

/**
 * Writes kept bytes into a file, piece by piece.
 * @throws InputError where they are not kept, EvidenceError where they do not have their digest
 */
export async function writeBlob(db: Db, sha256: string, path: string): Promise<void> {
  const blob = await db
    .selectFrom('blob')
    .select('size')
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (!blob) throw new InputError('file', 'one that is kept', sha256);
  const hash = createHash('sha256');
  const file = await open(path, 'w', 0o600);
  try {
    for (let at = 0; at < blob.size; at += PIECE) {
      const { rows } = await sql<{ piece: Buffer }>`
        select substring(bytes from ${at + 1} for ${PIECE}) as piece from blob
        where sha256 = ${sha256}`.execute(db);
      const piece = rows[0]?.piece ?? Buffer.alloc(0);
      hash.update(piece);
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw new EvidenceError(`blob ${sha256}`, 'bytes of that digest', found);
}
