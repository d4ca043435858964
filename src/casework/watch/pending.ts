import type { UnixTime } from '../../base/time.ts';
import { outpointKey } from '../../ledger/bitcoin/ledger.ts';
import type { FeedBlock, Pool } from '../../ledger/feed.ts';
import type { Balances } from './balances.ts';
import { type Acquaintance, learned, outpointOf } from './follow.ts';
import type { Move } from './moves.ts';

/** A move that stands in no block: it may be replaced, or never happen. */
export interface PendingMove {
  readonly move: Move;
  /** The coins that it would spend, as far as they are watched. */
  readonly spends: readonly string[];
}

/** How far the coins were asked about, where a source takes few at a time. */
interface Turn {
  /** Asked about at every look: what alerts stand of. */
  readonly first: readonly string[];
  /** Where the others go on. */
  readonly at: number;
}

/**
 * What waits for a block and would move what is watched. The balances are left as they are.
 * @returns also where the next look goes on
 */
export async function pendingMoves(
  pool: Pool,
  balances: Balances,
  knows: Acquaintance,
  {
    turn,
    now,
    signal,
  }: { readonly turn: Turn; readonly now: UnixTime; readonly signal?: AbortSignal },
): Promise<{ readonly moves: readonly PendingMove[]; readonly next: number }> {
  const first = turn.first.filter((key) => balances.at(key) !== null).slice(0, pool.most);
  const { some, next } = othersOf(balances, new Set(first), turn.at, pool.most - first.length);
  const coins = [...first, ...some].flatMap((key) => outpointOf(key) ?? []);
  const transactions = await pool.spending(coins, signal);
  const height = (balances.last?.height ?? 0) + 1;
  const place = { height, hash: '', parent: '', time: now };
  const block: FeedBlock = { model: 'utxo', ...place, transactions };
  const { moves, entry } = await learned(balances, block, knows, signal);
  const watched = new Set(entry.after.map(({ key }) => key));
  const byId = new Map(transactions.map((tx) => [tx.id, tx]));
  const pending = moves.map((move) => {
    const keys = (byId.get(move.tx)?.inputs ?? []).map(({ tx, index }) => outpointKey(tx, index));
    return { move, spends: keys.filter((key) => watched.has(key)) };
  });
  return { moves: pending, next };
}

/** The coins of this look beside the first ones: from a place on, and then from the beginning. */
function othersOf(balances: Balances, first: ReadonlySet<string>, at: number, most: number) {
  const some: string[] = [];
  let place = 0;
  for (const { key } of balances.all()) {
    if (some.length >= most) return { some, next: place };
    if (place >= at && !first.has(key)) some.push(key);
    place += 1;
  }
  return { some, next: 0 };
}

/** Of a move that waited: how it is known that it will not happen as it was told. */
export function whyGone(
  { tx, spends }: { readonly tx: string; readonly spends: readonly string[] },
  pending: readonly PendingMove[],
  { blocks }: Pick<Balances, 'blocks'>,
): string | null {
  const own = blocks.find(({ transactions }) => transactions.includes(tx));
  if (own) return `it stands in block ${own.height}, and is told of by another holder there`;
  const keys = new Set(spends);
  const other = pending.find(
    (one) => one.move.tx !== tx && one.spends.some((key) => keys.has(key)),
  );
  if (other) return `replaced before it was confirmed: ${other.move.tx} spends the same coin`;
  const spent = blocks.findLast(({ after }) => {
    return after.some(({ key, units }) => units === 0n && keys.has(key));
  });
  if (!spent) return null;
  return `never confirmed: another transaction spent the coin in block ${spent.height}`;
}
