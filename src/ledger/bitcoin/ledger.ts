import { found } from '../../base/assert.ts';
import type { InputFile, Outpoint, UtxoLedger, UtxoTransaction, Warning } from '../port.ts';
import { type Network, subsidy } from './network.ts';
import { coinsPaid } from './paid.ts';

/** A block of the ledger, or what stands for one where the source does not say. */
interface LedgerBlock {
  /** The block's hash; `height:N`, or the id of its one transaction, where only that is known. */
  readonly hash: string;
  readonly height: number | null;
  readonly time: number;
  /** The most that its coinbase may create, in satoshi; null where the height is not known. */
  readonly subsidy: bigint | null;
  /** In block order. */
  readonly transactions: readonly UtxoTransaction[];
}

/** A Bitcoin ledger that is held in memory. */
export interface BitcoinLedger extends UtxoLedger {
  readonly network: Network;
  readonly inputs: readonly InputFile[];
  /** Number of transactions. */
  readonly size: number;
  warnings(): readonly Warning[];
  /** Every transaction once, block by block in chain order, whatever the order of the files. */
  blocks(): Generator<LedgerBlock>;
}

/** A run of transactions, by their numbers in chain order. */
export interface BlockPlace {
  readonly hash: string;
  readonly height: number | null;
  readonly time: number;
  readonly first: number;
  readonly count: number;
}

interface LedgerParts {
  readonly network: Network;
  readonly inputs: readonly InputFile[];
  readonly warnings: readonly Warning[];
  /** In chain order; transactions are numbered from 0 in that order. */
  readonly places: readonly BlockPlace[];
  readonly numbers: ReadonlyMap<string, number>;
  /** By `outpointKey`. */
  readonly spenders: ReadonlyMap<string, number>;
  readonly transaction: (number: number) => UtxoTransaction;
}

export function outpointKey(tx: string, index: number): string {
  return `${tx}:${index}`;
}

/** The ledger port over numbered transactions. */
export function ledgerOf(parts: LedgerParts): BitcoinLedger {
  const { network, inputs, places, numbers, spenders, transaction } = parts;
  const known = (number: number | undefined) => (number === undefined ? null : transaction(number));
  const all = function* () {
    for (const number of numbers.values()) yield transaction(number);
  };
  return {
    model: 'utxo',
    chain: network.chain,
    network,
    inputs,
    size: numbers.size,
    warnings: () => parts.warnings,
    async transactions(ids, signal) {
      signal?.throwIfAborted();
      return ids.flatMap((id) => known(numbers.get(id)) ?? []);
    },
    async spenders(outputs: readonly Outpoint[], signal?: AbortSignal) {
      signal?.throwIfAborted();
      return outputs.map(({ tx, index }) => known(spenders.get(outpointKey(tx, index))));
    },
    async coinsOf(holders, query, signal) {
      signal?.throwIfAborted();
      return coinsPaid(all(), holders, query);
    },
    async tip() {
      const heights = places.map((place) => place.height ?? -1);
      const block = heights.reduce((a, b) => Math.max(a, b), -1);
      const time = places.reduce((latest, place) => Math.max(latest, place.time), 0);
      return { block: block < 0 ? null : block, time };
    },
    *blocks() {
      for (const { hash, height, time, first, count } of places) {
        const all = Array.from({ length: count }, (_, i) => transaction(first + i));
        // A repeated id is kept once, where it came first.
        const transactions = all.filter(({ id }, i) => numbers.get(id) === first + i);
        const most = height === null ? null : subsidy(height, network);
        yield { hash, height, time, subsidy: most, transactions };
      }
    },
  };
}

/** The index of the place that holds a transaction: binary search over `first`. */
export function placeOf(places: readonly BlockPlace[], number: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (found(places[middle], 'block').first <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
