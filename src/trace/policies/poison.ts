import { clean, witnesses } from './lots.ts';
import type { Lot, Policy } from './policy.ts';

/**
 * If any lot is dirty, every column is wholly dirty with the union of the labels: reach, not
 * amounts. In accounts what stays is wholly dirty too, so the dirt is gone only when nothing stays.
 */
export const poison: Policy = {
  id: 'poison',
  conserves: false,
  together: false,
  outputs: (inputs, amounts) => spoil(inputs.flat(), amounts),
  outflow: spoil,
};

function spoil(lots: readonly Lot[], amounts: readonly bigint[]): Lot[][] {
  const labels = [...witnesses(lots)];
  return amounts.map((amount) => {
    if (labels.length === 0 || amount === 0n) return clean(amount);
    return labels.map(([label, { history }]) => ({ amount, label, history }));
  });
}
