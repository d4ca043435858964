import type { Pool } from '../feed.ts';
import type { Source } from '../source.ts';
import { EsploraApi } from './esplora-api.ts';
import type { Network } from './network.ts';
import { descend } from './pool.ts';

/** Coins of one look: an explorer is asked for each, and is somebody else's. */
const MOST_COINS = 20;

/** What waits for a block at an explorer: asked coin by coin, some at each look. */
export function esploraPool(source: Source, network: Network): () => Promise<Pool> {
  return async () => {
    const api = new EsploraApi(source);
    return {
      most: MOST_COINS,
      spending: (coins, signal) =>
        descend(coins, network, {
          spenders: (some) => {
            return Promise.all(
              some.map(async ({ tx, index }) => {
                const spend = (await api.spends(tx, signal))?.[index] ?? null;
                return spend?.block === null ? spend.id : null;
              }),
            );
          },
          read: async (ids) => {
            const found = await Promise.all(ids.map((id) => api.transaction(id, signal)));
            return found.map((tx) => (tx?.block === null ? tx.raw : null));
          },
        }),
      async having(ids, signal) {
        const found = await Promise.all(ids.map((id) => api.transaction(id, signal)));
        return new Set(ids.filter((_, i) => found[i] !== null));
      },
    };
  };
}
