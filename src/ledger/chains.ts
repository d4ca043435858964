import { InputError } from '../base/errors.ts';
import { EVM_CHAINS, type EvmFacts, type EvmRow } from './evm-chains.ts';
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
  /** Pages of the customary explorer: `{tx}` and `{address}` stand for the id. Empty: none. */
  readonly explorer: { readonly tx: string; readonly address: string };
  /** Null for other families. */
  readonly evm: EvmFacts | null;
}

function evm(row: EvmRow): Chain {
  const [number, names, symbol, slip44, site, blockSeconds, confirmations, explorers] = row;
  const [name = '', ...aliases] = names.split(' ');
  const id = `eip155:${number}`;
  const hosts = explorers.split(' ').filter((host) => host.includes('.'));
  const etherscan = explorers.startsWith('etherscan');
  return {
    id,
    name,
    aliases,
    family: 'evm',
    model: 'account',
    native: { id: `${id}/slip44:${slip44}`, symbol, decimals: 18 },
    explorer: { tx: `https://${site}/tx/{tx}`, address: `https://${site}/address/{address}` },
    evm: { blockSeconds, confirmations, etherscan, blockscout: hosts[0] ?? null },
  };
}

/** Blocks of a chain that the program does not know. */
const UNKNOWN_CONFIRMATIONS = 3;

/** An EVM chain of which only the number is known: not even what its coin is called. */
function unknownEvm(id: ChainId): Chain {
  const confirmations = UNKNOWN_CONFIRMATIONS;
  return {
    id,
    name: id,
    aliases: [],
    family: 'evm',
    model: 'account',
    native: { id: `${id}/slip44:60`, symbol: 'unknown coin', decimals: 18 },
    // none: the id stands for itself
    explorer: { tx: '{tx}', address: '{address}' },
    evm: { blockSeconds: null, confirmations, etherscan: false, blockscout: null },
  };
}

const TRON = 'tron:0x2b6653dc';
const BITCOIN = 'bip122:000000000019d6689c085ae165831e93';

/** A test network of Bitcoin: its coins are worth nothing, and are not called BTC. */
function testBitcoin(id: ChainId, name: string, site: string | null): Chain {
  return {
    id,
    name: `bitcoin_${name}`,
    aliases: [name],
    family: 'bitcoin',
    model: 'utxo',
    native: { id: `${id}/slip44:1`, symbol: 'tBTC', decimals: 8 },
    explorer: {
      // none: the id stands for itself
      tx: site === null ? '{tx}' : `https://mempool.space/${site}/tx/{tx}`,
      address: site === null ? '{address}' : `https://mempool.space/${site}/address/{address}`,
    },
    evm: null,
  };
}

/** The chains that the program knows by name. */
export const CHAINS: readonly Chain[] = [
  ...EVM_CHAINS.map(evm),
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
    evm: null,
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
    evm: null,
  },
  testBitcoin('bip122:000000000933ea01ad0ee984209779ba', 'testnet', 'testnet'),
  testBitcoin('bip122:00000000da84f2bafbbc53dee25a72ae', 'testnet4', 'testnet4'),
  testBitcoin('bip122:00000008819873e925422c1ff0f99f7c', 'signet', 'signet'),
  testBitcoin('bip122:0f9188f13cb7b2c71f2a335e3a4fc328', 'regtest', null),
];

const BY_NAME = new Map(
  CHAINS.flatMap((chain) =>
    [chain.id, chain.name, ...chain.aliases].map((name) => [name, chain] as const),
  ),
);

/** Numbers as CAIP-2 writes them: chains beyond 2^53 there are none. */
const EIP155 = /^eip155:[1-9]\d{0,14}$/;

/**
 * The chain of a name or alias (any case; spaces, hyphens as `_`) or of a CAIP-2 id, or null. Every
 * `eip155:` number is a chain, known or not.
 */
export function chainOf(name: string): Chain | null {
  const plain = name.trim().toLowerCase();
  const known = BY_NAME.get(plain) ?? BY_NAME.get(plain.replace(/[ -]+/g, '_'));
  return known ?? (EIP155.test(plain) ? unknownEvm(plain) : null);
}

/**
 * As `chainOf`, for a name that must be known.
 * @throws InputError naming the chains that are known; of others on the EVM the number will do
 */
export function parseChain(name: string, label: string): Chain {
  const chain = chainOf(name);
  if (chain) return chain;
  const known = CHAINS.map((item) => item.name).join(', ');
  throw new InputError(label, 'a known chain', name, `known: ${known}; or eip155: and a number`);
}
