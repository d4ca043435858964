import { InputError } from '../base/errors.ts';
import type { Holder } from '../ledger/port.ts';
import type { LabelNumber } from './accounts.ts';
import { compare, netPayments } from './net.ts';
import type { TransferGroup } from './order.ts';
import type { PolicyId } from './policies/policy.ts';
import type { Prices } from './prices.ts';

/** From whom what leaves is stolen. */
export interface Source {
  readonly holder: Holder;
  /** Unix seconds; what left before is not this theft. */
  readonly since: number;
  readonly label: LabelNumber;
}

/** The theft's own transactions: what their victims lose there is the seed. */
export interface TheftTransaction {
  readonly tx: string;
  readonly victims: readonly Holder[];
  readonly label: LabelNumber;
}

export interface Limits {
  /** Share of receipts that must be traced for a holder to be followed whole (0.95). */
  readonly majority: number;
  /** Arrivals worth less are not followed (US dollars). */
  readonly dustUsd: number;
  readonly maxDepth: number;
  readonly maxHolders: number;
  /** A holder that paid more others than this is taken for a service that nobody has named. */
  readonly maxFanOut: number;
  /** Transfers read for one holder. */
  readonly maxTransfers: number;
  /** Unix seconds, or null: the end of the ledger. */
  readonly until: number | null;
}

export interface Question {
  readonly sources: readonly Source[];
  readonly thefts: readonly TheftTransaction[];
  readonly limits: Limits;
  readonly policy: PolicyId;
  readonly policies: readonly PolicyId[];
  /**
   * True where the ledger is asked only for what came after the theft began: a live one, where an
   * address's whole life would be read for nothing.
   */
  readonly fromTheft: boolean;
}

/**
 * Who lost in each theft transaction, and to which theft: whom the case names, else who gave up
 * most by net position, in dollars, or in payments where prices are missing.
 * @throws InputError where the ledger does not hold a transaction, or two thefts claim one victim
 */
export function victimsOf(
  thefts: readonly TheftTransaction[],
  groups: ReadonlyMap<string, TransferGroup>,
  rules: { readonly prices: Prices; isNobody(holder: Holder): boolean },
): Map<string, Map<Holder, LabelNumber>> {
  const result = new Map<string, Map<Holder, LabelNumber>>();
  for (const { tx, victims, label } of thefts) {
    const place = `theft transaction ${tx}`;
    const group = groups.get(tx);
    if (!group) throw new InputError(place, 'a transaction of the ledger', 'none');
    const known = result.get(tx) ?? new Map<Holder, LabelNumber>();
    for (const victim of victims.length > 0 ? victims : loserOf(group, rules)) {
      if (known.has(victim)) throw new InputError(place, 'a victim in one theft alone', victim);
      known.set(victim, label);
    }
    result.set(tx, known);
  }
  return result;
}

function loserOf(
  group: TransferGroup,
  { prices, isNobody }: { readonly prices: Prices; isNobody(holder: Holder): boolean },
): Holder[] {
  const lost = new Map<Holder, { cents: bigint; count: number }>();
  for (const { from, asset, amount } of netPayments(group.transfers)) {
    if (isNobody(from)) continue;
    const known = lost.get(from) ?? { cents: 0n, count: 0 };
    known.cents += prices.cents(asset, amount, group.time) ?? 0n;
    known.count++;
    lost.set(from, known);
  }
  const [most] = [...lost].sort(
    ([a, x], [b, y]) =>
      (x.cents === y.cents ? y.count - x.count : x.cents > y.cents ? -1 : 1) || compare(a, b),
  );
  return most ? [most[0]] : [];
}
