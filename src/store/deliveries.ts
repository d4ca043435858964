import { sql } from 'kysely';
import { newId } from './ids.ts';
import type { Channel } from './tables/words.ts';
import type { Db, Row } from './tables.ts';

export type Target = Row<'target'>;
export type Delivery = Row<'delivery'>;

/** Adds whom alerts are sent to; `secret` is sealed before it comes here. */
export async function addTarget(
  db: Db,
  target: {
    readonly kind: Channel;
    readonly address: string;
    readonly secret: string | null;
    readonly createdBy: string;
    readonly tells?: Target['tells'] | undefined;
  },
): Promise<Target> {
  const { kind, address, secret, createdBy, tells = 'alerts' } = target;
  return await db
    .insertInto('target')
    .values({ id: newId(), kind, address, secret, created_by: createdBy, tells })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Those whom alerts are sent to. */
export async function listTargets(db: Db): Promise<Target[]> {
  const targets = db.selectFrom('target').selectAll().where('disabled_at', 'is', null);
  return await targets.orderBy('id').execute();
}

/** Sends nothing more to a target; undefined where there is none. */
export async function disableTarget(db: Db, id: string): Promise<Target | undefined> {
  return await db
    .updateTable('target')
    .set({ disabled_at: new Date() })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** How long a delivery is left to the program that took it. */
const TO_SEND = sql<Date>`now() + interval '1 minute'`;

/** Takes deliveries that are due, so that no other program sends them meanwhile. */
export async function takeDeliveries(db: Db, limit: number): Promise<Delivery[]> {
  const due = db
    .selectFrom('delivery')
    .select('id')
    .where('state', '=', 'pending')
    .where('next_at', '<=', sql<Date>`now()`)
    .orderBy('next_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return await db
    .updateTable('delivery')
    .set((eb) => ({ next_at: TO_SEND, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', due)
    .returningAll()
    .execute();
}

/** Notes that a delivery arrived. */
export async function noteSent(db: Db, id: string): Promise<void> {
  const sent = { state: 'sent', sent_at: new Date(), last_error: null } as const;
  await db.updateTable('delivery').set(sent).where('id', '=', id).execute();
}

/** Notes that a delivery failed: to be tried again then, or given up. */
export async function noteNotSent(
  db: Db,
  id: string,
  { error, retryAt }: { readonly error: string; readonly retryAt: Date | null },
): Promise<void> {
  const next = retryAt === null ? { state: 'failed' as const } : { next_at: retryAt };
  await db
    .updateTable('delivery')
    .set({ last_error: error, ...next })
    .where('id', '=', id)
    .execute();
}

/** What became of an alert outside the desk, target by target. */
export async function deliveriesOf(
  db: Db,
  alertId: string,
): Promise<(Delivery & { address: string })[]> {
  return await db
    .selectFrom('delivery')
    .innerJoin('target', 'target.id', 'delivery.target_id')
    .selectAll('delivery')
    .select('target.address')
    .where('delivery.alert_id', '=', alertId)
    .orderBy('delivery.id')
    .execute();
}

/** How a target has fared: the last delivery that arrived, and the last one that did not. */
export interface TargetRecord {
  readonly target_id: string;
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  readonly last_sent: Date | null;
  readonly last_error: string | null;
}

/** How each target has fared. */
export async function targetRecords(db: Db): Promise<TargetRecord[]> {
  const of = (state: Delivery['state']) =>
    sql<number>`(count(*) filter (where state = ${state}))::int`;
  return await db
    .selectFrom('delivery')
    .where('target_id', 'is not', null)
    .select([
      'target_id',
      of('pending').as('pending'),
      of('sent').as('sent'),
      of('failed').as('failed'),
      sql<Date | null>`max(sent_at)`.as('last_sent'),
      sql<string | null>`(array_agg(last_error order by created_at desc)
        filter (where last_error is not null))[1]`.as('last_error'),
    ])
    .$narrowType<{ target_id: string }>()
    .groupBy('target_id')
    .execute();
}
