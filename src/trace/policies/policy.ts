/** The seven policies of taint, in the order in which they are shown. */
export const POLICY_IDS = [
  'haircut',
  'fifo',
  'lifo',
  'tiho',
  'clean_first',
  'dirty_first',
  'poison',
] as const;
export type PolicyId = (typeof POLICY_IDS)[number];
