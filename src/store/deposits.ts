import { sql, type Transaction } from 'kysely';
import { recordCustody } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import type { DepositState, Doer, ScreenAction } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Deposit = Row<'deposit'>;
type DepositDecision = Row<'deposit_decision'>;

/** The deposit of that reference of a sender. */
export async function findDepositOf(
  db: Db,
  createdBy: string,
  reference: string,
): Promise<Deposit | undefined> {
  const own = db.selectFrom('deposit').selectAll().where('created_by', '=', createdBy);
  return await own.where('reference', '=', reference).executeTakeFirst();
}

export async function findDeposit(db: Db, id: string): Promise<Deposit | undefined> {
  return await db.selectFrom('deposit').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findDepositOfJob(db: Db, jobId: string): Promise<Deposit | undefined> {
  const own = db.selectFrom('deposit').selectAll().where('job_id', '=', jobId);
  return await own.executeTakeFirst();
}

/** The newest first, below the id `before`. */
export async function listDeposits(
  db: Db,
  query: {
    readonly state?: DepositState | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<Deposit[]> {
  let deposits = db.selectFrom('deposit').selectAll();
  if (query.state !== undefined) deposits = deposits.where('state', '=', query.state);
  if (query.before !== undefined) deposits = deposits.where('id', '<', query.before);
  return await deposits.orderBy('id', 'desc').limit(query.limit).execute();
}

/** The decisions on a deposit, the first that of the rules. */
export async function decisionsOn(db: Db, depositId: string): Promise<DepositDecision[]> {
  const own = db.selectFrom('deposit_decision').selectAll().where('deposit_id', '=', depositId);
  return await own.orderBy('number').execute();
}

/** A deposit as it is screened. */
interface NewDeposit {
  readonly createdBy: string;
  readonly reference: string;
  readonly request: unknown;
  readonly requestSha256: string;
  readonly state: DepositState;
  readonly decision: ScreenAction;
  readonly severity: string | null;
  readonly answerSha256: string;
  readonly reason: string;
  readonly targetId: string | null;
}

/**
 * Keeps a deposit with the decision of the rules, its custody row and its event; undefined where
 * its sender has used the reference before.
 */
export async function addDeposit(
  trx: Transaction<Tables>,
  deposit: NewDeposit,
  actor: Doer,
): Promise<Deposit | undefined> {
  const row = await trx
    .insertInto('deposit')
    .values({
      id: newId(),
      created_by: deposit.createdBy,
      reference: deposit.reference,
      request: document(deposit.request),
      request_sha256: deposit.requestSha256,
      state: deposit.state,
      decision: deposit.decision,
      severity: deposit.severity,
      answer_sha256: deposit.answerSha256,
      target_id: deposit.targetId,
    })
    .onConflict((conflict) => conflict.columns(['created_by', 'reference']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await note(trx, row, { number: 1, reason: deposit.reason, actor: RULES });
  const { decision, answer_sha256: after } = row;
  const about = { subject: { deposit: row.id }, after, detail: { decision, state: row.state } };
  await recordCustody(trx, { caseId: null, actor, action: 'deposit screened', ...about });
  return row;
}

/** The rules decide without anybody. */
export const RULES = { kind: 'system', id: 'rules', name: 'The decision rules' } as const;

interface Deciding {
  readonly state: DepositState;
  readonly reason: string;
  /** What is known now, where that is another answer than before. */
  readonly answer?: Pick<Deposit, 'decision' | 'severity'> & { readonly sha256: string };
}

/** Decides on a deposit that is still at `revision`, where one is given; else undefined. */
export async function decideDeposit(
  db: Db,
  { id, revision }: { readonly id: string; readonly revision?: number },
  { state, reason, answer }: Deciding,
  actor: Doer,
): Promise<Deposit | undefined> {
  return await inTransaction(db, async (trx) => {
    const before = await lockDeposit(trx, id);
    if (!before || (revision !== undefined && before.revision !== revision)) return undefined;
    const now = {
      state,
      decision: answer?.decision ?? before.decision,
      severity: answer ? answer.severity : before.severity,
      answer_sha256: answer?.sha256 ?? before.answer_sha256,
    };
    const row = await changed(trx, before, now);
    const { length } = await decisionsOn(trx, id);
    await note(trx, row, { number: length + 1, reason, actor });
    const detail = { state, was: before.state, answer: row.answer_sha256 };
    const about = { subject: { deposit: id }, detail };
    await recordCustody(trx, { caseId: null, actor, action: `deposit ${state}`, ...about });
    return row;
  });
}

/**
 * More is known of a deposit: where the rules had cleared it, they hold it now. What a person has
 * decided stays, with the new answer beside it.
 */
export async function holdCleared(
  trx: Transaction<Tables>,
  id: string,
  { reason, answer }: Pick<Deciding, 'reason' | 'answer'>,
): Promise<void> {
  const decisions = await decisionsOn(trx, id);
  const last = decisions.at(-1);
  if (!last) return;
  const byRules = decisions.every(({ by }) => by.kind === 'system');
  const isMild = answer !== undefined && answer.decision === 'allow';
  const state = byRules && !isMild && last.state === 'cleared' ? 'held' : last.state;
  await decideDeposit(trx, { id }, { state, reason, ...(answer ? { answer } : {}) }, RULES);
}

/** Gives a deposit to somebody, or to nobody. */
export async function assignDeposit(
  db: Db,
  { id, revision }: { readonly id: string; readonly revision: number },
  assignee: string | null,
  actor: Doer,
): Promise<Deposit | undefined> {
  return await inTransaction(db, async (trx) => {
    const before = await lockDeposit(trx, id);
    if (!before || before.revision !== revision) return undefined;
    const row = await changed(trx, before, { assignee });
    const about = { subject: { deposit: id }, detail: { assignee } };
    await recordCustody(trx, { caseId: null, actor, action: 'deposit assigned', ...about });
    await tell(trx, row);
    return row;
  });
}

/** Names the job that finds out what it is exposed to. */
export async function nameJob(trx: Transaction<Tables>, id: string, jobId: string): Promise<void> {
  await trx.updateTable('deposit').set({ job_id: jobId }).where('id', '=', id).execute();
}

/** Says that it is known to a case of the house, and to which is not said. */
export async function markKnown(trx: Transaction<Tables>, id: string): Promise<void> {
  await trx.updateTable('deposit').set({ is_known: true }).where('id', '=', id).execute();
}

async function lockDeposit(trx: Transaction<Tables>, id: string): Promise<Deposit | undefined> {
  const own = trx.selectFrom('deposit').selectAll().where('id', '=', id);
  return await own.forUpdate().executeTakeFirst();
}

async function changed(
  trx: Transaction<Tables>,
  { id, revision }: Deposit,
  set: Partial<Pick<Deposit, 'state' | 'decision' | 'severity' | 'answer_sha256' | 'assignee'>>,
): Promise<Deposit> {
  return await trx
    .updateTable('deposit')
    .set({ ...set, changed_at: new Date(), revision: revision + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A decision, whoever is to be told of it, and its event. */
async function note(
  trx: Transaction<Tables>,
  row: Deposit,
  { number, reason, actor }: { number: number; reason: string; actor: Doer },
): Promise<void> {
  const { id, state, answer_sha256, target_id } = row;
  const { kind, id: by, name } = actor;
  await trx
    .insertInto('deposit_decision')
    .values({
      ...{ deposit_id: id, number, state, reason, answer_sha256 },
      by: document({ kind, id: by, name }),
    })
    .execute();
  // whoever asked has the first answer already
  if (target_id !== null && number > 1) {
    await trx
      .insertInto('delivery')
      .values({ id: newId(), deposit_id: id, channel: 'webhook', target_id, notice: 'updated' })
      .execute();
  }
  await tell(trx, row);
}

async function tell(trx: Transaction<Tables>, { id, state }: Deposit): Promise<void> {
  await emit(trx, {
    topic: 'deposits',
    caseId: null,
    kind: 'deposit.changed',
    body: { id, state },
  });
}

/** Results of traces of cases whose places have not been noted yet, the newest first. */
export async function unnotedResults(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select result_sha256 as sha256 from trace
    where case_id is not null and result_sha256 is not null
      and not exists (select from traced_result r where r.result_sha256 = trace.result_sha256)
    order by id desc limit ${limit}`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

export type TracedPlace = readonly [place: string, how: Row<'traced'>['how']];

/** Notes where a result follows money through. */
export async function noteTraced(
  db: Db,
  sha256: string,
  places: readonly TracedPlace[],
): Promise<void> {
  const names = places.map(([place]) => place);
  const ways = places.map(([, how]) => how);
  await inTransaction(db, async (trx) => {
    await sql`insert into traced (place, how, result_sha256)
      select p.place, p.how, ${sha256}
      from unnest(${names}::text[], ${ways}::text[]) as p (place, how)
      on conflict do nothing`.execute(trx);
    await sql`insert into traced_result values (${sha256}) on conflict do nothing`.execute(trx);
  });
}

export interface TracedHit {
  readonly caseId: string;
  readonly traceId: string;
  readonly tlp: string;
  /** The lead who has been one for longest. */
  readonly lead: string | null;
  readonly how: Row<'traced'>['how'];
  readonly place: string;
}

/** The open cases whose newest results go through one of these places, each trace once. */
export async function casesThrough(db: Db, places: readonly string[]): Promise<TracedHit[]> {
  const { rows } = await sql<TracedHit>`
    select distinct on (t.case_id, d.how) t.case_id as "caseId", t.id as "traceId", c.tlp, d.how,
      d.place, (select m.person_id from member m where m.case_id = c.id and m.role = 'lead'
        order by m.added_at limit 1) as lead
    from traced d join trace t on t.result_sha256 = d.result_sha256
      join case_file c on c.id = t.case_id
    where d.place = any(${places}) and c.status = 'open'
    order by t.case_id, d.how, t.id desc`.execute(db);
  return rows;
}
