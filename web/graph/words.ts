import type { PolicyId } from '../../src/trace/policies/policy.ts';

/** The policies as people call them, and each in one sentence. */
export const POLICY_WORDS: { readonly [id in PolicyId]: { name: string; rule: string } } = {
  haircut: { name: 'Haircut', rule: 'every payment carries the payer’s share of stolen money' },
  fifo: { name: 'FIFO', rule: 'what came first leaves first' },
  lifo: { name: 'LIFO', rule: 'what came last leaves first' },
  tiho: { name: 'TIHO', rule: 'stolen money goes to the largest of several payments' },
  clean_first: { name: 'Clean first', rule: 'stolen money leaves last' },
  dirty_first: { name: 'Dirty first', rule: 'stolen money leaves first' },
  poison: { name: 'Poison', rule: 'all that stolen money touches: reach, never a claim' },
};

/** Grades of evidence, taxonomy axis G. */
export const GRADE_WORDS: Readonly<Record<string, string>> = {
  G1: 'follows from the ledger itself, or signed by the owner',
  G2: 'official: an authority or a court',
  G3: 'test payment, or the service’s own answer',
  G4: 'forensic work with a published method',
  G5: 'trusted provider',
  G6: 'fixed rule with stated parameters',
  G7: 'probable, score stated',
  G8: 'a claim',
};

/** How a transfer was followed. */
export const VIA_WORDS: Readonly<Record<string, string>> = {
  transfer: 'transfer',
  pass: 'passed through in one transaction',
  identified: 'one receipt passed on, told by its amount',
  swap: 'swap',
  wrap: 'wrap',
  claim: 'settled claim',
  seed: 'the theft',
  spend: 'spent coin',
  mix: 'mix',
};
