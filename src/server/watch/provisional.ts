import { sql } from 'kysely';
import { type AlertBody, alertOf } from '../../casework/watch/alert.ts';
import type { Balances } from '../../casework/watch/balances.ts';
import type { Acquaintance } from '../../casework/watch/follow.ts';
import type { Move } from '../../casework/watch/moves.ts';
import { type PendingMove, pendingMoves, whyGone } from '../../casework/watch/pending.ts';
import type { Feed, Pool } from '../../ledger/feed.ts';
import { changeAlert } from '../../store/alerts.ts';
import type { AlertState } from '../../store/tables/words.ts';
import type { Db } from '../../store/tables.ts';
import { deliver, type Raising, raiseTold, WATCHING } from './alerts.ts';

/** What the looks of a watch at what waits for a block are done with. */
interface Place {
  readonly feed: Feed;
  readonly knows: Acquaintance;
  readonly balances: Balances;
  readonly watchId: string;
  readonly db: Db;
  readonly write: (work: (trx: Db) => Promise<void>) => Promise<void>;
  readonly now: () => Date;
  readonly raised: () => void;
  readonly raising: (moves: readonly Move[]) => Promise<Raising>;
}

/** An alert of a move that stood in no block when it was last looked at. */
interface Standing {
  readonly id: string;
  readonly state: AlertState;
  readonly tx: string;
  readonly spends: readonly string[];
}

/** Looks after which what the source no longer has is taken to have been dropped. */
const MISSED = 3;
/** Alerts of a watch that may wait for a block at once. */
const MOST = 200;

/**
 * Alerts of moves that wait for a block. Nothing else follows from one: the balances and the trace
 * know of blocks alone. In its block the same alert says so; what is replaced or dropped is
 * retracted, with the reason.
 */
export class Provisional {
  /** By alert: in how many looks on end the source did not have its transaction. */
  readonly #missed = new Map<string, number>();
  #next = 0;

  async look(pool: Pool, place: Place, signal: AbortSignal): Promise<void> {
    const { balances, knows, now, db, watchId, write } = place;
    const standing = await standingOf(db, watchId);
    const turn = { first: standing.flatMap(({ spends }) => spends), at: this.#next };
    const seconds = Math.floor(now().getTime() / 1000);
    const asked = { turn, now: seconds, signal };
    const { moves, next } = await pendingMoves(pool, balances, knows, asked);
    this.#next = next;
    const known = new Set(standing.map(({ tx }) => tx));
    const fresh = moves.filter(({ move }) => !known.has(move.tx));
    const room = Math.max(0, MOST - standing.length);
    const gone = await this.#gone(standing, moves, { pool, balances, source: place.feed.source });
    const told = fresh.slice(0, room);
    if (told.length + gone.length === 0) return;
    const raising = await place.raising(told.map(({ move }) => move));
    await write(async (trx) => {
      await retract(trx, gone);
      await raiseTold(trx, told.map(toldOf(raising, place.feed.source)), raising);
    });
    place.raised();
  }

  /** Those that will not happen, each with the reason. */
  async #gone(
    standing: readonly Standing[],
    moves: readonly PendingMove[],
    { pool, balances, source }: { pool: Pool; balances: Balances; source: string },
  ) {
    const waiting = new Set(moves.map(({ move }) => move.tx));
    const missing = standing.filter(({ tx, state }) => !waiting.has(tx) && state !== 'closed');
    const why = new Map(missing.map((one) => [one, whyGone(one, moves, balances)]));
    const silent = missing.filter((one) => why.get(one) === null).map(({ tx }) => tx);
    const has = silent.length > 0 ? await pool.having(silent) : new Set();
    const txs = new Set(standing.map(({ tx }) => tx));
    // what spends from another one that waits is not looked for by its own coins
    const isWatched = (key: string) =>
      balances.at(key) !== null || txs.has(key.split(':')[0] ?? '');
    const before = new Map(this.#missed);
    this.#missed.clear();
    return missing.flatMap((one) => {
      const told = why.get(one);
      if (told) return [{ ...one, reason: told }];
      const isThere = has.has(one.tx);
      if (isThere && one.spends.some(isWatched)) return [];
      const missed = (before.get(one.id) ?? 0) + 1;
      this.#missed.set(one.id, missed);
      const dropped = `never confirmed: ${source} no longer has the transaction`;
      const reason = isThere ? 'what it spends is not watched any more' : dropped;
      return missed < MISSED ? [] : [{ ...one, reason }];
    });
  }
}

async function standingOf(db: Db, watchId: string): Promise<readonly Standing[]> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'state', 'body'])
    .where('watch_id', '=', watchId)
    .where('state', '!=', 'retracted')
    .where(sql<boolean>`body ->> 'pending' is not null`)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return alerts.map(({ id, state, body }) => {
    const { tx, pending } = body as AlertBody;
    return { id, state, tx, spends: pending?.spends ?? [] };
  });
}

async function retract(
  trx: Db,
  gone: readonly (Standing & { readonly reason: string })[],
): Promise<void> {
  for (const { id, state, reason } of gone) {
    const alert = await changeAlert(trx, { id }, { state: 'retracted', reason }, WATCHING);
    if (alert && state !== 'muted') await deliver(trx, alert, { onlyWhereTold: true });
  }
}

function toldOf({ lookups }: Raising, source: string) {
  return ({ move, spends }: PendingMove) => {
    return { move, told: alertOf(move, lookups, null, { spends, source }) };
  };
}
