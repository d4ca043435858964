import { sql } from 'kysely';
import { sha256 } from '../../base/digest.ts';
import {
  ALERT_SEVERITIES,
  type AlertBody,
  alertOf,
  type Lookups,
} from '../../casework/watch/alert.ts';
import type { Move } from '../../casework/watch/moves.ts';
import type { BlockId } from '../../ledger/feed.ts';
import { type Alert, changeAlert, raiseAlert, rewriteAlert } from '../../store/alerts.ts';
import { digestOf } from '../../store/custody.ts';
import { newId } from '../../store/ids.ts';
import type { Db, Row } from '../../store/tables.ts';
import type { WatchSettings } from './cursor.ts';
import { mutedBy, mutesAt } from './mutes.ts';

/** Moves of which no alert was raised, whatever became of it. */
export async function untold(
  db: Db,
  watchId: string,
  moves: readonly Move[],
): Promise<readonly Move[]> {
  if (moves.length === 0) return [];
  const told = await db
    .selectFrom('alert')
    .select('dedup')
    .where('dedup', '=', sql<string>`any(${moves.map((move) => dedupOf(watchId, move))})`)
    .execute();
  const known = new Set(told.map(({ dedup }) => dedup));
  return moves.filter((move) => !known.has(dedupOf(watchId, move)));
}

/** Who does what nobody asked for. */
export const WATCHING = { kind: 'system', id: 'watch', name: 'Hue & Cry' } as const;

/** The watch for which alerts are raised, and how it is to be done. */
export interface Raising {
  readonly watch: Pick<Row<'watch'>, 'id' | 'trace_id' | 'case_id'>;
  readonly settings: WatchSettings;
  readonly lookups: Lookups;
  readonly now: Date;
}

/**
 * Raises an alert for each move, once however often it is seen. One that was retracted and whose
 * transaction stands in another block now is open again. Call it in the transaction that keeps how
 * far the watch is.
 */
export async function raiseMoves(trx: Db, moves: readonly Move[], raising: Raising): Promise<void> {
  const told = moves.map((move) => ({ move, told: alertOf(move, raising.lookups) }));
  await raiseTold(trx, told, raising);
}

/** The same for moves of which it is known what is to be said. */
export async function raiseTold(
  trx: Db,
  moves: readonly { readonly move: Move; readonly told: ReturnType<typeof alertOf> }[],
  { watch, settings, now }: Raising,
): Promise<void> {
  if (moves.length === 0) return;
  const mutes = await mutesAt(trx, now);
  for (const { move, told } of moves) {
    const { kind } = told;
    const dedup = dedupOf(watch.id, move);
    const about = { caseId: watch.case_id, watchId: watch.id, traceId: watch.trace_id, dedup };
    const fresh = await raiseAlert(trx, { ...about, ...told }, WATCHING);
    const alert = fresh ?? (await seenAgain(trx, dedup, told, settings));
    if (!alert) continue;
    const mute = mutedBy(mutes, { watchId: watch.id, kind, holder: move.from });
    if (mute) {
      await trx.deleteFrom('delivery').where('alert_id', '=', alert.id).execute();
      const change = { state: 'muted', reason: mute.reason } as const;
      await changeAlert(trx, { id: alert.id }, change, WATCHING);
    } else await onlyTo(trx, alert, settings);
  }
}

/**
 * An alert that was raised before: in another block it is told anew, and so is one that waited for
 * its block. Undefined: nothing new.
 */
async function seenAgain(
  trx: Db,
  dedup: string,
  told: ReturnType<typeof alertOf>,
  settings: WatchSettings,
): Promise<Alert | undefined> {
  const alerts = trx.selectFrom('alert').selectAll().where('dedup', '=', dedup);
  const before = await alerts.forUpdate().executeTakeFirstOrThrow();
  const isSame = digestOf(before.body) === digestOf(told.body);
  const isGone = before.state === 'retracted';
  const isPending = told.body.pending !== null;
  const { account, blockHash, pending } = before.body as AlertBody;
  // what the trace has found of it is more than its block shows
  const isKnown = account && blockHash === told.body.blockHash;
  if (!isGone && (isSame || isKnown || isPending)) return undefined;
  const after = isSame ? before : await rewriteAlert(trx, before.id, told, WATCHING);
  const isHeard = before.state === 'open' || before.state === 'acknowledged';
  if (pending && isHeard) await deliver(trx, after, { update: settings });
  if (!isGone) return undefined;
  const isLate = isPending || pending;
  const reason = isLate ? 'seen again after it was gone' : 'it stands in another block now';
  const open = { state: 'open', reason } as const;
  const alert = await changeAlert(trx, { id: before.id }, open, WATCHING);
  if (alert) await deliver(trx, alert);
  return alert;
}

