import type { Outpoint, UtxoOutput, UtxoTransaction } from '../../src/ledger/port.ts';
import type { CoinBlock, CoinOptions } from '../../src/trace/coins.ts';
import { policies } from '../../src/trace/policies/index.ts';
import { POLICY_IDS } from '../../src/trace/policies/policy.ts';

/** `M3:0` as an outpoint. */
export function outpoint(coin: string): Outpoint {
  const [tx = '', index] = coin.split(':');
  return { tx, index: Number(index) };
}

/** A transaction of which only the money matters; each output goes to a holder named after it. */
export function transaction(
  id: string,
  inputs: readonly (Outpoint & { readonly amount: bigint | null })[],
  outputs: readonly (bigint | Partial<UtxoOutput>)[],
): UtxoTransaction {
  return {
    id,
    block: null,
    time: 0,
    txIndex: null,
    coinbase: false,
    inputs: inputs.map((input) => ({ ...input, holder: null })),
    outputs: outputs.map((output, i) => ({
      amount: 0n,
      holder: `${id}:${i}`,
      script: '',
      burn: false,
      ...(typeof output === 'bigint' ? { amount: output } : output),
    })),
    origin: { input: 0, line: 1 },
  };
}

export function coinbase(id: string, outputs: readonly bigint[]): UtxoTransaction {
  return { ...transaction(id, [], outputs), coinbase: true };
}

export function block(
  hash: string,
  transactions: readonly UtxoTransaction[],
  subsidy: bigint | null = null,
): CoinBlock {
  return { hash, subsidy, transactions };
}

/** Every policy, one asset, no stops and no mixes, unless said otherwise. */
export function options(given: Partial<CoinOptions>): CoinOptions {
  return {
    rules: POLICY_IDS.map((id) => policies[id]),
    seeds: [],
    asset: 0,
    fees: 'drop',
    collision: 'seed',
    stops: () => false,
    follows: () => true,
    mixes: () => false,
    ...given,
  };
}
