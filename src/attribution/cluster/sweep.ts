import type { AssetId, Holder, Transfer } from '../../ledger/port.ts';

/**
 * The one place to which an account sends at least `share` per mille of every asset that it sends,
 * or null. What `paidTo` calls one place may have many addresses.
 */
export function sweptTo(
  out: readonly Pick<Transfer, 'to' | 'asset' | 'amount'>[],
  share: bigint,
  paidTo: (holder: Holder) => string | null = (holder) => holder,
): string | null {
  const sums = new Map<AssetId, bigint>();
  const byPlace = new Map<string, Map<AssetId, bigint>>();
  for (const { to, asset, amount } of out) {
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
    const name = paidTo(to);
    if (name === null) continue;
    const place = byPlace.get(name) ?? new Map<AssetId, bigint>();
    place.set(asset, (place.get(asset) ?? 0n) + amount);
    byPlace.set(name, place);
  }
  for (const [name, place] of byPlace) {
    if ([...sums].every(([asset, sum]) => (place.get(asset) ?? 0n) * 1000n >= sum * share)) {
      return name;
    }
  }
  return null;
}
