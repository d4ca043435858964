import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import { compare, netPayments } from './net.ts';

/** What one holder gave up in a transaction, by net position, and who kept it. */
export interface Loss {
  readonly holder: Holder;
  readonly lost: readonly {
    readonly asset: AssetId;
    readonly amount: bigint;
    readonly to: readonly Holder[];
  }[];
  /** True if it was given something genuine in exchange: a swap, rather than a loss. */
  readonly gained: boolean;
}

/** Who was robbed in a transaction: what its transfers alone can say. */
interface Theft {
  /** Those who lost; empty where the transfers do not tell. */
  readonly victims: readonly Holder[];
  /** Everybody who gave something up, the likeliest victim first. */
  readonly losses: readonly Loss[];
}

interface Rules {
  isNobody(holder: Holder): boolean;
  /** False for tokens that anybody may have made: to receive them is no gain. */
  genuine(asset: AssetId): boolean;
}

/**
 * Decodes a theft by net position per owner and asset (tracing reference §3.1, rule 2). Whoever
 * gave something up and got nothing for it lost it. Several such are all victims if the same
 * holders took from each (one drainer, many wallets); otherwise the transfers do not tell, and a
 * person must.
 */
export function theftOf(transfers: readonly Transfer[], rules: Rules): Theft {
  const moved = transfers.filter(({ kind, failed, amount }) => {
    return kind !== 'gas' && kind !== 'unvalued' && !failed && amount > 0n;
  });
  const payments = netPayments(moved).filter(({ asset }) => rules.genuine(asset));
  const gainers = new Set(payments.map(({ to }) => to));
  const byLoser = Map.groupBy(
    payments.filter(({ from }) => !rules.isNobody(from)),
    ({ from }) => from,
  );
  const losses = [...byLoser].map(([holder, own]): Loss => {
    const byAsset = Map.groupBy(own, ({ asset }) => asset);
    const lost = [...byAsset].map(([asset, parts]) => ({
      asset,
      amount: parts.reduce((sum, { amount }) => sum + amount, 0n),
      to: [...new Set(parts.map(({ to }) => to))].sort(compare),
    }));
    return {
      holder,
      lost: lost.sort((a, b) => compare(a.asset, b.asset)),
      gained: gainers.has(holder),
    };
  });
  losses.sort((a, b) => Number(a.gained) - Number(b.gained) || compare(a.holder, b.holder));
  const robbed = losses.filter(({ gained }) => !gained);
  const takers = new Set(
    robbed.map(({ lost }) =>
      lost
        .flatMap(({ to }) => to)
        .sort(compare)
        .join(),
    ),
  );
  const victims = takers.size === 1 ? robbed.map(({ holder }) => holder) : [];
  return { victims, losses };
}
