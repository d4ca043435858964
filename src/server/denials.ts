// Every refused request is written down: who, what, why, from where.

import { document } from '../store/document.ts';
import { newId } from '../store/ids.ts';
import type { Actor } from './actor.ts';
import type { Desk } from './desk.ts';

interface Denial {
  readonly actor: Actor | null;
  readonly route: string;
  readonly reason: string;
  readonly address: string;
}

/**
 * A flood is counted, and written down once a minute for each address: else whoever is refused
 * could fill the disk.
 */
export async function recordDenial(desk: Desk, denial: Denial): Promise<void> {
  const { reason, route, address, actor } = denial;
  desk.metrics.denials.inc({ reason: reason.split(' ')[0] ?? '' });
  if (reason === 'too many' && desk.limits.denial.take(address) > 0) return;
  const doer = actor && document({ kind: actor.kind, id: actor.id, name: actor.name });
  try {
    await desk.store.db
      .insertInto('denial')
      .values({ id: newId(), at: new Date(desk.clock.now()), actor: doer, route, reason, address })
      .execute();
  } catch (error) {
    // the request is refused all the same
    desk.log.error({ error, route, reason }, 'a denial could not be written down');
  }
}
