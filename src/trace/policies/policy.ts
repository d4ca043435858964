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

/** Which label a unit keeps if a seed is declared on units that carry one (tracing.md §1). */
export type Collision = 'seed' | 'first';

/** A parcel of value of one label and one history. */
export interface Lot {
  /** Base units, above zero. */
  readonly amount: bigint;
  /** Theft, or null for clean. Label numbers rise in the order of the seeds. */
  readonly label: number | null;
  /** Index into the caller's table of histories; −1 for clean lots and for lots just seeded. */
  readonly history: number;
}

/**
 * A rule that says which lots leave when value leaves: pure functions over plain data. `amounts` sum
 * to the value of the lots given; its last member is the fee (`outputs`) or what stays (`outflow`).
 * Each returns one list per amount. Under a policy that does not conserve, a list holds one lot of
 * the whole amount for each label.
 */
export interface Policy {
  readonly id: PolicyId;
  /** False only for poison: its amounts are an outer bound and have no certificate. */
  readonly conserves: boolean;
  /** Accounts: consecutive payments of one transaction are one call, not one after another. */
  readonly together: boolean;
  /** One transaction on a UTXO ledger: lot lists of the inputs in order → outputs, fee. */
  outputs(inputs: readonly (readonly Lot[])[], amounts: readonly bigint[]): Lot[][];
  /** Outflow of an account ledger, whose lots stand oldest first → payments, what stays. */
  outflow(ledger: readonly Lot[], amounts: readonly bigint[]): Lot[][];
}
