import { deal } from './lots.ts';
import type { Policy } from './policy.ts';

/** First in, first out (Clayton's Case, 1816): outputs, then the fee, take from the front. */
export const fifo: Policy = {
  id: 'fifo',
  conserves: true,
  together: false,
  outputs: (inputs, amounts) => deal(inputs.flat(), amounts),
  outflow: deal,
};
