import { assert } from '../base/assert.ts';
import { isSourceFault, SourceError } from '../base/errors.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from './live.ts';
import type { BlindSpot } from './port.ts';

/** A ledger that is opened when it is first asked. */
export interface Opener<L> {
  /** Of its source. */
  readonly name: string;
  open(signal?: AbortSignal): Promise<L>;
}

/**
 * The ledgers of one chain behind each other: the first that answers is asked until it fails, then
 * the next, for good. Which source gave an answer stands with the answer, so a replay goes the same
 * way. The ledgers must share one book of assets.
 */
export function accountFailover(
  chain: string,
  openers: readonly Opener<LiveAccountLedger>[],
  assetsSeen: LiveAccountLedger['assetsSeen'],
): LiveAccountLedger {
  const line = new Line(openers);
  return {
    model: 'account',
    chain,
    ...line.said(),
    assetsSeen,
    assets: async () => [...assetsSeen.values()],
    tip: (signal) => line.ask((ledger) => ledger.tip(signal), signal),
    transactions: (ids, signal) => line.ask((ledger) => ledger.transactions(ids, signal), signal),
    transfers: (holders, query, signal) =>
      line.ask((ledger) => ledger.transfers(holders, query, signal), signal),
    summaries: (holders, signal) => line.ask((ledger) => ledger.summaries(holders, signal), signal),
  };
}

/** The same for ledgers of coins. */
export function utxoFailover(
  chain: string,
  openers: readonly Opener<LiveUtxoLedger>[],
): LiveUtxoLedger {
  const line = new Line(openers);
  return {
    model: 'utxo',
    chain,
    ...line.said(),
    tip: (signal) => line.ask((ledger) => ledger.tip(signal), signal),
    transactions: (ids, signal) => line.ask((ledger) => ledger.transactions(ids, signal), signal),
    spenders: (outputs, signal) => line.ask((ledger) => ledger.spenders(outputs, signal), signal),
    coinsOf: (holders, query, signal) =>
      line.ask((ledger) => {
        if (ledger.coinsOf) return ledger.coinsOf(holders, query, signal);
        const what = 'cannot say what an address was paid';
        throw new SourceError(ledger.sources.join(', '), what, false);
      }, signal),
  };
}

type Said = Pick<LiveUtxoLedger, 'sources' | 'blindSpots' | 'warnings'>;

/** Ledgers in line, and how far down the line the run has come. */
class Line<L extends Said> {
  readonly #openers: readonly Opener<L>[];
  readonly #opening = new Map<number, Promise<L>>();
  readonly #opened: L[] = [];
  readonly #failures: BlindSpot[] = [];
  #at = 0;

  constructor(openers: readonly Opener<L>[]) {
    assert(openers.length > 0, 'a ledger to ask');
    this.#openers = openers;
  }

  said(): Said {
    return {
      sources: this.#openers.map(({ name }) => name),
      blindSpots: () => [
        ...this.#opened.flatMap((ledger) => ledger.blindSpots()),
        ...this.#failures,
      ],
      warnings: () => this.#opened.flatMap((ledger) => ledger.warnings()),
    };
  }

  async ask<T>(question: (ledger: L) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      const at = this.#at;
      try {
        return await question(await this.#open(at, signal));
      } catch (error) {
        const next = this.#openers[at + 1];
        if (!isSourceFault(error) || next === undefined) throw error;
        // another question may have moved on already
        if (this.#at > at) continue;
        this.#at = at + 1;
        const { name } = this.#openers[at] ?? next;
        const effect = `From there on all is as ${next.name} shows it; its gaps are listed too.`;
        this.#failures.push({ reason: `${name} failed during the trace`, effect });
      }
    }
  }

  async #open(at: number, signal: AbortSignal | undefined): Promise<L> {
    const opening = this.#opening.get(at) ?? this.#openers[at]?.open(signal);
    assert(opening !== undefined, 'a ledger in line');
    this.#opening.set(at, opening);
    const ledger = await opening;
    if (!this.#opened.includes(ledger)) this.#opened.push(ledger);
    return ledger;
  }
}
