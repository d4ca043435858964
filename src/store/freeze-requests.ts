import { sql, type Transaction, type Updateable } from 'kysely';
import { recordCustody } from './custody.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';

export type FreezeRequest = Row<'freeze_request'>;

/** Where a request goes by itself. */
export type Recipient =
  | { readonly kind: 'email'; readonly address: string }
  | { readonly kind: 'target'; readonly targetId: string };

/** A request as a board lists it: of the draft, which may be large, what it comes to. */
export type ListedRequest = Omit<FreezeRequest, 'draft' | 'details' | 'letter'> & {
  readonly recipient: string;
  readonly power: string;
  readonly usd: string | null;
  readonly totals: unknown;
  readonly places: number;
  /** How long it holds, from the asking. */
  readonly days: number;
  readonly decision: 'approved' | 'refused' | null;
};

const LISTED = [
  ...(['id', 'case_id', 'trace_id', 'result_sha256', 'draft_id', 'amounts'] as const),
  ...(['letter_sha256', 'recipients', 'approval_id', 'supersedes', 'asked_by'] as const),
  ...(['asked_at', 'released_by', 'released_at', 'alone', 'sent_at', 'acknowledged_at'] as const),
  ...(['acted_at', 'refused_at', 'withdrawn_at', 'answer', 'withdrawn_for'] as const),
] as const;

function listed(db: Db) {
  return db
    .selectFrom('freeze_request')
    .innerJoin('approval', 'approval.id', 'freeze_request.approval_id')
    .select(LISTED.map((column) => `freeze_request.${column}` as const))
    .select([
      'approval.decision',
      sql<string>`draft ->> 'recipient'`.as('recipient'),
      sql<string>`draft ->> 'power'`.as('power'),
      sql<string | null>`draft ->> 'usd'`.as('usd'),
      sql<unknown>`draft -> 'totals'`.as('totals'),
      sql<number>`jsonb_array_length(draft -> 'places') + (draft ->> 'more')::int`.as('places'),
      sql<number>`(details ->> 'days')::int`.as('days'),
    ]);
}

/** The requests of a case, the latest first. */
export async function listRequests(
  db: Db,
  asked: { readonly caseId: string; readonly before?: string | undefined; readonly limit: number },
): Promise<ListedRequest[]> {
  let query = listed(db).where('freeze_request.case_id', '=', asked.caseId);
  if (asked.before !== undefined) query = query.where('freeze_request.id', '<', asked.before);
  return await query.orderBy('freeze_request.id', 'desc').limit(asked.limit).execute();
}

/** One of them; undefined where the case has none with that id. */
export async function findListed(
  db: Db,
  caseId: string,
  id: string,
): Promise<ListedRequest | undefined> {
  const query = listed(db).where('freeze_request.case_id', '=', caseId);
  return await query.where('freeze_request.id', '=', id).executeTakeFirst();
}

/** More that are followed at once are a fault; the latest are followed then. */
const MOST_FOLLOWED = 2000;

/** A request that is followed, beside the newest result of its trace. */
export type FollowedRequest = ListedRequest & {
  readonly newest: string | null;
  /** Another one was released in its place. */
  readonly isReplaced: boolean;
};

/** The requests of open cases whose time is not over, the latest first. */
export async function followedRequests(db: Db, now: Date): Promise<FollowedRequest[]> {
  return await listed(db)
    .innerJoin('trace', 'trace.id', 'freeze_request.trace_id')
    .innerJoin('case_file', 'case_file.id', 'freeze_request.case_id')
    .select([
      'trace.result_sha256 as newest',
      sql<boolean>`exists (select from freeze_request later
        where later.supersedes = freeze_request.id and later.released_at is not null)`.as(
        'isReplaced',
      ),
    ])
    .where('case_file.status', '=', 'open')
    .where(sql<boolean>`asked_at + (details ->> 'days')::int * interval '1 day' > ${now}`)
    .orderBy('freeze_request.id', 'desc')
    .limit(MOST_FOLLOWED)
    .execute();
}

/** A whole one that is known to be there. */
export async function findRequest(db: Db, id: string): Promise<FreezeRequest> {
  const requests = db.selectFrom('freeze_request').selectAll().where('id', '=', id);
  return await requests.executeTakeFirstOrThrow();
}

