import type { SourceConfig } from './source-config.ts';

/**
 * Public Blockscout explorers, one a chain: those that Blockscout lists as its own (chainscout,
 * data/chains.json), and the explorers of Optimism (docs.optimism.io) and Linea (docs.linea.build),
 * which are Blockscout's too.
 */
const BLOCKSCOUT: readonly (readonly [chain: string, host: string])[] = [
  ['ethereum', 'eth.blockscout.com'],
  ['optimism', 'explorer.optimism.io'],
  ['gnosis', 'gnosis.blockscout.com'],
  ['polygon', 'polygon.blockscout.com'],
  ['zksync', 'zksync.blockscout.com'],
  ['base', 'base.blockscout.com'],
  ['arbitrum', 'arbitrum.blockscout.com'],
  ['celo', 'celo.blockscout.com'],
  ['linea', 'explorer.linea.build'],
  ['scroll', 'scroll.blockscout.com'],
];

/** Public sources that need no key. None of them promises anything; one's own node is better. */
export const DEFAULT_SOURCES: readonly SourceConfig[] = [
  { chain: 'bitcoin', kind: 'esplora', name: 'mempool.space', url: 'https://mempool.space/api' },
  {
    chain: 'bitcoin',
    kind: 'esplora',
    name: 'blockstream.info',
    url: 'https://blockstream.info/api',
  },
  ...BLOCKSCOUT.map(([chain, host]): SourceConfig => {
    return { chain, kind: 'blockscout', name: host, url: `https://${host}` };
  }),
  { chain: 'tron', kind: 'trongrid', name: 'api.trongrid.io', url: 'https://api.trongrid.io' },
];
