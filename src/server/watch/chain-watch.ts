import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { InputError, isSourceFault } from '../../base/errors.ts';
import type { Feed, Pool } from '../../ledger/feed.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { Db } from '../../store/tables.ts';
import { Acquaintances } from './acquaintances.ts';
import { type Means, OneWatch } from './one-watch.ts';
import { sharedFeed } from './shared-feed.ts';
import type { WatcherPlace } from './watcher.ts';

/** How a chain is followed. */
export interface Opened {
  /** Of one kind, the best first: the next where one fails. */
  readonly feeds: readonly Feed[];
  /** Milliseconds between two looks for a new block. */
  readonly pollMs: number;
  /** And between two at what waits for a block. */
  readonly poolMs: number;
}

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A source that does not tell what waits is asked again so much later. */
const POOL_AGAIN_MS = 60_000;
/** Failures after which it is told that a chain is not seen. */
const TOLD_AFTER = 3;

/** Follows one chain for all its watches, over one source at a time. */
export class ChainWatch {
  readonly ended: Promise<void>;
  readonly #chain: ChainId;
  readonly #place: WatcherPlace;
  readonly #write: Means['write'];
  readonly #signal: AbortSignal;
  readonly #open = new Map<string, OneWatch>();
  #wanted: readonly string[] = [];
  #failures = 0;

  constructor(chain: ChainId, place: WatcherPlace, write: Means['write'], signal: AbortSignal) {
    this.#chain = chain;
    this.#place = place;
    this.#write = write;
    this.#signal = signal;
    this.ended = this.#run();
  }

  /** Says which watches there are. */
  watch(ids: readonly string[]): void {
    this.#wanted = ids;
    for (const id of this.#open.keys()) if (!ids.includes(id)) this.#open.delete(id);
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#signal.aborted; turn += 1) {
      try {
        await this.#follow(turn);
      } catch (error) {
        if (this.#signal.aborted) return;
        this.#open.clear();
        this.#failures += 1;
        await this.#failed(error);
        const pause = SHORTEST_PAUSE_MS * 2 ** Math.min(this.#failures, 10);
        await this.#pause(Math.min(pause, LONGEST_PAUSE_MS));
      }
    }
  }

  async #follow(turn: number): Promise<void> {
    const { clock, open, store, threads, directory, raised } = this.#place;
    const { feeds, pollMs, poolMs } = await open(this.#chain);
    const plain = feeds[turn % feeds.length];
    if (!plain) throw new RangeError('at least one feed');
    const feed = plain.kind === 'blocks' ? sharedFeed(plain, clock) : plain;
    const knows = new Acquaintances(feed, directory);
    const now = () => new Date(clock.now());
    const about = { feed, knows, write: this.#write, db: store.db, threads };
    const means: Means = { ...about, now, raised };
    const { pool: waiting } = feed;
    for (let due = 0; !this.#signal.aborted; ) {
      // asked before the blocks are: what leaves the pool for a block is seen in its block
      const isDue = waiting !== undefined && clock.now() >= due;
      const pool = isDue ? await this.#pool(waiting) : null;
      if (isDue) due = clock.now() + (pool ? poolMs : POOL_AGAIN_MS);
      for (const id of this.#wanted) await this.#look(id, means, pool);
      this.#failures = 0;
      await this.#pause(pollMs);
    }
  }

  /** What waits for a block; that it cannot be had stops nothing. */
  async #pool(waiting: NonNullable<Feed['pool']>): Promise<Pool | null> {
    try {
      return await waiting(this.#signal);
    } catch (error) {
      this.#poolFailed(error);
      return null;
    }
  }

  #poolFailed(error: unknown): void {
    if (!isSourceFault(error)) throw error;
    const about = { chain: this.#chain, reason: error.message };
    this.#place.log.warn(about, 'what waits for a block is not seen now');
  }

  async #look(id: string, means: Means, pool: Pool | null): Promise<void> {
    const one = this.#open.get(id) ?? (await this.#begin(id, means));
    if (one === null) return;
    this.#open.set(id, one);
    if (!(await one.look(this.#signal))) this.#open.delete(id);
    else if (pool) await one.lookAtPool(pool, this.#signal).catch((e) => this.#poolFailed(e));
  }

  async #begin(id: string, means: Means): Promise<OneWatch | null> {
    const row = await means.db
      .selectFrom('watch')
      .selectAll()
      .where('id', '=', id)
      .where('status', '=', 'active')
      .executeTakeFirst();
    return row ? OneWatch.open(row, means, this.#signal) : null;
  }

  async #failed(error: unknown): Promise<void> {
    const { log } = this.#place;
    const about = { chain: this.#chain, failures: this.#failures };
    const isSource = isSourceFault(error);
    if (isSource) log.warn({ ...about, reason: error.message }, 'a chain is not seen now');
    else log.error({ ...about, error }, 'a chain could not be followed');
    // settings do not mend themselves
    if (this.#failures !== (error instanceof InputError ? 1 : TOLD_AFTER)) return;
    const why = isSource ? error.message : 'the program failed; its log says more';
    await this.#write((trx) => noteAll(trx, this.#wanted, `not seen now: ${why}`)).catch(() => {});
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#signal, ref: false }).catch(() => undefined);
  }
}

async function noteAll(trx: Db, ids: readonly string[], note: string): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('watch')
    .set({ cursor: sql<string>`jsonb_set(cursor, '{note}', to_jsonb(${note}::text))` })
    .where('id', 'in', ids)
    .execute();
}
