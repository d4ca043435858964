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
 * How a policy deals with one transaction on a UTXO ledger: a pure function over plain data.
 * `amounts` sum to the value of the lots given, the fee last; one list of lots comes back for each.
 * Where a policy does not conserve, the lists need not sum to the amounts.
 */
export interface CoinRule {
  readonly id: PolicyId;
  /** False for poison, whose amounts are an outer bound: no certificate. */
  readonly conserves: boolean;
  /** Lot lists of the inputs in order → outputs, fee. */
  outputs(inputs: readonly (readonly Lot[])[], amounts: readonly bigint[]): Lot[][];
}

/**
 * A rule that says which lots leave when value leaves. Poison's lists hold one lot of the whole
 * amount for each label.
 */
export interface Policy extends CoinRule {
  /** Accounts: consecutive payments of one transaction are one call, not one after another. */
  readonly together: boolean;
  /** Outflow of an account ledger, lots oldest first → one list per payment, then what stays. */
  outflow(ledger: readonly Lot[], amounts: readonly bigint[]): Lot[][];
}
