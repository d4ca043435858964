import { deal, sorted, staying } from './lots.ts';
import type { Policy } from './policy.ts';

/**
 * Seniority: clean lots leave before dirty ones. In accounts this is the lowest intermediate
 * balance rule: of an outflow x from balance B with dirt T, max(0, x − (B − T)) is dirty, oldest
 * dirt first.
 */
export const cleanFirst: Policy = {
  id: 'clean_first',
  conserves: true,
  together: false,
  outputs: (inputs, amounts) => deal(sorted(inputs.flat(), 'clean'), amounts),
  outflow: (ledger, amounts) => {
    const paid = deal(sorted(ledger, 'clean'), amounts).slice(0, -1);
    return [...paid, staying(ledger, paid.flat())];
  },
};
