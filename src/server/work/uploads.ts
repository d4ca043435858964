// Files that were uploaded: bytes by their digest, and a row of evidence that says whose they are.

import { InputError } from '../../base/errors.ts';
import { putBlob } from '../../store/blobs.ts';
import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import { safeName, type Upload } from './trace-request.ts';

const KIND = 'upload';

/** Keeps a file; whoever uploaded it may have it traced. */
export async function keepUpload(
  db: Db,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly personId: string },
): Promise<Upload & { readonly bytes: number }> {
  const { bytes, personId } = file;
  const name = safeName(file.name);
  const sha256 = await putBlob(db, bytes, 'application/octet-stream');
  const row = { id: newId(), sha256, kind: KIND, source: name, taken_at: new Date() };
  const detail = document({ by: personId, bytes: bytes.length });
  await db
    .insertInto('evidence')
    .values({ ...row, detail })
    .execute();
  return { id: row.id, name, sha256, bytes: bytes.length };
}

/**
 * Uploads of a person by their ids.
 * @throws InputError where one is not there, or of somebody else
 */
export async function takeUploads(
  db: Db,
  { ids, personId }: { readonly ids: readonly string[]; readonly personId: string },
): Promise<Upload[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('evidence')
    .select(['id', 'sha256', 'source', 'detail'])
    .where('id', 'in', [...new Set(ids)])
    .where('kind', '=', KIND)
    .execute();
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id);
    const by = (row?.detail as { readonly by?: unknown } | undefined)?.by;
    if (!row || by !== personId) throw new InputError('uploadIds', 'an upload of yours', id);
    return { id, name: row.source, sha256: row.sha256 };
  });
}
