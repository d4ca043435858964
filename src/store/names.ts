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

/** The decisions after that number, in their order, with the hash of the row in the custody log. */
export async function decisionsAfter(
  db: Db,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<{ seq: bigint; hash: string; body: unknown }[]> {
  const rows = db
    .selectFrom('tag_decision')
    .innerJoin('custody', 'custody.seq', 'tag_decision.seq');
  const named = rows.select(['custody.seq', 'custody.hash', 'tag_decision.body']);
  const next = named.where('tag_decision.seq', '>', after).orderBy('tag_decision.seq');
  return await next.limit(limit).execute();
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
