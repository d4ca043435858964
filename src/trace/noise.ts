import type { Asset, AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { TransferGroup } from './order.ts';
import type { Prices } from './prices.ts';

/** A transfer that is kept and shown, but never followed. */
export interface Noise {
  readonly transfer: Transfer;
  readonly reason: string;
}

export interface Sifted {
  readonly groups: readonly TransferGroup[];
  readonly noise: readonly Noise[];
}

/** A payment below this cannot make a look-alike real (US cents). */
const DUST = 1000n;

/**
 * Takes out what moves nothing or only pretends to (tracing reference §3, §3.1 rule 8): failed
 * transactions, zero values, transfers to oneself, and address poisoning, which is a zero, dust or
 * unverified-token payment to an address made to look like an earlier counterparty.
 *
 * @param groups in chain order: a look-alike imitates somebody who was there before
 */
export function sift(
  groups: readonly TransferGroup[],
  assets: ReadonlyMap<AssetId, Asset>,
  prices: Prices,
): Sifted {
  const partners = new Map<Holder, Map<string, Holder>>();
  const noise: Noise[] = [];
  const kept: TransferGroup[] = [];
  for (const group of groups) {
    const real: Transfer[] = [];
    for (const transfer of group.transfers) {
      const reason = noiseReason(transfer, partners, assets, prices);
      if (reason) noise.push({ transfer, reason });
      else real.push(transfer);
    }
    for (const transfer of real) remember(partners, transfer);
    if (real.length === group.transfers.length) kept.push(group);
    else if (real.length > 0) kept.push({ ...group, transfers: real });
  }
  return { groups: kept, noise };
}

function noiseReason(
  transfer: Transfer,
  partners: ReadonlyMap<Holder, ReadonlyMap<string, Holder>>,
  assets: ReadonlyMap<AssetId, Asset>,
  prices: Prices,
): string | null {
  if (transfer.failed && transfer.kind !== 'gas') return 'failed transaction: nothing moved';
  if (transfer.from === transfer.to) return 'to itself: nothing moved';
  const shape = ends(transfer.to);
  const imitated = shape === null ? undefined : partners.get(transfer.from)?.get(shape);
  const poisoned = imitated !== undefined && imitated !== transfer.to;
  const like = poisoned ? `, looks like ${imitated}` : '';
  if (transfer.kind === 'unvalued') return like ? `no value given${like}: address poisoning` : null;
  if (transfer.amount === 0n) return `zero value${like && `${like}: address poisoning`}`;
  if (!poisoned) return null;
  const asset = assets.get(transfer.asset);
  if (asset?.kind === 'token' && !asset.verified) {
    return `address poisoning: unverified token${like}`;
  }
  const cents = prices.cents(transfer.asset, transfer.amount, transfer.time);
  return cents !== null && cents < DUST ? `address poisoning: dust${like}` : null;
}

/** Wallets show the ends of an address; three and four digits are what grinders imitate. */
function ends(holder: Holder): string | null {
  return holder.startsWith('0x') && holder.length === 42
    ? holder.slice(2, 5) + holder.slice(-4)
    : /^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(holder)
      ? holder.slice(1, 4) + holder.slice(-4)
      : null;
}

function remember(partners: Map<Holder, Map<string, Holder>>, transfer: Transfer): void {
  for (const [holder, other] of [
    [transfer.from, transfer.to],
    [transfer.to, transfer.from],
  ] as const) {
    const shape = ends(other);
    if (shape === null) continue;
    const known = partners.get(holder);
    if (!known) partners.set(holder, new Map([[shape, other]]));
    else if (!known.has(shape)) known.set(shape, other);
  }
}
