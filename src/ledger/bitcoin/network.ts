import { SourceError } from '../../base/errors.ts';
import type { ChainId } from '../port.ts';

/** What tells one Bitcoin network from another. */
export interface Network {
  readonly name: 'mainnet' | 'testnet' | 'testnet4' | 'signet' | 'regtest';
  /** CAIP-2, namespace bip122: the first 32 hex digits of the genesis block's hash. */
  readonly chain: ChainId;
  /** Hash of block 0. */
  readonly genesis: string;
  /** Message start, as it stands before every block of a node's block files. */
  readonly magic: number;
  /** Version byte of P2PKH addresses (Base58Check). */
  readonly keyHash: number;
  /** Version byte of P2SH addresses. */
  readonly scriptHash: number;
  /** Human-readable part of BIP173 addresses. */
  readonly hrp: string;
  /** The easiest target that a header may claim. */
  readonly powLimit: bigint;
  /** From this height a coinbase of a block of version 2 or above states its height (BIP34). */
  readonly bip34: number;
  /** Blocks between two halvings of the subsidy. */
  readonly halving: number;
}

/**
 * Version 2 blocks were held to BIP34 on mainnet from 224,413 on, when 750 of the last 1,000 were
 * of that version; from 227,931 on every block was.
 */
export const MAINNET: Network = {
  name: 'mainnet',
  chain: 'bip122:000000000019d6689c085ae165831e93',
  genesis: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  magic: 0xf9beb4d9,
  keyHash: 0x00,
  scriptHash: 0x05,
  hrp: 'bc',
  powLimit: 2n ** 224n - 1n,
  bip34: 224_413,
  halving: 210_000,
};

/** What the public test networks share; their coins are worth nothing. */
const TEST = { keyHash: 0x6f, scriptHash: 0xc4, hrp: 'tb', halving: 210_000 } as const;

const TESTNET: Network = {
  ...TEST,
  name: 'testnet',
  chain: 'bip122:000000000933ea01ad0ee984209779ba',
  genesis: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  magic: 0x0b110907,
  powLimit: 2n ** 224n - 1n,
  bip34: 21_111,
};

/** BIP94. */
const TESTNET4: Network = {
  ...TEST,
  name: 'testnet4',
  chain: 'bip122:00000000da84f2bafbbc53dee25a72ae',
  genesis: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  magic: 0x1c163f28,
  powLimit: 2n ** 224n - 1n,
  bip34: 1,
};

/** The public signet of BIP325, whose blocks carry a signature besides their work. */
const SIGNET: Network = {
  ...TEST,
  name: 'signet',
  chain: 'bip122:00000008819873e925422c1ff0f99f7c',
  genesis: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
  magic: 0x0a03cf40,
  powLimit: 0x377aen << 216n,
  bip34: 1,
};

/** A chain of one's own, whose blocks cost next to nothing: for simulations. */
export const REGTEST: Network = {
  ...TEST,
  name: 'regtest',
  chain: 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328',
  genesis: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  magic: 0xfabfb5da,
  hrp: 'bcrt',
  powLimit: 2n ** 255n - 1n,
  bip34: 1,
  halving: 150,
};

export const NETWORKS: readonly Network[] = [MAINNET, TESTNET, TESTNET4, SIGNET, REGTEST];

/** The network of a CAIP-2 id, or null where it is none of Bitcoin's. */
export function networkOf(chain: ChainId): Network | null {
  return NETWORKS.find((network) => network.chain === chain) ?? null;
}

/**
 * Refuses a source whose first block is another network's.
 * @throws SourceError
 */
export function expectNetwork(source: string, genesis: string, network: Network): void {
  if (genesis === network.genesis) return;
  const other = NETWORKS.find((known) => known.genesis === genesis);
  const served = other ? `Bitcoin ${other.name}` : `the chain of block ${genesis.slice(0, 16)}…`;
  throw new SourceError(source, `it serves ${served}, not Bitcoin ${network.name}`, false);
}

/** 21 million coins in satoshi, less than 2^53: no output and no sum of outputs may exceed it. */
export const MAX_MONEY = 2_100_000_000_000_000n;

/** The new coins that a block of this height may create, in satoshi. */
export function subsidy(height: number, network: Network = MAINNET): bigint {
  const halvings = Math.floor(height / network.halving);
  return halvings >= 64 ? 0n : 5_000_000_000n >> BigInt(halvings);
}
