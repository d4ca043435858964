import type { UnixTime } from '../base/time.ts';
import type { ChainId, Holder, Outpoint, Transfer, UtxoTransaction } from './port.ts';

/** A block by its place and its hash. */
export interface BlockId {
  readonly height: number;
  readonly hash: string;
}

/** All that one transaction of an account ledger moved. */
export interface MovedTransaction {
  readonly id: string;
  readonly transfers: readonly Transfer[];
}

/** A whole block, as a watch reads it; transactions in chain order. */
export type FeedBlock = BlockId & {
  /** Hash of the block before it. */
  readonly parent: string;
  readonly time: UnixTime;
} & (
    | {
        readonly model: 'account';
        readonly transactions: readonly MovedTransaction[];
        /**
         * The same block once more, with what contracts paid inside transactions: some nodes need
         * seconds for it. Absent where that is in `transactions`, or cannot be had.
         */
        readonly inside?: () => Promise<FeedBlock>;
      }
    | { readonly model: 'utxo'; readonly transactions: readonly UtxoTransaction[] }
  );

interface Followable {
  readonly chain: ChainId;
  readonly source: string;
  /** What of its chain it does not show at all, in words. */
  readonly blind?: string;
  /** Of holders that were paid: those that are contracts, as far as the source says. */
  contracts(holders: readonly Holder[], signal?: AbortSignal): Promise<ReadonlySet<Holder>>;
  /** The outputs of transactions (with their blocks) that pay a holder. */
  coins(paid: readonly PaidCoin[], signal?: AbortSignal): Promise<readonly Coin[]>;
  /** What waits for a block now; absent where the source does not tell. */
  pool?(signal?: AbortSignal): Promise<Pool>;
}

/** Transactions that a source has heard of and that stand in no block yet. */
export interface Pool {
  /** Coins that may be asked about in one look. */
  readonly most: number;
  /**
   * The transactions that spend these coins, and those that spend what such ones pay; each after
   * those that it spends from.
   */
  spending(coins: readonly Outpoint[], signal?: AbortSignal): Promise<readonly UtxoTransaction[]>;
  /** Of these transactions, those that it has, be it in a block. */
  having(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>;
}

/** A chain block by block, as its newest state is: nothing is remembered between questions. */
export interface BlockFeed extends Followable {
  readonly kind: 'blocks';
  head(signal?: AbortSignal): Promise<BlockId>;
  /** Null where the source has no such block now. */
  hashAt(height: number, signal?: AbortSignal): Promise<string | null>;
  block(height: number, signal?: AbortSignal): Promise<FeedBlock | null>;
}

/** What is known of a coin before its place in its transaction is. */
export interface PaidCoin {
  readonly tx: string;
  readonly block: number | null;
  readonly holder: Holder;
}

export interface Coin extends Outpoint {
  readonly holder: Holder;
  readonly amount: bigint;
}

/** What a holder-by-holder watch asks about: account holders, or coins. */
interface Asked {
  readonly holders: readonly Holder[];
  readonly coins: readonly Outpoint[];
}

/**
 * A chain of which only lists by holder are to be had, as explorers keep them: asked what those
 * watched did since a block. It gives blocks that will stay, and of them only what was asked for.
 */
export interface ListFeed extends Followable {
  readonly kind: 'lists';
  /** The newest block that its lists hold, and its time. */
  head(signal?: AbortSignal): Promise<{ readonly height: number; readonly time: UnixTime }>;
  /**
   * In chain order: the blocks after `after`, up to `upTo`, in which those asked about moved, or
   * those whom they paid and who are to be followed.
   * @param followed of holders that were paid: those who are to be asked about too
   */
  blocks(
    asked: Asked,
    span: BlockSpan,
    followed: (paid: readonly Holder[]) => Promise<readonly Holder[]>,
    signal?: AbortSignal,
  ): Promise<readonly FeedBlock[]>;
}

export interface BlockSpan {
  readonly after: number;
  /** Seconds: nothing before it is asked for. */
  readonly since: UnixTime;
  readonly upTo: number;
}

export type Feed = BlockFeed | ListFeed;
