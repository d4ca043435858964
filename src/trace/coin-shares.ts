import { found } from '../base/assert.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Outpoint, UtxoTransaction } from '../ledger/port.ts';
import type { PlaceId } from './coin-trace.ts';
import type { Coins } from './coins.ts';
import type { PolicyId } from './policies/policy.ts';

/** A dirty coin as an input of a transaction on the path. */
export interface PathInput extends Outpoint {
  readonly place: PlaceId;
  readonly amount: bigint;
}

/** Where the dirty units of an output came from, by policy, then by place. */
export type Shares = ReadonlyMap<PolicyId, ReadonlyMap<PlaceId, bigint>>;

/**
 * Who paid into a transaction and, where several places did or seeds stand, which part of what it
 * makes came from each of them.
 */
export function paidBy(
  tx: UtxoTransaction,
  spent: readonly PathInput[],
  isSeed: boolean,
  policies: readonly PolicyId[],
  coins: Coins,
): { readonly inputs: readonly PathInput[]; readonly shares: ReadonlyMap<number, Shares> | null } {
  const inputs = spent.map(({ tx, index, place, amount }) => ({ tx, index, place, amount }));
  const several = isSeed || new Set(inputs.map(({ place }) => place)).size > 1;
  const shares = several && inputs.length > 0 ? sharesOf(tx, inputs, policies, coins) : null;
  return { inputs, shares };
}

/** Which place each dirty unit of each output was spent from, as its lots' histories say. */
function sharesOf(
  tx: UtxoTransaction,
  inputs: readonly PathInput[],
  policies: readonly PolicyId[],
  coins: Coins,
): Map<number, Shares> {
  const places = new Map(inputs.map((input) => [outpointKey(input.tx, input.index), input.place]));
  const byOutput = new Map<number, Shares>();
  for (const index of tx.outputs.keys()) {
    const shares = new Map<PolicyId, Map<PlaceId, bigint>>();
    for (const policy of policies) {
      const sums = new Map<PlaceId, bigint>();
      for (const { amount, steps } of coins.lots(policy, { tx: tx.id, index })) {
        const before = steps[1];
        // A lot without an earlier step is a seed: nothing brought it here
        if (!before) continue;
        const place = found(places.get(outpointKey(before.tx, before.index)), 'input of a lot');
        sums.set(place, (sums.get(place) ?? 0n) + amount);
      }
      shares.set(policy, sums);
    }
    byOutput.set(index, shares);
  }
  return byOutput;
}
