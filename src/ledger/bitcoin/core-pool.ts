import { SourceError } from '../../base/errors.ts';
import type { Pool } from '../feed.ts';
import type { Outpoint } from '../port.ts';
import type { Source } from '../source.ts';
import { CoreNode } from './core-node.ts';
import { outpointKey } from './ledger.ts';
import type { Network } from './network.ts';
import { descend, spentBy } from './pool.ts';

/** Coins in one question, and in all of one look: more are looked at in turns. */
const AT_ONCE = 1000;
const MOST_COINS = 20_000;
/** Transactions of the pool that are read in one look: the newest first. */
const MOST_READ = 2000;
/** Transactions of which is kept what they spend. */
const MOST_KEPT = 200_000;

/**
 * What waits for a block at a node. Bitcoin Core 24 and later is asked what spends the coins that
 * are watched (`gettxspendingprevout`); of others all that waits is listed, and each transaction is
 * read once.
 */
export function corePool(
  source: Source,
  network: Network,
): (signal?: AbortSignal) => Promise<Pool> {
  // a node remembers small answers, which here would be those of an older state
  const node = () => new CoreNode(source, network);
  let answersSpends: boolean | null = null;
  const listed = new ListedPool();
  return async (signal) => {
    answersSpends ??= await tellsSpends(node(), signal);
    if (answersSpends) return askedPool(node());
    await listed.refresh(node(), signal);
    return {
      most: MOST_COINS,
      spending: (coins, stop) =>
        descend(coins, network, {
          spenders: async (some) => some.map((coin) => listed.spender(coin)),
          read: (ids) => node().bare(ids, stop),
        }),
      having: async (ids) => new Set(ids.filter((id) => listed.has(id))),
    };
  };

  function askedPool(asked: CoreNode): Pool {
    return {
      most: MOST_COINS,
      spending: (coins, signal) =>
        descend(coins, network, {
          spenders: async (some) => {
            const found: (string | null)[] = [];
            for (let start = 0; start < some.length; start += AT_ONCE) {
              found.push(...(await asked.spending(some.slice(start, start + AT_ONCE), signal)));
            }
            return found;
          },
          read: (ids) => asked.bare(ids, signal),
        }),
      async having(ids, signal) {
        const raws = await asked.bare(ids, signal);
        return new Set(ids.filter((_, i) => raws[i]));
      },
    };
  }
}

async function tellsSpends(node: CoreNode, signal?: AbortSignal): Promise<boolean> {
  try {
    await node.spending([{ tx: '0'.repeat(64), index: 0 }], signal);
    return true;
  } catch (error) {
    if (error instanceof SourceError && !error.retry) return false;
    throw error;
  }
}

/** All that waits at a node, and what it spends, as far as it was read. */
class ListedPool {
  /** By id the keys of what it spends; null until it is read. */
  readonly #spends = new Map<string, readonly string[] | null>();
  readonly #spenders = new Map<string, string>();

  has(id: string): boolean {
    return this.#spends.has(id);
  }

  spender({ tx, index }: Outpoint): string | null {
    return this.#spenders.get(outpointKey(tx, index)) ?? null;
  }

  /** Takes the list anew and reads what is new in it. */
  async refresh(node: CoreNode, signal?: AbortSignal): Promise<void> {
    const ids = new Set(await node.waiting(signal));
    for (const [id, keys] of this.#spends) {
      if (ids.has(id)) continue;
      this.#spends.delete(id);
      for (const key of keys ?? []) if (this.#spenders.get(key) === id) this.#spenders.delete(key);
    }
    const fresh = [...ids].filter((id) => !this.#spends.has(id));
    const later = [...this.#spends].flatMap(([id, keys]) => (keys === null ? [id] : []));
    for (const id of fresh) this.#spends.set(id, null);
    const room = Math.max(0, MOST_KEPT - (this.#spends.size - fresh.length - later.length));
    const wanted = [...fresh, ...later].slice(0, Math.min(MOST_READ, room));
    const raws = await node.bare(wanted, signal);
    for (const [i, id] of wanted.entries()) {
      const raw = raws[i];
      if (!raw) continue;
      const keys = spentBy(raw);
      this.#spends.set(id, keys);
      for (const key of keys) this.#spenders.set(key, id);
    }
  }
}
