// Small chains made up for the tests of clustering, and the plainest reading of the rules.

import fc from 'fast-check';
import type { Verdict } from '../../src/attribution/cluster/shapes.ts';
import type { UtxoTransaction } from '../../src/ledger/port.ts';
import { fromKeys, toKeys, transactionOf } from '../ledger/bitcoin-mixes.ts';

export const NONE: Verdict = { kind: 'none' };
export const MIX: Verdict = { kind: 'mix', mix: 'made-up' };

/** Ids that are none of those from which `fromKeys` spends. */
export const idOf = (n: number): string => `c0de${n.toString(16).padStart(60, '0')}`;
export const numberOf = (id: string): number => Number.parseInt(id.slice(4), 16);

/** A transaction that these keys sign and that pays one other key. */
export function signedBy(number: number, keys: readonly number[]): UtxoTransaction {
  const inputs = fromKeys(keys.map((key) => [10_000n, key] as const));
  const outputs = toKeys([[BigInt(keys.length) * 10_000n - 500n, 900 + number]]);
  return transactionOf(inputs, outputs, idOf(number));
}

/** The address of a key of `signedBy`. */
export const holderOf = (key: number): string => toKeys([[1n, key]])[0]?.holder ?? '';

/** Signers of each of some transactions. */
export const signers = fc.array(fc.array(fc.nat(14), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 14,
});

interface Decisions {
  readonly vetoed: ReadonlySet<number>;
  readonly reviewed: ReadonlySet<number>;
}

/** Clusters as sets, joined one by one in the order given. */
export function plainClusters(
  chain: readonly (readonly number[])[],
  { vetoed, reviewed }: Decisions,
  limit: number,
): Map<number, Set<number>> {
  const sets = new Map<number, Set<number>>();
  const setOf = (key: number): Set<number> => {
    const set = sets.get(key) ?? new Set([key]);
    sets.set(key, set);
    return set;
  };
  for (const [number, keys] of chain.entries()) {
    for (const key of keys) setOf(key);
    const [first, ...others] = new Set(keys);
    if (vetoed.has(number) || first === undefined) continue;
    for (const other of others) {
      const [x, y] = [setOf(first), setOf(other)];
      const waits = x.size > limit && y.size > limit && !reviewed.has(number);
      if (x === y || waits) continue;
      for (const key of y) {
        x.add(key);
        sets.set(key, x);
      }
    }
  }
  return sets;
}
