import type { Holder, Origin, Transfer } from '../port.ts';
import type { Movement } from './logs.ts';

/**
 * A movement that a search came upon, before its transaction is read: enough to tell who dealt with
 * whom.
 */
export interface Sighting {
  readonly tx: string;
  readonly block: number;
  readonly txIndex: number;
  readonly index: number | null;
  readonly kind: Transfer['kind'];
  readonly from: Holder;
  readonly to: Holder;
  readonly amount: bigint;
  readonly failed: boolean;
  /** Null for the chain's own asset. */
  readonly token: Movement | null;
  readonly origin: Origin;
}

/** Chain order. */
export function inOrder(a: Sighting, b: Sighting): number {
  return a.block - b.block || a.txIndex - b.txIndex || (a.index ?? 0) - (b.index ?? 0);
}

/** Lists in pieces of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
