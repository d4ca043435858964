import { assert } from '../base/assert.ts';
import { networkOf } from './bitcoin/network.ts';
import { proveBitcoin } from './bitcoin/prove.ts';
import type { Chain } from './chains.ts';
import { proveEvm } from './evm/prove.ts';
import type { Proof } from './proofs.ts';
import type { Source } from './source.ts';
import type { SourceKind } from './source-config.ts';
import { proveTron } from './tron/prove.ts';

/** A transaction that is to be proved, in the block that the ledger gave for it. */
interface Wanted {
  readonly tx: string;
  readonly block: number;
}

/** Proofs, and of each transaction that could not be proved the reason. */
export interface Proved {
  readonly proofs: readonly Proof[];
  readonly unproved: readonly { readonly tx: string; readonly why: string }[];
}

/** A source and what it speaks. */
interface Prover {
  readonly source: Source;
  readonly kind: SourceKind;
}

/** Kinds of sources that serve what proofs are made of, by the family of their chains. */
const PROVERS: Readonly<Record<Chain['family'], readonly SourceKind[]>> = {
  evm: ['evm-rpc'],
  tron: ['trongrid', 'tron-node'],
  bitcoin: ['bitcoin-core', 'esplora'],
};

/** Two thirds of Tron's 27 witnesses, and one: after so many blocks one is not taken back. */
const TRON_FOLLOWERS = 19;

/**
 * Proofs of transactions from what sources of their chain serve; those that serve nothing of the
 * kind are not asked.
 */
export async function prove(
  wanted: readonly Wanted[],
  chain: Chain,
  provers: readonly Prover[],
  signal?: AbortSignal,
): Promise<Proved> {
  const kinds = PROVERS[chain.family];
  const able = provers.filter(({ kind }) => kinds.includes(kind));
  const [first] = able;
  if (!first) {
    const needed = kinds.length > 0 ? kinds.join(' or ') : 'none';
    const why = `no source of ${chain.name} serves proofs (kinds that do: ${needed})`;
    return { proofs: [], unproved: wanted.map(({ tx }) => ({ tx, why })) };
  }
  switch (chain.family) {
    case 'evm':
      return proveEvm(
        wanted,
        chain,
        able.map(({ source }) => source),
        signal,
      );
    case 'tron':
      return proveTron(wanted, first.source, TRON_FOLLOWERS, signal ? { signal } : {});
    case 'bitcoin': {
      const network = networkOf(chain.id);
      assert(network !== null, 'a Bitcoin network');
      const kind = first.kind === 'esplora' ? 'esplora' : 'bitcoin-core';
      return proveBitcoin(wanted, network, { kind, source: first.source }, signal);
    }
  }
}