/**
 * Retracts what was seen in blocks that are no longer part of the chain, and tells those who were
 * told of it.
 */
export async function retractBlocks(
  trx: Db,
  watchId: string,
  hashes: readonly string[],
): Promise<void> {
  const gone = await trx
    .selectFrom('alert')
    .select(['id', 'state'])
    .where('watch_id', '=', watchId)
    .where('state', 'in', ['open', 'acknowledged', 'muted'])
    .where(sql<boolean>`body ->> 'blockHash' = any(${hashes})`)
    .execute();
  const reason = 'a reorganisation of the chain took the move back';
  for (const { id, state } of gone) {
    const alert = await changeAlert(trx, { id }, { state: 'retracted', reason }, WATCHING);
    if (alert && state !== 'muted') await deliver(trx, alert, { onlyWhereTold: true });
  }
}

/** Blocks after a height of which alerts are open: told of, and not yet known to stand. */
export async function blocksTold(
  db: Db,
  watchId: string,
  height: number,
): Promise<readonly BlockId[]> {
  const block = sql<number>`(body ->> 'block')::int`;
  return await db
    .selectFrom('alert')
    .select([block.as('height'), sql<string>`body ->> 'blockHash'`.as('hash')])
    .distinct()
    .where('watch_id', '=', watchId)
    .where('state', 'in', ['open', 'acknowledged', 'muted'])
    .where(block, '>', height)
    .execute();
}

/** Retracts moves that a closer look at their block does not show. */
export async function retractMoves(
  trx: Db,
  watchId: string,
  moves: readonly Move[],
): Promise<void> {
  for (const move of moves) {
    const alert = await trx
      .selectFrom('alert')
      .select('id')
      .where('dedup', '=', dedupOf(watchId, move))
      .where('state', 'in', ['open', 'acknowledged', 'muted'])
      .executeTakeFirst();
    if (!alert) continue;
    const reason = 'the calls inside the transaction show that nothing stolen moved';
    const changed = await changeAlert(trx, alert, { state: 'retracted', reason }, WATCHING);
    if (changed) await deliver(trx, changed, { onlyWhereTold: true });
  }
}

function dedupOf(watchId: string, { tx, from }: Move): string {
  return sha256(`${watchId} ${tx} ${from}`);
}

/**
 * Queues an alert for every target, or for those that were told of it before. As an `update` it
 * goes to these as such, and is new to those whom a watch tells only of what is as grave as it now
 * is.
 */
export async function deliver(
  trx: Db,
  alert: Alert,
  {
    onlyWhereTold = false,
    update = null,
  }: { readonly onlyWhereTold?: boolean; readonly update?: WatchSettings | null } = {},
): Promise<void> {
  const isTold = sql<boolean>`exists (select from delivery
    where delivery.target_id = target.id and delivery.alert_id = ${alert.id})`;
  const targets = await trx
    .selectFrom('target')
    .select(['id', 'kind', isTold.as('isTold')])
    .where('disabled_at', 'is', null)
    .where('tells', '=', 'alerts')
    .execute();
  const isLess = update !== null && isBelow(alert, update);
  const chosen = targets.filter(({ id, isTold }) => {
    if (isTold) return true;
    return !onlyWhereTold && !isLess && (update?.targets?.includes(id) ?? true);
  });
  const rows = chosen.map(({ id, kind, isTold }) => {
    const notice = update && isTold ? ('updated' as const) : ('raised' as const);
    return { id: newId(), alert_id: alert.id, channel: kind, target_id: id, notice };
  });
  if (rows.length > 0) await trx.insertInto('delivery').values(rows).execute();
}

function isBelow({ severity }: Alert, { least }: WatchSettings): boolean {
  return ALERT_SEVERITIES.indexOf(severity) < ALERT_SEVERITIES.indexOf(least);
}

/** Takes out deliveries that the watch does not want. */
async function onlyTo(trx: Db, alert: Alert, settings: WatchSettings): Promise<void> {
  const { targets } = settings;
  const isLess = isBelow(alert, settings);
  if (!isLess && targets === null) return;
  let unwanted = trx
    .deleteFrom('delivery')
    .where('alert_id', '=', alert.id)
    .where('state', '=', 'pending');
  if (!isLess && targets && targets.length > 0) {
    unwanted = unwanted.where('target_id', 'not in', targets);
  }
  await unwanted.execute();
}
