import { deal, sorted, staying } from './lots.ts';
import type { Policy } from './policy.ts';

/** Drugs in, first out: dirty lots leave before clean ones, oldest dirt first. */
export const dirtyFirst: Policy = {
  id: 'dirty_first',
  conserves: true,
  together: false,
  outputs: (inputs, amounts) => deal(sorted(inputs.flat(), 'dirty'), amounts),
  outflow: (ledger, amounts) => {
    const paid = deal(sorted(ledger, 'dirty'), amounts).slice(0, -1);
    return [...paid, staying(ledger, paid.flat())];
  },
};
