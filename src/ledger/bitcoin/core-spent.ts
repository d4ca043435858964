import type { CoreNode } from './core-node.ts';
import { toDisplay } from './hash.ts';
import { isCoinbase, type RawOutput, type RawTransaction } from './transaction.ts';

/** A transaction of a block, and what a node said of what it spends. */
interface SightedTransaction {
  readonly id: string;
  readonly raw: RawTransaction;
  readonly block: string | null;
  readonly spent: readonly (RawOutput | null)[];
}

/** Finds out what transactions spend, by whatever a node can tell. */
export class SpentOutputs {
  readonly #node: CoreNode;
  readonly #outputs = new Map<string, readonly RawOutput[]>();
  #blocksTellSpent = true;

  constructor(node: CoreNode) {
    this.#node = node;
  }

  /** Keeps the outputs of a transaction, whose id covers them. */
  keep(id: string, outputs: readonly RawOutput[]): void {
    this.#outputs.set(id, outputs);
  }

  /**
   * What the transactions spend, where it can be known: from the node's word, from transactions
   * that are known, from the earlier transactions by their ids, or from their blocks.
   */
  async of(
    sightings: readonly SightedTransaction[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly (RawOutput | null)[]>> {
    const node = this.#node;
    const own = new Map(sightings.map(({ id, raw }) => [id, raw.outputs]));
    const fill = (list: readonly (RawOutput | null)[], raw: RawTransaction) =>
      raw.inputs.map(({ previous, index }, k) => {
        const id = toDisplay(previous);
        // what an id covers goes before the node's word
        return (this.#outputs.get(id) ?? own.get(id))?.[index] ?? list[k] ?? null;
      });
    const gaps = (list: readonly (RawOutput | null)[], raw: RawTransaction) =>
      isCoinbase(raw) ? [] : raw.inputs.filter((_, k) => list[k] === null);
    const spent = new Map(sightings.map(({ id, raw, spent: said }) => [id, fill(said, raw)]));
    const open = () => sightings.filter(({ id, raw }) => gaps(spent.get(id)!, raw).length > 0);
    if (node.findsTransactions !== false) {
      const lacking = open().flatMap(({ id, raw }) => gaps(spent.get(id)!, raw));
      const ids = [...new Set(lacking.map(({ previous }) => toDisplay(previous)))];
      const earlier = await node.transactions(
        ids.map((id) => ({ id, block: null })),
        signal,
      );
      for (const [i, tx] of earlier.entries()) if (tx) this.#outputs.set(ids[i]!, tx.raw.outputs);
      for (const { id, raw } of open()) spent.set(id, fill(spent.get(id)!, raw));
    }
    const blocks = this.#blocksTellSpent
      ? [...new Set(open().map(({ block }) => block ?? ''))]
      : [];
    for (const block of blocks) {
      const told = await node.spentInBlock(block, signal);
      if (told === null) {
        this.#blocksTellSpent = false;
        break;
      }
      for (const tx of open()) {
        if (tx.block === block) spent.set(tx.id, fill(told.get(tx.id) ?? [], tx.raw));
      }
    }
    return spent;
  }
}
