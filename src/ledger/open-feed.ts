import { InputError } from '../base/errors.ts';
import { type TokenClaim, tokenLookup } from './assets.ts';
import { coreFeed } from './bitcoin/core-feed.ts';
import { esploraPool } from './bitcoin/esplora-pool.ts';
import { networkOf } from './bitcoin/network.ts';
import type { Chain } from './chains.ts';
import type { EvidenceRun } from './evidence/run.ts';
import { evmFeed } from './evm/feed.ts';
import type { Feed } from './feed.ts';
import { listFeed } from './list-feed.ts';
import { openLive } from './open-live.ts';
import { openSource, type World } from './open-source.ts';
import type { SourceConfig } from './source-config.ts';
import { tronFeed } from './tron/feed.ts';

/**
 * What follows a chain by one source: block by block where it gives whole blocks, else by its lists
 * of those watched.
 * @param unkept a run that keeps nothing: the same question has a new answer with every block
 * @throws InputError where the source is of another chain
 */
export function openFeed(
  chain: Chain,
  config: SourceConfig,
  world: World,
  unkept: EvidenceRun,
  tokens: readonly TokenClaim[] = [],
): Feed {
  const source = () => openSource(config, world, unkept);
  const network = networkOf(chain.id);
  const options = { world, evidence: unkept, tokens, crossCheck: false };
  const lists = () => listFeed(chain.id, () => openLive(chain, [config], options));
  switch (config.kind) {
    case 'evm-rpc':
      if (chain.family === 'evm') return evmFeed(chain, source(), tokenLookup(chain, tokens));
      break;
    case 'bitcoin-core':
      if (network) return coreFeed(source(), network);
      break;
    case 'trongrid':
    case 'tron-node':
      if (chain.family === 'tron') return tronFeed(source(), tokenLookup(chain, tokens));
      break;
    case 'tron-rpc':
      return {
        ...lists(),
        blind: 'of TRX alone nothing is seen: by JSON-RPC a node tells of tokens',
      };
    case 'esplora':
      return network ? { ...lists(), pool: esploraPool(source(), network) } : lists();
    case 'etherscan':
    case 'blockscout':
      return lists();
  }
  throw new InputError(`source for ${chain.name}`, 'a kind of source for this chain', config.kind);
}
