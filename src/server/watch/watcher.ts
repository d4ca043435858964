import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { Store } from '../../store/store.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { activeWatches } from '../../store/watches.ts';
import type { Threads } from '../work/threads.ts';
import type { Directory } from './acquaintances.ts';
import { ChainWatch, type Opened } from './chain-watch.ts';
import { cursorSchema } from './cursor.ts';

type Line = (about: object, message: string) => void;

/** What the watching is done with. */
export interface WatcherPlace {
  readonly store: Store;
  readonly threads: Threads;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: { readonly info: Line; readonly warn: Line; readonly error: Line };
  /** How a chain is followed. @throws InputError where no source of it is configured */
  readonly open: (chain: ChainId) => Promise<Opened>;
  /** Alerts were written that are to be sent. */
  readonly raised: () => void;
}

/** Of the lock that whoever follows the chains holds: any number, the same for all programs. */
const LOCK = 0x68_75_65_77;
/** Milliseconds between two looks at which watches there are, or whether nobody leads. */
const LOOK_MS = 1000;

/**
 * Follows the chains of all active watches, in one program of those on a store: the one whose
 * connection holds a lock. It writes through the same connection, so that a program that has lost
 * the lock can write nothing any more, and its successor begins where the last write left off.
 */
export class Watcher {
  readonly #place: WatcherPlace;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(place: WatcherPlace) {
    this.#place = place;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort('stopped');
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, log } = this.#place;
    while (!this.#stop.signal.aborted) {
      try {
        await store.db.connection().execute(async (db) => {
          const got = await sql<{
            got: boolean;
          }>`select pg_try_advisory_lock(${LOCK}) as got`.execute(db);
          if (!got.rows[0]?.got) return;
          try {
            await this.#lead(db);
          } finally {
            // the connection goes back to a pool: its lock would stay
            await sql`select pg_advisory_unlock(${LOCK})`.execute(db);
          }
        });
      } catch (error) {
        log.warn({ error }, 'the watching ended, and is begun again');
      }
      await this.#pause(LOOK_MS);
    }
  }

  async #lead(db: Db): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, ended.signal]);
    const chains = new Map<ChainId, ChainWatch>();
    const write = this.#writer(db, ended);
    try {
      while (!signal.aborted) {
        await this.#assign(chains, write, signal);
        await this.#pause(LOOK_MS, signal);
      }
    } finally {
      ended.abort('ended');
      await Promise.all([...chains.values()].map((chain) => chain.ended));
    }
    if (ended.signal.reason instanceof Error) throw ended.signal.reason;
  }

  /** Transactions on the one connection, one after another; the first that fails ends the lead. */
  #writer(db: Db, ended: AbortController): (work: (trx: Db) => Promise<void>) => Promise<void> {
    let last: Promise<unknown> = Promise.resolve();
    return (work) => {
      const next = last.then(async () => {
        ended.signal.throwIfAborted();
        try {
          await inTransaction(db, work);
        } catch (error) {
          ended.abort(error);
          throw error;
        }
      });
      last = next.catch(() => undefined);
      return next;
    };
  }

  /** Gives each chain its active watches. */
  async #assign(
    chains: Map<ChainId, ChainWatch>,
    write: (work: (trx: Db) => Promise<void>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { store } = this.#place;
    const byChain = Map.groupBy(await activeWatches(store.db), ({ cursor }) => {
      return cursorSchema.safeParse(cursor).data?.chain ?? '';
    });
    for (const [chain, watches] of byChain) {
      if (chain === '') continue;
      const known = chains.get(chain) ?? new ChainWatch(chain, this.#place, write, signal);
      chains.set(chain, known);
      known.watch(watches.map(({ id }) => id));
    }
    for (const [chain, known] of chains) if (!byChain.has(chain)) known.watch([]);
  }

  async #pause(ms: number, signal = this.#stop.signal): Promise<void> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
