import type { UtxoTransaction } from '../../ledger/port.ts';
import { mixes } from './index.ts';
import { joinmarket, mayBeSmallRound, smallRounds } from './joinmarket.ts';
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

/** The classes of a set of transactions that grows. */
export interface GrowingClasses {
  readonly classes: ReadonlyMap<string, Classification>;
  /** Adds to the set; true if one that was in it before has another class now. */
  add(transactions: readonly UtxoTransaction[]): boolean;
  /** Those that are rounds of JoinMarket if an accepted one spends from them, and else none. */
  undecided(): readonly UtxoTransaction[];
}

/** As `classifyAll` over all that was added, at any time; each transaction is looked at once. */
export function growingClasses(): GrowingClasses {
  const classes = new Map<string, Classification>();
  // what can be a round at all: the others neither are one nor support one
  const shaped: UtxoTransaction[] = [];
  const small = new Map<string, UtxoTransaction>();
  return {
    classes,
    undecided: () => [...small.values()],
    add(transactions) {
      let changed = false;
      for (const tx of transactions) {
        const shape = shapeOf(tx);
        const it = classify(tx, { smallRounds: new Set() });
        classes.set(tx.id, it);
        const maybe = mayBeSmallRound(shape);
        if (maybe || joinmarket.answer(shape) === 'yes') shaped.push(tx);
        if (maybe && it.kind === 'none' && !tx.coinbase) small.set(tx.id, tx);
      }
      for (const id of small.size === 0 ? [] : smallRounds(shaped)) {
        const tx = small.get(id);
        if (!tx) continue;
        small.delete(id);
        classes.set(id, classify(tx, { smallRounds: new Set([id]) }));
        changed ||= !transactions.includes(tx);
      }
      return changed;
    },
  };
}
