import { InputError } from '../base/errors.ts';
import type { AssetId, ChainId } from './port.ts';

/** How addresses and transaction ids of a chain are written. */
export type ChainFamily = 'evm' | 'tron' | 'bitcoin';

export interface Chain {
  /** CAIP-2. */
  readonly id: ChainId;
  /** The name used in files and on screens. */
  readonly name: string;
  /** Other names that people and files use. */
  readonly aliases: readonly string[];
  readonly family: ChainFamily;
  readonly model: 'account' | 'utxo';
  /** The native asset; `id` is CAIP-19 with the SLIP-44 coin type. */
  readonly native: { readonly id: AssetId; readonly symbol: string; readonly decimals: number };
  /** Pages of the customary explorer: `{tx}` and `{address}` stand for the id. */
  readonly explorer: { readonly tx: string; readonly address: string };
}

type EvmRow = readonly [id: number, names: string, symbol: string, slip44: number, site: string];

// chain number, names, native symbol, SLIP-44 coin type, explorer
const EVM: readonly EvmRow[] = [
  [1, 'ethereum eth mainnet ethereum_mainnet', 'ETH', 60, 'etherscan.io'],
  [10, 'optimism op op_mainnet', 'ETH', 60, 'optimistic.etherscan.io'],
  [25, 'cronos cro', 'CRO', 394, 'cronoscan.com'],
  [56, 'bsc bnb binance_smart_chain bnb_chain', 'BNB', 714, 'bscscan.com'],
  [100, 'gnosis xdai gnosis_chain', 'xDAI', 700, 'gnosisscan.io'],
  [137, 'polygon matic pol polygon_pos', 'POL', 966, 'polygonscan.com'],
  [250, 'fantom ftm', 'FTM', 1007, 'ftmscan.com'],
  [324, 'zksync zksync_era', 'ETH', 60, 'explorer.zksync.io'],
  [1284, 'moonbeam glmr', 'GLMR', 1284, 'moonscan.io'],
  [8453, 'base', 'ETH', 60, 'basescan.org'],
  [42161, 'arbitrum arbitrum_one arb', 'ETH', 60, 'arbiscan.io'],
  [42220, 'celo', 'CELO', 52752, 'celoscan.io'],
  [43114, 'avalanche avax avalanche_c', 'AVAX', 9005, 'snowtrace.io'],
  [59144, 'linea', 'ETH', 60, 'lineascan.build'],
  [81457, 'blast', 'ETH', 60, 'blastscan.io'],
  [534352, 'scroll', 'ETH', 60, 'scrollscan.com'],
];

function evm([number, names, symbol, slip44, site]: EvmRow): Chain {
  const [name = '', ...aliases] = names.split(' ');
  const id = `eip155:${number}`;
  return {
    id,
    name,
    aliases,
    family: 'evm',
    model: 'account',
    native: { id: `${id}/slip44:${slip44}`, symbol, decimals: 18 },
    explorer: { tx: `https://${site}/tx/{tx}`, address: `https://${site}/address/{address}` },
  };
}

const TRON = 'tron:0x2b6653dc';
const BITCOIN = 'bip122:000000000019d6689c085ae165831e93';

/** The chains that the program knows by name. */
export const CHAINS: readonly Chain[] = [
  ...EVM.map(evm),
  {
    id: TRON,
    name: 'tron',
    aliases: ['trx', 'tron_mainnet'],
    family: 'tron',
    model: 'account',
    native: { id: `${TRON}/slip44:195`, symbol: 'TRX', decimals: 6 },
    explorer: {
      tx: 'https://tronscan.org/#/transaction/{tx}',
      address: 'https://tronscan.org/#/address/{address}',
    },
  },
  {
    id: BITCOIN,
    name: 'bitcoin',
    aliases: ['btc', 'bitcoin_mainnet'],
    family: 'bitcoin',
    model: 'utxo',
    native: { id: `${BITCOIN}/slip44:0`, symbol: 'BTC', decimals: 8 },
    explorer: {
      tx: 'https://mempool.space/tx/{tx}',
      address: 'https://mempool.space/address/{address}',
    },
  },
];

const BY_NAME = new Map(
  CHAINS.flatMap((chain) =>
    [chain.id, chain.name, ...chain.aliases].map((name) => [name, chain] as const),
  ),
);

/** The chain of a name or alias (any case; spaces, hyphens as `_`) or of a CAIP-2 id, or null. */
export function chainOf(name: string): Chain | null {
  const plain = name.trim().toLowerCase();
  return BY_NAME.get(plain) ?? BY_NAME.get(plain.replace(/[ -]+/g, '_')) ?? null;
}

/**
 * As `chainOf`, for a name that must be known.
 * @throws InputError naming the chains that are known
 */
export function parseChain(name: string, label: string): Chain {
  const chain = chainOf(name);
  if (chain) return chain;
  const known = CHAINS.map((item) => item.name).join(', ');
  throw new InputError(label, 'a known chain', name, `known chains: ${known}`);
}
