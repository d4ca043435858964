// The answers to a list that was screened.

import { type SqlBool, sql } from 'kysely';
import type { Screening } from './screenings.ts';
import type { Db } from './tables.ts';

/** Gravest first. What could not be screened (`none`) comes before what is allowed. */
export const DECISIONS = ['block', 'hold', 'review', 'none', 'allow'] as const;
type Decision = (typeof DECISIONS)[number];

const RANK = sql<number>`array_position(${DECISIONS}::text[], coalesce(screening.decision, 'none'))`;
const EARLIER = sql<string | null>`(select earlier.decision from screening as earlier
  where earlier.id = screening.earlier_id)`;
const IS_CHANGED = sql<SqlBool>`(screening.earlier_id is not null
  and ${EARLIER} is distinct from screening.decision)`;

interface Query {
  readonly jobId: string;
  readonly decision?: Decision | undefined;
  /** Only those decided otherwise than before. */
  readonly isChanged: boolean;
  /** Rank and id. */
  readonly after: readonly string[] | null;
  readonly limit: number;
}

type Screened = Screening & { readonly rank: number; readonly earlier_decision: string | null };

/** The answers to a list, the gravest first, of those the newest. */
export async function listScreened(db: Db, query: Query): Promise<Screened[]> {
  let rows = db
    .selectFrom('screening')
    .selectAll()
    .select([RANK.as('rank'), EARLIER.as('earlier_decision')])
    .where('job_id', '=', query.jobId);
  if (query.decision !== undefined) {
    rows = rows.where(sql<SqlBool>`coalesce(screening.decision, 'none') = ${query.decision}`);
  }
  if (query.isChanged) rows = rows.where(IS_CHANGED);
  if (query.after !== null) {
    const [rank = '', id = ''] = query.after;
    rows = rows.where(
      sql<SqlBool>`(${RANK} > ${rank}::int or (${RANK} = ${rank}::int and screening.id < ${id}))`,
    );
  }
  return await rows.orderBy(RANK).orderBy('id', 'desc').limit(query.limit).execute();
}

/** How many of a list were decided how, and how many otherwise than before. */
export async function tallyScreened(db: Db, jobId: string) {
  const rows = await db
    .selectFrom('screening')
    .select([
      'decision',
      sql<string>`count(*)`.as('count'),
      sql<string>`count(*) filter (where ${IS_CHANGED})`.as('changed'),
    ])
    .where('job_id', '=', jobId)
    .groupBy('decision')
    .execute();
  const decisions = { block: 0, hold: 0, review: 0, none: 0, allow: 0 };
  let changed = 0;
  for (const row of rows) {
    const decision = DECISIONS.find((one) => one === row.decision) ?? 'none';
    decisions[decision] += Number(row.count);
    changed += Number(row.changed);
  }
  return { decisions, changed };
}

/** The screenings of a list by their texts. */
export async function screenedTexts(db: Db, jobId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('screening')
    .select(['id', sql<string>`input ->> 'text'`.as('text')])
    .where('job_id', '=', jobId)
    .execute();
  return new Map(rows.map(({ id, text }) => [text, id]));
}
