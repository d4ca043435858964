import type { RawTransaction } from './transaction.ts';

/** What a source can be asked for to prove that a transaction is in a block. */
export interface BlockSource {
  /** How many headers are worth asking this source for, to tie a block to a known one. */
  readonly mostHeaders: number;
  tip(): Promise<number>;
  /** The hash of the block of a height. */
  hash(height: number): Promise<string>;
  /** Ids of a block's transactions, in order. */
  ids(hash: string): Promise<readonly string[]>;
  /** Transactions, with or without their witnesses; null for those that the source lacks. */
  transactions(
    wanted: readonly { readonly id: string; readonly block: string | null }[],
  ): Promise<readonly (RawTransaction | null)[]>;
  /** Headers of 80 bytes, from one height to another. */
  headers(from: number, to: number): Promise<readonly Uint8Array[]>;
}
