import type { UtxoTransaction } from '../../ledger/port.ts';
import { mixes } from './index.ts';
import { mayBeSmallRound, smallRounds } from './joinmarket.ts';
import { type EqualOutputs, equalOutputs, type MixId, shapeOf } from './mix.ts';
import { type Tx0, tx0 } from './tx0.ts';

/** What a transaction is, as far as mixes are concerned. */
export type Classification =
  /** Its results are bookkeeping, not attribution; it merges no owners and links no change. */
  | { readonly kind: 'mix'; readonly mix: MixId; readonly equal: readonly EqualOutputs[] }
  /** Made by one owner; its change is that owner's. */
  | { readonly kind: 'tx0'; readonly parts: Tx0 }
  /** It fits as far as it is known: its inputs are not, or no set was given to support it. */
  | { readonly kind: 'possible'; readonly mix: MixId; readonly needs: 'inputs' | 'set' }
  | { readonly kind: 'none' };

interface MixContext {
  /**
   * Rounds of three or four of JoinMarket (`smallRounds`), found over the set that the transaction
   * comes from; null where no set was searched.
   */
  readonly smallRounds: ReadonlySet<string> | null;
}

/** Classifies one transaction by tracing.md §5.3: the first class that fits, in that order. */
export function classify(tx: UtxoTransaction, context: MixContext): Classification {
  if (tx.coinbase) return { kind: 'none' };
  const shape = shapeOf(tx);
  for (const { id, answer } of mixes) {
    const said = answer(shape);
    if (said === 'yes') return { kind: 'mix', mix: id, equal: equalOutputs(shape) };
    if (said === 'inputs-unknown') return { kind: 'possible', mix: id, needs: 'inputs' };
  }
  if (context.smallRounds?.has(tx.id)) {
    return { kind: 'mix', mix: 'joinmarket', equal: equalOutputs(shape) };
  }
  const parts = tx0(shape);
  if (parts) return { kind: 'tx0', parts };
  const small = context.smallRounds === null && mayBeSmallRound(shape);
  return small ? { kind: 'possible', mix: 'joinmarket', needs: 'set' } : { kind: 'none' };
}

/** Classifies a set of transactions, with JoinMarket's small rounds found over all of it. */
export function classifyAll(transactions: readonly UtxoTransaction[]): Map<string, Classification> {
  const context = { smallRounds: smallRounds(transactions) };
  return new Map(transactions.map((tx) => [tx.id, classify(tx, context)]));
}
