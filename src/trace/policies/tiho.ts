import { deal, sorted, staying } from './lots.ts';
import type { Lot, Policy } from './policy.ts';

/**
 * Taint in, highest out: the dirty lots go to the most valuable output, ties to the lower index,
 * the fee or what stays last. Accounts: the recipients that one transaction pays are the outputs;
 * with one recipient it is the same as `dirty_first`.
 */
export const tiho: Policy = {
  id: 'tiho',
  conserves: true,
  together: true,
  outputs: (inputs, amounts) => highestFirst(sorted(inputs.flat(), 'dirty'), amounts),
  outflow: (ledger, amounts) => {
    const columns = highestFirst(sorted(ledger, 'dirty'), amounts);
    const paid = columns.slice(0, -1);
    return [...paid, staying(ledger, paid.flat())];
  },
};

function highestFirst(queue: readonly Lot[], amounts: readonly bigint[]): Lot[][] {
  const last = amounts.length - 1;
  const order = amounts
    .map((amount, column) => ({ amount, column }))
    .sort((a, b) => {
      if (a.column === last || b.column === last) return a.column - b.column;
      return a.amount === b.amount ? a.column - b.column : a.amount > b.amount ? -1 : 1;
    });
  const dealt = deal(
    queue,
    order.map(({ amount }) => amount),
  );
  const columns: Lot[][] = amounts.map(() => []);
  order.forEach(({ column }, turn) => {
    columns[column] = dealt[turn] ?? [];
  });
  return columns;
}
