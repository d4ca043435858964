import type { Asset, AssetId, Holder, Transfer } from '../ledger/port.ts';
import { byContent, compare } from './net.ts';
import type { TransferGroup } from './order.ts';
import type { Prices } from './prices.ts';

/** A transfer that is kept and shown, but never followed. */
export interface Noise {
  readonly transfer: Transfer;
  readonly reason: string;
}

interface Sifted {
  readonly groups: readonly TransferGroup[];
  readonly noise: readonly Noise[];
}

/** A payment below this cannot make a look-alike real (US cents). */
const DUST = 1000n;

interface SiftRules {
  isSource(holder: Holder): boolean;
  /** False for tokens that anybody may have made and that the case does not name. */
  genuine(asset: AssetId): boolean;
}

/** Anybody can make a token that says it came from the thief: it is not what was stolen. */
function pretended({ kind, from, asset }: Transfer, rules: SiftRules): string | null {
  if (kind !== 'token' || !rules.isSource(from) || rules.genuine(asset)) return null;
  return 'unverified token that the case does not name: anybody can make it come from here';
}

/**
 * Takes out what moves nothing or only pretends to (tracing reference §3, §3.1 rule 8): failed
 * transactions, zero values, transfers to oneself, and address poisoning, which is a zero, dust,
 * unvalued or unverified-token payment to an address made to look like a real counterparty. Which
 * came first does not matter: seven equal digits are no chance.
 */
export function sift(
  groups: readonly TransferGroup[],
  assets: ReadonlyMap<AssetId, Asset>,
  prices: Prices,
  rules: SiftRules,
): Sifted {
  const isReal = (transfer: Transfer): boolean => isRealPayment(transfer, assets, prices);
  const partners = new Partners();
  for (const { transfers } of groups) {
    for (const transfer of transfers) if (isReal(transfer)) partners.remember(transfer);
  }
  const noise: Noise[] = [];
  const kept: TransferGroup[] = [];
  for (const group of groups) {
    const real: Transfer[] = [];
    for (const transfer of group.transfers) {
      const reason = noiseReason(transfer, partners, assets, isReal) ?? pretended(transfer, rules);
      if (reason) noise.push({ transfer, reason });
      else real.push(transfer);
    }
    if (real.length === group.transfers.length) kept.push(group);
    else if (real.length > 0) kept.push({ ...group, transfers: real });
  }
  noise.sort(inOrder);
  return { groups: kept, noise };
}

function inOrder({ transfer: a }: Noise, { transfer: b }: Noise): number {
  return a.time - b.time || compare(a.tx, b.tx) || byContent(a, b);
}

/** A payment of more than dust, in an asset that is what it says. */
function isRealPayment(
  { kind, failed, from, to, asset: id, amount, time }: Transfer,
  assets: ReadonlyMap<AssetId, Asset>,
  prices: Prices,
): boolean {
  if (kind === 'unvalued' || kind === 'gas' || failed || amount === 0n || from === to) return false;
  const asset = assets.get(id);
  if (asset?.kind === 'token' && !asset.verified) return false;
  const cents = prices.cents(id, amount, time);
  return cents === null || cents >= DUST;
}

function noiseReason(
  transfer: Transfer,
  partners: Partners,
  assets: ReadonlyMap<AssetId, Asset>,
  isReal: (transfer: Transfer) => boolean,
): string | null {
  if (transfer.kind === 'gas') return null;
  if (transfer.failed) return 'failed transaction: nothing moved';
  if (transfer.from === transfer.to) return 'to itself: nothing moved';
  const imitated = isReal(transfer) ? null : partners.imitatedBy(transfer);
  if (imitated !== null) {
    return `address poisoning: ${smallness(transfer, assets)}, looks like ${imitated}`;
  }
  return transfer.amount === 0n && transfer.kind !== 'unvalued' ? 'zero value' : null;
}

function smallness(
  { kind, amount, asset: id }: Transfer,
  assets: ReadonlyMap<AssetId, Asset>,
): string {
  if (kind === 'unvalued') return 'no value given';
  if (amount === 0n) return 'zero value';
  const asset = assets.get(id);
  return asset?.kind === 'token' && !asset.verified ? 'unverified token' : 'dust';
}

/** Who deals with whom, by the ends of their addresses. */
class Partners {
  readonly #byHolder = new Map<Holder, Map<string, Set<Holder>>>();

  remember({ from, to }: Transfer): void {
    this.#add(from, to);
    this.#add(to, from);
  }

  /** The real counterparty that the recipient looks like and is not, or null. */
  imitatedBy({ from, to }: Transfer): Holder | null {
    const shape = ends(to);
    const alike = shape === null ? undefined : this.#byHolder.get(from)?.get(shape);
    if (!alike || alike.has(to)) return null;
    return [...alike].sort(compare)[0] ?? null;
  }

  #add(holder: Holder, other: Holder): void {
    const shape = ends(other);
    if (shape === null) return;
    const shapes = this.#byHolder.get(holder) ?? new Map<string, Set<Holder>>();
    const alike = shapes.get(shape) ?? new Set();
    this.#byHolder.set(holder, shapes.set(shape, alike.add(other)));
  }
}

/** Wallets show the ends of an address; three and four digits are what grinders imitate. */
function ends(holder: Holder): string | null {
  return holder.startsWith('0x') && holder.length === 42
    ? holder.slice(2, 5) + holder.slice(-4)
    : /^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(holder)
      ? holder.slice(1, 4) + holder.slice(-4)
      : null;
}
