import { document } from './document.ts';
import { newId } from './ids.ts';
import type { Db, Row } from './tables.ts';

type TagDecision = Row<'tag_decision'>;
type ListVersion = Row<'list_version'>;

/** Keeps that somebody contests, retracts or asserts what is said of an address. */
export async function decideTag(
  db: Db,
  decision: Pick<TagDecision, 'chain' | 'address' | 'action' | 'body' | 'by'>,
): Promise<TagDecision> {
  const { chain, address, action, body, by } = decision;
  return await db
    .insertInto('tag_decision')
    .values({ id: newId(), chain, address, action, body: document(body), by })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Notes a list that was fetched; the same bytes again are noted once. */
export async function noteListVersion(
  db: Db,
  version: Omit<ListVersion, 'published_at'> & { readonly published_at?: Date | null },
): Promise<void> {
  await db
    .insertInto('list_version')
    .values({ ...version, changes: document(version.changes) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
