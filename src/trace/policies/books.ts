import type { AssetNumber, CertificateRow, LabelNumber } from '../accounts.ts';
import { byLabel } from './lots.ts';
import type { Lot, PolicyId } from './policy.ts';

/** What is booked as it happens; what is held is counted at the end. */
export type Column = Exclude<
  keyof CertificateRow,
  'policy' | 'label' | 'asset' | 'held' | 'atTerminals' | 'difference'
>;
type Totals = Record<Column | 'held' | 'atTerminals', bigint>;

/** Dirty units that rest somewhere at the end. */
interface Held {
  readonly label: LabelNumber;
  readonly asset: AssetNumber;
  readonly amount: bigint;
  readonly terminal: boolean;
}

/** The bookings of one policy by label and asset, from which its certificate is drawn. */
export class Books {
  readonly #rows = new Map<
    string,
    { readonly label: LabelNumber; readonly asset: AssetNumber; readonly totals: Totals }
  >();

  add(column: keyof Totals, label: LabelNumber, asset: AssetNumber, amount: bigint): void {
    if (amount === 0n) return;
    const key = `${label}:${asset}`;
    const row = this.#rows.get(key) ?? { label, asset, totals: nothing() };
    row.totals[column] += amount;
    this.#rows.set(key, row);
  }

  addAll(column: Column, asset: AssetNumber, lots: readonly Lot[]): void {
    for (const [label, amount] of byLabel(lots)) this.add(column, label, asset, amount);
  }

  /** One row per label and asset that ever had a unit, sorted so (tracing.md §1, *Certificate*). */
  certificate(policy: PolicyId, holdings: readonly Held[]): CertificateRow[] {
    const all = new Books();
    for (const { label, asset, totals } of this.#rows.values()) {
      all.#rows.set(`${label}:${asset}`, { label, asset, totals: { ...totals } });
    }
    for (const { label, asset, amount, terminal } of holdings) {
      all.add(terminal ? 'atTerminals' : 'held', label, asset, amount);
    }
    return [...all.#rows.values()]
      .sort((a, b) => a.label - b.label || a.asset - b.asset)
      .map(({ label, asset, totals }) => {
        const { seeds, convertedIn, held, atTerminals, fees, burnt } = totals;
        const { writtenOff, convertedOut, superseded } = totals;
        const ended = held + atTerminals + fees + burnt + writtenOff + convertedOut + superseded;
        return { policy, label, asset, ...totals, difference: seeds + convertedIn - ended };
      });
  }
}

function nothing(): Totals {
  return {
    seeds: 0n,
    convertedIn: 0n,
    held: 0n,
    atTerminals: 0n,
    fees: 0n,
    burnt: 0n,
    writtenOff: 0n,
    convertedOut: 0n,
    superseded: 0n,
  };
}
