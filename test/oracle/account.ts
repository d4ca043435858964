import type {
  AssetNumber,
  EventNumber,
  HolderNumber,
  LabelNumber,
  TxNumber,
} from '../../src/trace/accounts.ts';
import { byLabel, clean, join, NO_HISTORY, sum } from '../../src/trace/policies/lots.ts';
import type { Lot, Policy } from '../../src/trace/policies/policy.ts';

/** A move that waits for the others of its transaction. */
export interface Payment {
  readonly tx: TxNumber;
  readonly from: HolderNumber;
  readonly to: HolderNumber;
  readonly asset: AssetNumber;
  readonly amount: bigint;
  readonly event: EventNumber;
}

/** The ledger of one holder and asset under one policy: lots, oldest first (tracing.md §2.2). */
export class Account {
  readonly holder: HolderNumber;
  readonly asset: AssetNumber;
  readonly #rule: Policy;
  lots: readonly Lot[] = [];
  /** The sum of the lots, but for poison, where each label has the whole balance. */
  #balance = 0n;
  /** Clean units that had to be there before the ledger begins. */
  assumed = 0n;

  constructor(holder: HolderNumber, asset: AssetNumber, rule: Policy) {
    this.holder = holder;
    this.asset = asset;
    this.#rule = rule;
  }

  /** Inserts what must have been there for `total` to be there: clean and oldest. */
  open(total: bigint): void {
    const short = this.#short(total);
    this.lots = join([...clean(short), ...this.lots]);
    this.#balance += short;
    this.assumed += short;
  }

  /** Seeds what a source pays beyond the dirt that has returned to it; says how much that is. */
  steal(total: bigint, label: LabelNumber): bigint {
    const short = this.#short(total);
    // poison bounds every policy, also those under which less has returned and more is seeded here
    if (short === 0n && this.#rule.conserves) return short;
    this.lots = [...this.lots, { amount: short, label, history: NO_HISTORY }];
    this.#balance += short;
    return short;
  }

  /** Takes payments out together, one list of lots each, by this account's rule or another. */
  take(amounts: readonly bigint[], rule: Policy = this.#rule): Lot[][] {
    this.#balance -= amounts.reduce((a, b) => a + b, 0n);
    const columns = rule.outflow(this.lots, [...amounts, this.#balance]);
    this.lots = columns.pop() ?? [];
    return columns;
  }

  /** Appends what `amount` units brought; a source ignores what is clean. */
  append(lots: readonly Lot[], amount: bigint, source: boolean): void {
    const kept = source ? lots.filter((lot) => lot.label !== null) : lots;
    this.lots = join([...this.lots, ...kept]);
    if (this.#rule.conserves) this.#balance += sum(kept);
    else if (kept.length > 0) this.#balance += amount;
  }

  /** Dirty units; under poison what came (`terminal`, which keeps no balance) or all there is. */
  dirt(terminal: boolean): Map<LabelNumber, bigint> {
    const totals = byLabel(this.lots);
    if (this.#rule.conserves || terminal) return totals;
    return new Map([...totals.keys()].map((label) => [label, this.#balance]));
  }

  #short(total: bigint): bigint {
    return total > this.#balance ? total - this.#balance : 0n;
  }
}
