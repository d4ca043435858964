import { sql } from 'kysely';
import { document } from './document.ts';
import { casesOf, type Seer } from './seen.ts';
import type { Db, Row } from './tables.ts';

/** Events that are read at once. */
const MOST_EVENTS = 1000;

/**
 * Notes what happened, for those who look on; heard by `store.listen('events', …)` when it is
 * committed. `topic` is `trace:<id>`, `case:<id>`, `job:<id>` or `alerts`; the body of an event on
 * an alert has its `id`. Write it last in a transaction.
 */
export async function emit(
  db: Db,
  event: {
    readonly topic: string;
    readonly caseId?: string | null | undefined;
    readonly kind: string;
    readonly body: unknown;
  },
): Promise<bigint> {
  const { topic, caseId = null, kind, body } = event;
  const { id } = await db
    .insertInto('event')
    .values({ topic, case_id: caseId, kind, body: document(body) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Whose events are read: those of topics, whoever asks, or all that a person may see. */
type Audience = { readonly topics: readonly string[] } | { readonly seer: Seer };

/**
 * Of their cases, and of what they began outside of any.
 */
function seenBy(seer: Seer) {
  const { personId: person } = seer;
  return sql<boolean>`case
    when case_id is not null
      then case_id in (${casesOf(seer)})
    when topic like 'trace:%'
      then exists (select from trace t where t.id = substr(topic, 7) and t.case_id is null
        and t.created_by = ${person})
    when topic like 'job:%'
      then exists (select from job j where j.id = substr(topic, 5) and j.created_by = ${person})
    when topic = 'alerts'
      then exists (select from alert a join trace t on t.id = a.trace_id
        where a.id = event.body ->> 'id' and t.created_by = ${person})
    when topic = 'deposits'
      then exists (select from person p where p.id = ${person} and p.role <> 'viewer')
    else false end`;
}

/** The events after that number, in the order in which they were committed. */
export async function eventsAfter(
  db: Db,
  query: { readonly after: bigint; readonly limit?: number } & Audience,
): Promise<Row<'event'>[]> {
  const { after, limit = MOST_EVENTS } = query;
  let events = db.selectFrom('event').selectAll().where('id', '>', after);
  if ('seer' in query) events = events.where(seenBy(query.seer));
  else events = events.where('topic', 'in', query.topics);
  return await events.orderBy('id').limit(Math.min(limit, MOST_EVENTS)).execute();
}

/** The number of the last event so far: where somebody begins to look on. */
export async function lastEvent(db: Db): Promise<bigint> {
  const last = await db
    .selectFrom('event')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  return last.id ?? 0n;
}
