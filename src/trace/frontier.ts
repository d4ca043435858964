import type { AccountLedger, Asset, AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import { compare } from './net.ts';
import { groupByTransaction, type TransferGroup } from './order.ts';
import type { Limits, Question } from './question.ts';
import type { Reach } from './reach.ts';

/** Which limit stopped exploring at a holder. */
export type CutReason = 'depth' | 'fan-out' | 'holders' | 'transfers' | 'time' | 'cancelled';

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
  const next: { holder: Holder; cents: bigint | null }[] = [];
  for (const [holder, { cents, hop }] of reach.holders) {
    if (followed.has(holder) || cuts.has(holder) || claimOf(holder)) continue;
    if (knowledge.isService(holder) || knowledge.isNobody(holder)) continue;
    if (cents !== null && cents < dust) continue;
    if (hop >= limits.maxDepth) cuts.set(holder, 'depth');
    else next.push({ holder, cents });
  }
  next.sort((a, b) => byValue(a.cents, b.cents) || compare(a.holder, b.holder));
  const room = Math.max(0, limits.maxHolders - followed.size);
  for (const { holder } of next.slice(room)) cuts.set(holder, 'holders');
  return next.slice(0, room).map(({ holder }) => holder);
}

function byValue(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a > b ? -1 : 1;
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
