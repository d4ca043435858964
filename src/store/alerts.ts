import { sql } from 'kysely';
import { digestOf, recordCustody } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import { casesOf, type Seer } from './seen.ts';
import type { AlertState, Doer, Severity } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Alert = Row<'alert'>;

async function note(
  db: Db,
  {
    alert,
    before,
    action,
  }: {
    readonly alert: Alert;
    readonly before?: Alert;
    readonly action?: string;
  },
  actor: Doer,
): Promise<void> {
  const { case_id: caseId, id, state } = alert;
  const kind = before === undefined ? 'alert.raised' : 'alert.changed';
  await inTransaction(db, async (trx) => {
    if (caseId !== null) {
      await recordCustody(trx, {
        caseId,
        actor,
        action: action ?? (before === undefined ? 'alert raised' : `alert ${state}`),
        subject: { alert: id },
        before: before && digestOf(before),
        after: digestOf(alert),
        detail: { assignee: alert.assignee },
      });
    }
    const { severity, title } = alert;
    await emit(trx, { topic: 'alerts', caseId, kind, body: { id, state, severity, title } });
  });
}

/**
 * Raises an alert, with a delivery for each target, its custody row and its event; undefined
 * where one with the same `dedup` was raised before.
 */
export async function raiseAlert(
  db: Db,
  alert: {
    readonly caseId: string | null;
    readonly watchId: string | null;
    readonly traceId: string | null;
    readonly severity: Severity;
    readonly kind: string;
    readonly title: string;
    readonly body: unknown;
    readonly dedup: string;
    /** Who is to look after it. */
    readonly assignee?: string | null;
  },
  actor: Doer,
): Promise<Alert | undefined> {
  return await inTransaction(db, async (trx) => {
    const row = await trx
      .insertInto('alert')
      .values({
        id: newId(),
        case_id: alert.caseId,
        watch_id: alert.watchId,
        trace_id: alert.traceId,
        severity: alert.severity,
        kind: alert.kind,
        title: alert.title,
        body: document(alert.body),
        dedup: alert.dedup,
        assignee: alert.assignee ?? null,
      })
      .onConflict((conflict) => conflict.column('dedup').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const targets = await trx
      .selectFrom('target')
      .select(['id', 'kind'])
      .where('disabled_at', 'is', null)
      .where('tells', '=', 'alerts')
      .execute();
    const deliveries = targets.map(({ id, kind }) => {
      return { id: newId(), alert_id: row.id, channel: kind, target_id: id };
    });
    if (deliveries.length > 0) await trx.insertInto('delivery').values(deliveries).execute();
    await note(trx, { alert: row }, actor);
    return row;
  });
}

/** Changes an alert that is still at `revision`, where one is given; else undefined. */
export async function changeAlert(
  db: Db,
  { id, revision }: { readonly id: string; readonly revision?: number | undefined },
  change: {
    readonly state?: AlertState | undefined;
    readonly assignee?: string | null | undefined;
    readonly reason?: string | undefined;
  },
  actor: Doer,
): Promise<Alert | undefined> {
  return await inTransaction(db, async (trx) => {
    const before = await trx
      .selectFrom('alert')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!before || (revision !== undefined && before.revision !== revision)) return undefined;
    const { state, assignee, reason } = change;
    const alert = await trx
      .updateTable('alert')
      .set({
        state: state ?? before.state,
        assignee: assignee === undefined ? before.assignee : assignee,
        reason: reason ?? before.reason,
        changed_at: new Date(),
        revision: before.revision + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await note(trx, { alert, before }, actor);
    return alert;
  });
}

/**
 * Lets an alert say something else of the same move; what it said is kept as a version of it, with
 * its custody row and its event.
 */
export async function rewriteAlert(
  db: Db,
  id: string,
  told: Pick<Alert, 'severity' | 'kind' | 'title' | 'body'>,
  actor: Doer,
): Promise<Alert> {
  return await inTransaction(db, async (trx) => {
    const alerts = trx.selectFrom('alert').selectAll().where('id', '=', id).forUpdate();
    const before = await alerts.executeTakeFirstOrThrow();
    const { length } = await alertVersions(trx, id);
    const { severity, kind, title, body } = before;
    await trx
      .insertInto('alert_version')
      .values({ alert_id: id, version: length + 1, severity, kind, title, body: document(body) })
      .execute();
    const now = { ...told, body: document(told.body) };
    const alert = await trx
      .updateTable('alert')
      .set({ ...now, changed_at: new Date(), revision: before.revision + 1 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await note(trx, { alert, before, action: 'alert rewritten' }, actor);
    return alert;
  });
}

/** What an alert said before, the first first. */
export async function alertVersions(db: Db, alertId: string): Promise<Row<'alert_version'>[]> {
  const versions = db.selectFrom('alert_version').selectAll().where('alert_id', '=', alertId);
  return await versions.orderBy('version').execute();
}

/** SQL for: the alert is on a case that they see, or on their own trace outside of any. */
function isSeenBy(seer: Seer) {
  return sql<boolean>`(case
    when case_id is not null
      then case_id in (${casesOf(seer)})
    else trace_id in (select t.id from trace t where t.created_by = ${seer.personId}) end)`;
}

/** An alert that a person may see. */
export async function findAlertFor(
  db: Db,
  { id, ...seer }: { readonly id: string } & Seer,
): Promise<Alert | undefined> {
  const alerts = db.selectFrom('alert').selectAll().where('id', '=', id);
  return await alerts.where(isSeenBy(seer)).executeTakeFirst();
}

/** The alerts that a person may see, the newest first, below the id `before`. */
export async function listAlerts(
  db: Db,
  query: Seer & {
    readonly states?: readonly AlertState[] | undefined;
    readonly severities?: readonly Severity[] | undefined;
    readonly caseId?: string | undefined;
    readonly traceId?: string | undefined;
    readonly assignee?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<Alert[]> {
  let alerts = db.selectFrom('alert').selectAll().where(isSeenBy(query));
  if (query.severities !== undefined) alerts = alerts.where('severity', 'in', query.severities);
  if (query.traceId !== undefined) alerts = alerts.where('trace_id', '=', query.traceId);
  if (query.assignee !== undefined) alerts = alerts.where('assignee', '=', query.assignee);
  if (query.states !== undefined) alerts = alerts.where('state', 'in', query.states);
  if (query.caseId !== undefined) alerts = alerts.where('case_id', '=', query.caseId);
  if (query.before !== undefined) alerts = alerts.where('id', '<', query.before);
  return await alerts.orderBy('id', 'desc').limit(query.limit).execute();
}
