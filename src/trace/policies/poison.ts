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

/**
 * Poison that an account keeps when it is emptied (`sticky`, tracing.md §2.3): whoever once held
 * dirt pays out dirt for ever. It bounds every policy on every ledger, also those that deal the
 * payments of a transaction together; lots of no units stand for the labels of an empty account.
 */
export const stickyPoison: Policy = {
  ...poison,
  outflow: (ledger, amounts) => {
    const columns = spoil(ledger, amounts);
    if (columns.at(-1)?.length !== 0) return columns;
    const marks = [...witnesses(ledger).values()].map((lot) => ({ ...lot, amount: 0n }));
    return [...columns.slice(0, -1), marks];
  },
};

function spoil(lots: readonly Lot[], amounts: readonly bigint[]): Lot[][] {
  const labels = [...witnesses(lots)];
  return amounts.map((amount) => {
    if (labels.length === 0 || amount === 0n) return clean(amount);
    return labels.map(([label, { history }]) => ({ amount, label, history }));
  });
}
