import type { LiveAccountLedger, LiveUtxoLedger } from './live.ts';
import type { Transfer, UtxoTransaction, Warning } from './port.ts';

/** Differences told one by one; more are counted. */
const MOST = 1000;

/**
 * Asks two ledgers of one chain about every transaction that the first one shows, and lists where
 * they differ. The first one's facts are used: a difference is for a person to look into.
 */
export function accountCrossCheck(
  first: LiveAccountLedger,
  second: LiveAccountLedger,
): LiveAccountLedger {
  const found = new Differences(first.sources, second.sources);
  return {
    ...first,
    sources: [...first.sources, ...second.sources],
    blindSpots: () => [...first.blindSpots(), ...second.blindSpots()],
    warnings: () => [...first.warnings(), ...second.warnings(), ...found.list()],
    async transactions(ids, signal) {
      const [mine, theirs] = await Promise.all([
        first.transactions(ids, signal),
        second.transactions(ids, signal),
      ]);
      const here = Map.groupBy(mine, ({ tx }) => tx);
      const there = Map.groupBy(theirs, ({ tx }) => tx);
      for (const tx of ids) {
        found.compare(tx, factsOf(here.get(tx) ?? []), factsOf(there.get(tx) ?? []));
      }
      return mine;
    },
  };
}

/** The same for ledgers of coins. */
export function utxoCrossCheck(first: LiveUtxoLedger, second: LiveUtxoLedger): LiveUtxoLedger {
  const found = new Differences(first.sources, second.sources);
  return {
    ...first,
    sources: [...first.sources, ...second.sources],
    blindSpots: () => [...first.blindSpots(), ...second.blindSpots()],
    warnings: () => [...first.warnings(), ...second.warnings(), ...found.list()],
    async transactions(ids, signal) {
      const [mine, theirs] = await Promise.all([
        first.transactions(ids, signal),
        second.transactions(ids, signal),
      ]);
      const here = new Map(mine.map((tx) => [tx.id, tx]));
      const there = new Map(theirs.map((tx) => [tx.id, tx]));
      for (const id of ids) found.compare(id, coinFacts(here.get(id)), coinFacts(there.get(id)));
      return mine;
    },
    async spenders(outputs, signal) {
      const [mine, theirs] = await Promise.all([
        first.spenders(outputs, signal),
        second.spenders(outputs, signal),
      ]);
      for (const [i, tx] of mine.entries()) {
        const other = theirs[i] ?? null;
        const { tx: id = '', index = 0 } = outputs[i] ?? {};
        const coin = `${id}:${index}`;
        if (tx && tx.id === other?.id) found.compare(tx.id, coinFacts(tx), coinFacts(other));
        else found.compare(coin, spentBy(tx), spentBy(other));
      }
      return mine;
    },
  };
}

/** What a transaction moved, in an order of its own: gas and nothing left out but zeros. */
function factsOf(transfers: readonly Transfer[]): string[] {
  return transfers
    .filter(({ amount, failed, kind }) => amount > 0n && !failed && kind !== 'gas')
    .map(({ from, to, asset, amount }) => `${from} > ${to} ${amount} ${asset}`)
    .sort();
}

function coinFacts(tx: UtxoTransaction | undefined): string[] {
  if (!tx) return [];
  const paid = tx.outputs.map(({ amount, script }, i) => `output ${i} ${amount} ${script}`);
  return [...paid, ...tx.inputs.map(({ tx: id, index }) => `input ${id}:${index}`)];
}

function spentBy(tx: UtxoTransaction | null): string[] {
  return [tx ? `spent by ${tx.id}` : 'unspent'];
}

class Differences {
  readonly #file: string;
  readonly #seen = new Set<string>();
  readonly #list: Warning[] = [];

  constructor(first: readonly string[], second: readonly string[]) {
    this.#file = `${first.join(', ')} against ${second.join(', ')}`;
  }

  list(): readonly Warning[] {
    return this.#list;
  }

  compare(what: string, mine: readonly string[], theirs: readonly string[]): void {
    if (this.#seen.has(what)) return;
    this.#seen.add(what);
    const [here, there] = [new Set(mine), new Set(theirs)];
    const only = mine.filter((fact) => !there.has(fact));
    const other = theirs.filter((fact) => !here.has(fact));
    if (only.length + other.length === 0 || this.#list.length >= MOST) return;
    this.#list.push({
      code: 'sources-differ',
      file: this.#file,
      line: 0,
      field: what,
      expected: only.join('; ') || 'nothing more',
      found: other.join('; ') || 'nothing more',
      count: 1,
    });
  }
}