/** A whole one, which nobody else changes to the end of the transaction. */
export async function lockRequest(trx: Db, id: string): Promise<FreezeRequest | undefined> {
  const requests = trx.selectFrom('freeze_request').selectAll().where('id', '=', id);
  return await requests.forUpdate().executeTakeFirst();
}

export async function changeRequest(
  trx: Db,
  id: string,
  values: Updateable<Tables['freeze_request']>,
): Promise<FreezeRequest> {
  const changed = trx.updateTable('freeze_request').set(values).where('id', '=', id);
  return await changed.returningAll().executeTakeFirstOrThrow();
}

/** Has a released request sent to all that it names. */
export async function queueRequest(trx: Db, { id, recipients }: FreezeRequest): Promise<void> {
  const rows = (recipients as readonly Recipient[]).map((to) => ({
    ...{ id: newId(), request_id: id, notice: 'released' as const },
    ...(to.kind === 'email' ? { address: to.address } : { target_id: to.targetId }),
    channel: to.kind === 'email' ? ('email' as const) : targetKind(to.targetId),
  }));
  if (rows.length > 0) await trx.insertInto('delivery').values(rows).execute();
}

function targetKind(id: string) {
  return sql<'webhook' | 'email'>`(select kind from target where id = ${id})`;
}

/**
 * Tells all who have a request, or may have it, that it is withdrawn; to others it is not sent.
 * @param next the request in its place: whoever gets that is told by it
 */
export async function queueWithdrawal(
  trx: Db,
  requestId: string,
  next?: Pick<FreezeRequest, 'recipients'>,
): Promise<void> {
  const nextOnes = ((next?.recipients ?? []) as readonly Recipient[]).map((to) => {
    return to.kind === 'email' ? to.address : to.targetId;
  });
  const own = trx.deleteFrom('delivery').where('request_id', '=', requestId);
  await own.where('state', '=', 'pending').where('attempts', '=', 0).execute();
  const told = await trx
    .updateTable('delivery')
    .set({ state: sql`case state when 'pending' then 'failed' else state end` as never })
    .where('request_id', '=', requestId)
    .where('notice', '=', 'released')
    .returning(['channel', 'target_id', 'address'])
    .execute();
  const left = told.filter(({ address, target_id }) => {
    return !nextOnes.includes(address ?? target_id ?? '');
  });
  const rows = left.map((to) => {
    return { ...to, id: newId(), request_id: requestId, notice: 'withdrawn' as const };
  });
  if (rows.length > 0) await trx.insertInto('delivery').values(rows).execute();
}

/** How a request fared on each way that it took. */
export async function deliveriesOfRequest(db: Db, requestId: string) {
  return await db
    .selectFrom('delivery')
    .leftJoin('target', 'target.id', 'delivery.target_id')
    .selectAll('delivery')
    .select(sql<string>`coalesce(delivery.address, target.address)`.as('to'))
    .where('delivery.request_id', '=', requestId)
    .orderBy('delivery.id')
    .execute();
}

const SENDING: Doer = { kind: 'system', id: 'delivery', name: 'Hue & Cry' };

/** Notes that a request, or its withdrawal, has reached one of those to whom it goes. */
export async function noteRequestSent(
  trx: Transaction<Tables>,
  { id: delivery, channel, notice }: Pick<Row<'delivery'>, 'id' | 'channel' | 'notice'>,
  requestId: string,
): Promise<void> {
  const request = await lockRequest(trx, requestId);
  if (!request) return;
  const isRelease = notice === 'released';
  const isFirst = isRelease && request.sent_at === null;
  if (isFirst) await changeRequest(trx, requestId, { sent_at: new Date() });
  const detail = { delivery, channel };
  await noteRequest(trx, SENDING, request, isRelease ? 'sent' : 'withdrawal sent', { detail });
}

/** Custody and event of what was done to a request, as the last of its transaction. */
export async function noteRequest(
  trx: Transaction<Tables>,
  actor: Doer,
  { id, case_id: caseId, letter_sha256: letter, result_sha256: result }: FreezeRequest,
  action: string,
  more: { readonly before?: string; readonly after?: string; readonly detail?: object } = {},
): Promise<void> {
  const subject = { 'freeze-request': id };
  const detail = { letter, result, ...more.detail };
  const about = { caseId, actor, action: `freeze request ${action}`, subject };
  await recordCustody(trx, { ...about, ...more, detail });
  await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'case.request', body: subject });
}
