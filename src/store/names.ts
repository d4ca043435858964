import { document } from './document.ts';
import type { Db, Row } from './tables.ts';

type TagDecision = Row<'tag_decision'>;
type ListVersion = Row<'list_version'>;

/**
 * Keeps that somebody contests, retracts or asserts what is said of an address, under the number of
 * its row in the custody log: whoever has read up to a number has missed none below it.
 */
export async function decideTag(
  db: Db,
  decision: Pick<TagDecision, 'id' | 'chain' | 'address' | 'action' | 'body' | 'by' | 'seq'>,
): Promise<TagDecision> {
  return await db
    .insertInto('tag_decision')
    .values({ ...decision, body: document(decision.body) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The decisions after that number, in the order in which they were taken. */
export async function decisionsAfter(
  db: Db,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<Pick<TagDecision, 'seq' | 'body'>[]> {
  const rows = db.selectFrom('tag_decision').select(['seq', 'body']).where('seq', '>', after);
  return await rows.orderBy('seq').limit(limit).execute();
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
