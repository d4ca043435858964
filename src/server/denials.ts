// Every refused request is written down: who, what, why, from where.

import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { noteDenial } from '../store/settings.ts';
import { limitName } from './address.ts';
import type { DeskEnv } from './desk.ts';

/** The route that answers, as it was declared: what stands in its places may be secret. */
export function routeOf(c: Context): string {
  // what answers for many paths, as the gate and the pages do, says nothing of what was asked
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '-';
}

/**
 * A flood is counted, and written down once a minute for each address, other refusals so many times
 * a minute: else whoever is refused could fill the disk.
 */
export async function recordDenial(c: Context<DeskEnv>, reason: string): Promise<void> {
  const { metrics, limits, store, log } = c.get('desk');
  const address = c.get('address');
  metrics.denials.inc({ reason: reason.split(' ')[0] ?? '' });
  const actor = c.get('visitor')?.actor;
  const name = limitName(address);
  if (reason === 'too many' && limits.denial.take(name) > 0) return;
  if (limits[actor ? 'refused' : 'stranger'].take(actor?.id ?? name) > 0) return;
  const doer = actor ? { kind: actor.kind, id: actor.id, name: actor.name } : null;
  const route = `${c.req.method} ${routeOf(c)}`;
  try {
    await noteDenial(store.db, { actor: doer, route, reason, address });
  } catch (error) {
    // the request is refused all the same
    log.error({ error, route, reason }, 'a denial could not be written down');
  }
}
