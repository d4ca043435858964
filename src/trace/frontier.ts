import type { AccountLedger, Asset, AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import { compare } from './net.ts';
import { groupByTransaction, type TransferGroup } from './order.ts';
import type { Limits, Question } from './question.ts';
import type { Reach } from './reach.ts';

/** Which limit stopped exploring at a holder; `open`: none, it is next to be read. */
export type CutReason =
  | 'depth'
  | 'fan-out'
  | 'holders'
  | 'transfers'
  | 'time'
  | 'cancelled'
  | 'open';

/** What is known of places and assets before anybody is asked. */
interface Places {
  isService(holder: Holder): boolean;
  isNobody(holder: Holder): boolean;
  readonly assets: ReadonlyMap<AssetId, Asset>;
}

/** Arrivals worth less are not followed: the limit in US cents. */
export function dustOf(limits: Limits): bigint {
  return BigInt(Math.round(limits.dustUsd * 100));
}

interface Waiting {
  readonly holder: Holder;
  /** What arrived, or null if something of it has no price. */
  readonly cents: bigint | null;
}

/** Who is worth asking about next, most valuable first; limits that stop somebody are noted. */
export function nextFrontier(
  reach: Reach,
  followed: ReadonlySet<Holder>,
  cuts: Map<Holder, CutReason>,
  question: Question,
  knowledge: Places,
): Holder[] {
  const { limits } = question;
  const dust = dustOf(limits);
  const next: Waiting[] = [];
  for (const [holder, { cents, hop }] of reach.holders) {
    if (followed.has(holder) || cuts.has(holder) || claimOf(holder)) continue;
    if (knowledge.isService(holder) || knowledge.isNobody(holder)) continue;
    if (cents !== null && cents < dust) continue;
    if (hop >= limits.maxDepth) cuts.set(holder, 'depth');
    else next.push({ holder, cents });
  }
  const ranked = mostValuableFirst(next, reach.received, knowledge.assets);
  const room = Math.max(0, limits.maxHolders - followed.size);
  for (const holder of ranked.slice(room)) cuts.set(holder, 'holders');
  return ranked.slice(0, room);
}

/**
 * By dollars where all that arrived has a price. Else by the largest share that each has in what
 * all of them received of the chain's own asset, or of one known token; then by known dollars.
 */
export function mostValuableFirst(
  waiting: readonly Waiting[],
  received: Reach['received'],
  assets: Places['assets'],
): Holder[] {
  const isPriced = waiting.every(({ cents }) => cents !== null);
  const shares = isPriced ? null : largestShares(waiting, received, assets);
  const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1);
  return waiting
    .toSorted(
      (a, b) =>
        descending(shares?.get(a.holder) ?? 0n, shares?.get(b.holder) ?? 0n) ||
        descending(a.cents ?? 0n, b.cents ?? 0n) ||
        compare(a.holder, b.holder),
    )
    .map(({ holder }) => holder);
}

/** In millionths of a millionth. */
const SHARES = 10n ** 12n;

function largestShares(
  waiting: readonly Waiting[],
  received: Reach['received'],
  assets: Places['assets'],
): ReadonlyMap<Holder, bigint> {
  const isWaiting = new Set(waiting.map(({ holder }) => holder));
  const counted: { holder: Holder; asset: AssetId; units: bigint }[] = [];
  const totals = new Map<AssetId, bigint>();
  for (const [key, units] of received) {
    const [holder = '', asset = ''] = key.split(' ');
    // anybody can make tokens that look like much
    if (!isWaiting.has(holder) || isUnverified(assets.get(asset))) continue;
    counted.push({ holder, asset, units });
    totals.set(asset, (totals.get(asset) ?? 0n) + units);
  }
  const shares = new Map<Holder, bigint>();
  for (const { holder, asset, units } of counted) {
    const share = (units * SHARES) / (totals.get(asset) || 1n);
    if (share > (shares.get(holder) ?? 0n)) shares.set(holder, share);
  }
  return shares;
}

/**
 * Asks for all transfers of these holders, and for the whole of every transaction they stand in.
 * Who pays more others than the limit is taken for a service.
 */
export async function readHolders(
  ledger: AccountLedger,
  holders: readonly Holder[],
  question: Question & { readonly since: number | null },
  { assets }: Places,
  known: Map<string, TransferGroup>,
  cuts: Map<Holder, CutReason>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (holders.length === 0) return;
  const { limits, sources, since } = question;
  const isSource = new Set(sources.map(({ holder }) => holder));
  const answers = await ledger.transfers(
    holders,
    { direction: 'both', since, until: limits.until, limit: limits.maxTransfers },
    signal,
  );
  const wanted = new Set<string>();
  for (const { holder, transfers, truncated } of answers) {
    const paid = new Set<Holder>();
    for (const { from, to, amount, failed, asset, kind } of transfers) {
      // anybody can make worthless tokens say that they come from here
      const real =
        (amount > 0n || kind === 'unvalued') && !failed && !isUnverified(assets.get(asset));
      if (from === holder && real) paid.add(to);
    }
    if (paid.size > limits.maxFanOut && !isSource.has(holder)) {
      cuts.set(holder, 'fan-out');
      continue;
    }
    if (truncated) cuts.set(holder, 'transfers');
    for (const { tx, from } of transfers) {
      const group = known.get(tx);
      if (!group || (group.partial && from === holder)) wanted.add(tx);
    }
  }
  await readTransactions(ledger, [...wanted], known, signal);
}

function isUnverified(asset: Asset | undefined): boolean {
  return asset?.kind === 'token' && !asset.verified;
}

/** Makes whole transactions known. */
export async function readTransactions(
  ledger: AccountLedger,
  ids: readonly string[],
  known: Map<string, TransferGroup>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (ids.length === 0) return;
  const transfers = await ledger.transactions(ids, signal);
  for (const group of groupByTransaction(transfers)) known.set(group.tx, group);
}
