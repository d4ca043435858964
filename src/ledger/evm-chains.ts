/** What is particular to an EVM chain. */
export interface EvmFacts {
  /** Seconds from block to block, about; null where they vary too much to say. */
  readonly blockSeconds: number | null;
  /**
   * The newest blocks that a live ledger leaves alone because they may still be replaced: a few
   * where votes come later or one sequencer may have to begin again, and two where a block is final
   * as soon as it is there: of the nodes behind one name some are late.
   */
  readonly confirmations: number;
  /** Whether Etherscan's API V2 serves it, by its number. */
  readonly etherscan: boolean;
  /** Host of a Blockscout, or null. */
  readonly blockscout: string | null;
}

export type EvmRow = readonly [
  number: number,
  /** The first is the program's own. */
  names: string,
  symbol: string,
  /** SLIP-44 coin type; that of ether where the coin has none of its own. */
  slip44: number,
  site: string,
  blockSeconds: number | null,
  confirmations: number,
  /** `etherscan`, a Blockscout's host, both or neither. */
  explorers: string,
];

/**
 * Numbers, symbols and sites as in ethereum-lists/chains and the chains' own documents; Etherscan's
 * as in the list of chains of its API V2.
 */
export const EVM_CHAINS: readonly EvmRow[] = [
  [
    1,
    'ethereum eth mainnet ethereum_mainnet',
    'ETH',
    60,
    'etherscan.io',
    12,
    3,
    'etherscan eth.blockscout.com',
  ],
  [
    10,
    'optimism op op_mainnet',
    'ETH',
    60,
    'optimistic.etherscan.io',
    2,
    2,
    'etherscan optimism.blockscout.com',
  ],
  [25, 'cronos cro', 'CRO', 394, 'cronoscan.com', null, 2, 'etherscan'],
  [56, 'bsc bnb binance_smart_chain bnb_chain', 'BNB', 714, 'bscscan.com', 0.75, 5, 'etherscan'],
  [
    100,
    'gnosis xdai gnosis_chain',
    'xDAI',
    700,
    'gnosisscan.io',
    5,
    3,
    'etherscan gnosis.blockscout.com',
  ],
  [130, 'unichain uni', 'ETH', 60, 'uniscan.xyz', 1, 2, 'etherscan unichain.blockscout.com'],
  [
    137,
    'polygon matic pol polygon_pos',
    'POL',
    966,
    'polygonscan.com',
    2,
    5,
    'etherscan polygon.blockscout.com',
  ],
  [143, 'monad mon', 'MON', 268435779, 'monadscan.com', 0.4, 3, 'etherscan'],
  [146, 'sonic', 'S', 60, 'sonicscan.org', null, 2, 'etherscan'],
  [204, 'opbnb op_bnb', 'BNB', 714, 'opbnb.bscscan.com', null, 3, 'etherscan'],
  [250, 'fantom ftm', 'FTM', 1007, 'ftmscan.com', null, 2, ''],
  [252, 'fraxtal', 'FRAX', 60, 'fraxscan.com', 2, 2, 'etherscan'],
  [
    324,
    'zksync zksync_era',
    'ETH',
    60,
    'explorer.zksync.io',
    null,
    3,
    'etherscan zksync.blockscout.com',
  ],
  [480, 'world_chain worldchain world', 'ETH', 60, 'worldscan.org', 2, 2, 'etherscan'],
  [999, 'hyperevm hyper_evm', 'HYPE', 60, 'hyperevmscan.io', 1, 2, 'etherscan'],
  [1284, 'moonbeam glmr', 'GLMR', 1284, 'moonscan.io', 6, 3, 'etherscan'],
  [1285, 'moonriver movr', 'MOVR', 1285, 'moonriver.moonscan.io', 6, 3, 'etherscan'],
  [1329, 'sei', 'SEI', 60, 'seiscan.io', null, 2, 'etherscan'],
  [1868, 'soneium', 'ETH', 60, 'soneium.blockscout.com', 2, 2, 'soneium.blockscout.com'],
  [2741, 'abstract', 'ETH', 60, 'abscan.org', null, 3, 'etherscan'],
  [5000, 'mantle mnt', 'MNT', 60, 'mantlescan.xyz', 2, 2, 'etherscan'],
  [8453, 'base', 'ETH', 60, 'basescan.org', 2, 2, 'etherscan base.blockscout.com'],
  [33139, 'apechain ape_chain', 'APE', 60, 'apescan.io', null, 2, 'etherscan'],
  [34443, 'mode', 'ETH', 60, 'modescan.io', 2, 2, 'explorer.mode.network'],
  [
    42161,
    'arbitrum arbitrum_one arb',
    'ETH',
    60,
    'arbiscan.io',
    0.25,
    4,
    'etherscan arbitrum.blockscout.com',
  ],
  [42170, 'arbitrum_nova nova', 'ETH', 60, 'nova.arbiscan.io', null, 2, 'etherscan'],
  [42220, 'celo', 'CELO', 52752, 'celoscan.io', 1, 2, 'etherscan celo.blockscout.com'],
  [43114, 'avalanche avax avalanche_c', 'AVAX', 9005, 'snowtrace.io', null, 2, 'etherscan'],
  [57073, 'ink', 'ETH', 60, 'explorer.inkonchain.com', 1, 2, 'explorer.inkonchain.com'],
  [59144, 'linea', 'ETH', 60, 'lineascan.build', 2, 2, 'etherscan'],
  [80094, 'berachain bera', 'BERA', 60, 'berascan.com', 2, 2, 'etherscan'],
  [81457, 'blast', 'ETH', 60, 'blastscan.io', 2, 2, 'etherscan'],
  [167000, 'taiko', 'ETH', 60, 'taikoscan.io', null, 3, 'etherscan'],
  [534352, 'scroll', 'ETH', 60, 'scrollscan.com', 3, 2, 'etherscan scroll.blockscout.com'],
  [747474, 'katana', 'ETH', 60, 'katanascan.com', null, 2, 'etherscan'],
  [7777777, 'zora', 'ETH', 60, 'explorer.zora.energy', 2, 2, 'explorer.zora.energy'],
];
