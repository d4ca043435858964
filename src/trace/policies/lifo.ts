import { deal } from './lots.ts';
import type { Policy } from './policy.ts';

/**
 * Last in, first out. An output stores its lots in the order taken: reversing them again would be
 * another policy (tracing.md §2.3, *LIFO trap*). Accounts know the age of each lot, so there what
 * was taken arrives restored to oldest first.
 */
export const lifo: Policy = {
  id: 'lifo',
  conserves: true,
  together: false,
  outputs: (inputs, amounts) => deal(inputs.flat().reverse(), amounts),
  outflow: (ledger, amounts) =>
    deal([...ledger].reverse(), amounts).map((column) => column.reverse()),
};
