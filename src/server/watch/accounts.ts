import { sql } from 'kysely';
import type { Account } from '../../casework/watch/account.ts';
import { ALERT_SEVERITIES, type AlertBody, alertOf, moveOf } from '../../casework/watch/alert.ts';
import type { Move } from '../../casework/watch/moves.ts';
import { type Alert, rewriteAlert } from '../../store/alerts.ts';
import { digestOf } from '../../store/custody.ts';
import type { Db } from '../../store/tables.ts';
import { deliver, type Raising, WATCHING } from './alerts.ts';

const STANDING = ['open', 'acknowledged', 'muted'] as const;
/** The newest alerts of a watch that an extended trace is asked about. */
const MOST = 1000;
/** An amount that differs by more is told anew: one part in ten. */
const TOLD_SHARE = 10n;

/** An alert that stands, and the move that it tells of. */
export interface Standing {
  readonly id: string;
  readonly move: Move;
}

/** The alerts of a watch that the trace may have more to say of, the newest first. */
export async function standingAlerts(db: Db, watchId: string): Promise<Standing[]> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'body'])
    .where('watch_id', '=', watchId)
    .where('state', 'in', STANDING)
    .where(sql<boolean>`body ->> 'pending' is null`)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return alerts.map(({ id, body }) => ({ id, move: moveOf(body as AlertBody) }));
}

/**
 * Lets alerts say what the trace has found: exact amounts by policy, and the degree that follows
 * from them. Those who were told are told anew where the degree rises, or the amount differs by
 * more than a tenth from what stood there.
 */
export async function rewriteAlerts(
  trx: Db,
  accounts: ReadonlyMap<string, Account>,
  result: string,
  { settings, lookups }: Raising,
): Promise<void> {
  const alerts = await trx
    .selectFrom('alert')
    .selectAll()
    .where('id', 'in', [...accounts.keys(), ''])
    .where('state', 'in', STANDING)
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const before of alerts) {
    const account = accounts.get(before.id);
    const body = before.body as AlertBody;
    if (!account || account.parts.length !== body.parts.length) continue;
    const last = { severity: before.severity, title: before.title, usd: body.usd };
    const first = body.account?.first ?? last;
    const told = alertOf(moveOf(body), lookups, { ...account, result, first });
    if (saysTheSame(told.body, body)) continue;
    const after = await rewriteAlert(trx, before.id, told, WATCHING);
    if (before.state === 'muted' || !isNews(before, after)) continue;
    await deliver(trx, after, { update: settings });
  }
}

/** Amounts and names: that it is another version of the result is nothing new. */
function saysTheSame(a: AlertBody, b: AlertBody): boolean {
  const of = ({ parts, usd, account }: AlertBody) => {
    const amounts = parts.map(({ traced, policies }) => ({ traced, policies: policies ?? null }));
    return digestOf({ amounts, usd, isExact: Boolean(account) });
  };
  return of(a) === of(b);
}

function isNews(before: Alert, after: Alert): boolean {
  const degree = ({ severity }: Alert) => ALERT_SEVERITIES.indexOf(severity);
  if (degree(after) > degree(before)) return true;
  const [old, now] = [amountsOf(before), amountsOf(after)];
  return now.some((units, i) => {
    const was = old[i] ?? 0n;
    const by = units > was ? units - was : was - units;
    return by * TOLD_SHARE > was;
  });
}

/** Its worth in cents, or where that is not known the units of each part. */
function amountsOf({ body }: Alert): bigint[] {
  const { usd, parts } = body as AlertBody;
  if (usd !== null) return [BigInt(usd.replace('.', ''))];
  return parts.map(({ traced }) => BigInt(traced));
}
