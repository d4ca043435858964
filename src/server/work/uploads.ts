// Files that were uploaded: bytes by their digest, and a row of evidence that says whose they are.

import { sql } from 'kysely';
import { InputError } from '../../base/errors.ts';
import { forgetBlob, putBlob } from '../../store/blobs.ts';
import { document } from '../../store/document.ts';
import { newId } from '../../store/ids.ts';
import type { Doer } from '../../store/tables/words.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Trx } from '../cases/change.ts';
import { notFound, Problem } from '../problem.ts';
import { safeName, type Upload } from './trace-request.ts';

const KIND = 'upload';

type Kept = Upload & { readonly bytes: number };

/** Keeps a file; whoever uploaded it may have it traced. */
export async function keepUpload(
  trx: Trx,
  file: { readonly name: string; readonly bytes: Uint8Array },
  { personId, actor }: { readonly personId: string; readonly actor: Doer },
): Promise<Kept> {
  const { bytes } = file;
  const name = safeName(file.name);
  const sha256 = await putBlob(trx, bytes, 'application/octet-stream');
  const row = { id: newId(), sha256, kind: KIND, source: name, taken_at: new Date() };
  const key = actor.kind === 'key' ? { key: actor.id } : {};
  const detail = document({ by: personId, bytes: bytes.length, ...key });
  await trx
    .insertInto('evidence')
    .values({ ...row, detail })
    .execute();
  return { id: row.id, name, sha256, bytes: bytes.length };
}

function uploadsOf(db: Db, personId: string) {
  return db
    .selectFrom('evidence')
    .select(['id', 'sha256', 'source as name'])
    .where('kind', '=', KIND)
    .where(sql<boolean>`detail ->> 'by' = ${personId}`);
}

/** The uploads of a person, the newest first, below `before`. */
export async function listUploads(
  db: Db,
  { personId, before, limit }: { personId: string; before?: string | undefined; limit: number },
): Promise<Kept[]> {
  let rows = uploadsOf(db, personId).select(sql<number>`(detail ->> 'bytes')::int`.as('bytes'));
  if (before !== undefined) rows = rows.where('id', '<', before);
  return await rows.orderBy('id', 'desc').limit(limit).execute();
}

/**
 * Uploads of a person by their ids, which stay to the end of the transaction, if there is one.
 * @throws InputError where one is not there, or of somebody else
 */
export async function takeUploads(
  db: Db,
  { ids, personId }: { readonly ids: readonly string[]; readonly personId: string },
): Promise<Upload[]> {
  if (ids.length === 0) return [];
  const rows = uploadsOf(db, personId).where('id', 'in', [...new Set(ids)]);
  const found = new Map((await rows.forShare().execute()).map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = found.get(id);
    if (!row) throw new InputError('uploadIds', 'an upload of yours', id);
    return row;
  });
}

/**
 * Lets go of an upload, and of its bytes where nothing else has them.
 * @throws Problem 404; 409 where a trace rests on it
 */
export async function dropUpload(
  db: Db,
  { id, personId }: { readonly id: string; readonly personId: string },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = await uploadsOf(trx, personId).where('id', '=', id).forUpdate().executeTakeFirst();
    if (!row) throw notFound();
    const named = document([{ id }]);
    const trace = trx.selectFrom('trace').select('id');
    const files = sql<boolean>`request -> 'files' @> ${named}::jsonb`;
    if (await trace.where(files).limit(1).executeTakeFirst()) {
      throw new Problem('conflict', 'A trace rests on it: it stays.');
    }
    await trx.deleteFrom('evidence').where('id', '=', id).execute();
    await forgetBlob(trx, row.sha256);
  });
}
