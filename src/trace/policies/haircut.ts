import { byLabel, clean, sum, witnesses } from './lots.ts';
import type { Lot, Policy } from './policy.ts';

/**
 * Pro rata: each column gets its share of each label. Histories are blended, so a lot carries that
 * of the oldest lot of its label: one witness, not the whole past.
 */
export const haircut: Policy = {
  id: 'haircut',
  conserves: true,
  together: false,
  outputs: (inputs, amounts) => share(inputs.flat(), amounts),
  outflow: share,
};

function share(lots: readonly Lot[], amounts: readonly bigint[]): Lot[][] {
  const total = sum(lots);
  const capacity = [...amounts];
  const columns: Lot[][] = amounts.map(() => []);
  const past = witnesses(lots);
  for (const [label, dirty] of byLabel(lots)) {
    const history = past.get(label)?.history ?? -1;
    spread(dirty, amounts, total, capacity).forEach((amount, j) => {
      if (amount === 0n) return;
      columns[j]?.push({ amount, label, history });
      capacity[j] = (capacity[j] ?? 0n) - amount;
    });
  }
  return columns.map((column, j) => [...column, ...clean(capacity[j] ?? 0n)]);
}

/** Largest remainder under capacities (tracing.md §2.3): what earlier labels took is not free. */
function spread(
  dirty: bigint,
  amounts: readonly bigint[],
  total: bigint,
  capacity: readonly bigint[],
): bigint[] {
  const shares = amounts.map((amount, j) => {
    const exact = (dirty * amount) / total;
    const free = capacity[j] ?? 0n;
    return exact < free ? exact : free;
  });
  const turns = amounts
    .map((amount, j) => ({ j, rest: (dirty * amount) % total }))
    .sort((a, b) => (a.rest === b.rest ? a.j - b.j : a.rest > b.rest ? -1 : 1));
  let missing = dirty - shares.reduce((a, b) => a + b, 0n);
  while (missing > 0n) {
    for (const { j } of turns) {
      const share = shares[j] ?? 0n;
      if (missing === 0n || share >= (capacity[j] ?? 0n)) continue;
      shares[j] = share + 1n;
      missing -= 1n;
    }
  }
  return shares;
}
