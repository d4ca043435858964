import type { Chain } from './chains.ts';
import type { EvidenceRun } from './evidence/run.ts';
import { proveEvm } from './evm/prove.ts';
import { openSource, type World } from './open-source.ts';
import type { Proof } from './proofs.ts';
import type { Source } from './source.ts';
import type { SourceConfig, SourceKind } from './source-config.ts';
import { proveTron } from './tron/prove.ts';

/** A transaction that is to be proved, in the block that the ledger gave for it. */
export interface ToProve {
  readonly tx: string;
  readonly block: number;
}

/** Proofs, and of each transaction that could not be proved the reason. */
export interface ProvedAll {
  readonly proofs: readonly Proof[];
  readonly unproved: readonly { readonly tx: string; readonly why: string }[];
}

/** Headers behind a block of Tron that are signed by others. */
const FOLLOWERS = 3;

/** Kinds of source that serve what a proof is made of. */
const SERVE: Readonly<Record<Chain['family'], readonly SourceKind[]>> = {
  bitcoin: ['bitcoin-core', 'esplora'],
  evm: ['evm-rpc'],
  tron: ['trongrid', 'tron-node'],
};

/**
 * Asks the sources of a chain for what proves these transactions. The first that serves it is
 * asked; on EVM chains the others are asked whether they know the block by the same hash.
 */
export async function proveAll(
  chain: Chain,
  wanted: readonly ToProve[],
  configs: readonly SourceConfig[],
  world: World,
  evidence: EvidenceRun,
  signal?: AbortSignal,
): Promise<ProvedAll> {
  const [first] = configs.filter(({ kind }) => SERVE[chain.family].includes(kind));
  if (!first) {
    const why = `no source of ${chain.name} serves proofs (${SERVE[chain.family].join(', ')} do)`;
    return { proofs: [], unproved: wanted.map(({ tx }) => ({ tx, why })) };
  }
  const open = (config: SourceConfig): Source => openSource(config, world, evidence);
  switch (chain.family) {
    case 'tron':
      return proveTron(wanted, open(first), FOLLOWERS, { signal });
    case 'evm': {
      const speaks = ({ kind }: SourceConfig) => kind === 'evm-rpc' || kind === 'blockscout';
      const others = configs.filter((config) => config !== first && speaks(config));
      return proveEvm(wanted, chain, [first, ...others].map(open), signal);
    }
    case 'bitcoin':
      return { proofs: [], unproved: wanted.map(({ tx }) => ({ tx, why: 'pending' })) };
  }
}
