import { assert } from '../base/assert.ts';
import { SourceError } from '../base/errors.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from './live.ts';

/**
 * The ledgers of one chain behind each other: the first that answers is asked until it fails, then
 * the next, for good. Which source gave an answer stands with the answer, so a replay goes the same
 * way. The ledgers must share one book of assets.
 */
export function accountFailover(ledgers: readonly LiveAccountLedger[]): LiveAccountLedger {
  const line = new Line(ledgers);
  return {
    model: 'account',
    chain: line.first.chain,
    ...line.said(),
    assetsSeen: line.first.assetsSeen,
    assets: () => line.ask((ledger) => ledger.assets()),
    tip: () => line.ask((ledger) => ledger.tip()),
    transactions: (ids, signal) => line.ask((ledger) => ledger.transactions(ids, signal)),
    transfers: (holders, query, signal) =>
      line.ask((ledger) => ledger.transfers(holders, query, signal)),
    summaries: (holders, signal) => line.ask((ledger) => ledger.summaries(holders, signal)),
  };
}

/** The same for ledgers of coins. */
export function utxoFailover(ledgers: readonly LiveUtxoLedger[]): LiveUtxoLedger {
  const line = new Line(ledgers);
  return {
    model: 'utxo',
    chain: line.first.chain,
    ...line.said(),
    tip: () => line.ask((ledger) => ledger.tip()),
    transactions: (ids, signal) => line.ask((ledger) => ledger.transactions(ids, signal)),
    spenders: (outputs, signal) => line.ask((ledger) => ledger.spenders(outputs, signal)),
  };
}

type Said = Pick<LiveUtxoLedger, 'sources' | 'blindSpots' | 'warnings'>;

/** Ledgers in line, and how far down the line the run has come. */
class Line<L extends Said> {
  readonly #ledgers: readonly L[];
  readonly #failures: string[] = [];
  #at = 0;

  constructor(ledgers: readonly L[]) {
    assert(ledgers.length > 0, 'a ledger to ask');
    this.#ledgers = ledgers;
  }

  get first(): L {
    return this.#ledgers[0] as L;
  }

  said(): Said {
    const asked = (): readonly L[] => this.#ledgers.slice(0, this.#at + 1);
    return {
      sources: this.#ledgers.flatMap(({ sources }) => sources),
      blindSpots: () => [...asked().flatMap((ledger) => ledger.blindSpots()), ...this.#failures],
      warnings: () => asked().flatMap((ledger) => ledger.warnings()),
    };
  }

  async ask<T>(question: (ledger: L) => Promise<T>): Promise<T> {
    for (;;) {
      const at = this.#at;
      try {
        return await question(this.#ledgers[at] as L);
      } catch (error) {
        const next = this.#ledgers[at + 1];
        if (!(error instanceof SourceError) || next === undefined) throw error;
        // another question may have moved on already
        if (this.#at > at) continue;
        this.#at = at + 1;
        this.#failures.push(
          `${error.source} failed and ${next.sources.join(', ')} was asked from there on.`,
        );
      }
    }
  }
}
