import type { FileLedger } from '../../src/ledger/file/open.ts';
import type { Asset, Holder, HolderTransfers, Transfer } from '../../src/ledger/port.ts';
import { ASSETS, CHAIN } from './transfers.ts';

export interface LedgerOptions {
  /** Whose outgoing and incoming transfers the ledger lists; all unless said. */
  readonly outgoing?: readonly Holder[];
  readonly incoming?: readonly Holder[];
  /** Puts the rows of every answer, and the answers, into another order. */
  readonly shuffle?: <T>(list: readonly T[]) => T[];
}

/** A ledger over a list of transfers. Its answers come in the order of the rows, or shuffled. */
export function ledgerOf(rows: readonly Transfer[], options: LedgerOptions = {}): FileLedger {
  const shuffle = options.shuffle ?? (<T>(list: readonly T[]): T[] => [...list]);
  const side = (holders: readonly Holder[] | undefined) =>
    holders === undefined ? 'all' : new Set(holders);
  const times = rows.map(({ time }) => time);
  const assets = new Set(rows.map(({ asset }) => asset));
  const holders = new Set(rows.flatMap(({ from, to }) => [from, to]));
  const last = Math.max(...times);
  return {
    model: 'account',
    chain: CHAIN,
    inputs: [],
    order: 'block',
    coverage: {
      outgoing: side(options.outgoing),
      incoming: side(options.incoming),
      reason: 'said',
    },
    since: Math.min(...times),
    until: last,
    size: rows.length,
    blindSpots: () => [],
    warnings: () => [],
    assumed: new Map(),
    all: () => rows,
    holders: () => holders,
    assets: async () => usedAssets(assets),
    transactions: async (ids) => shuffle(rows.filter(({ tx }) => ids.includes(tx))),
    transfers: async (asked, { direction, since, until, limit }): Promise<HolderTransfers[]> =>
      shuffle(asked).map((holder) => {
        const mine = rows.filter(
          ({ from, to, time }) =>
            ((direction !== 'in' && from === holder) || (direction !== 'out' && to === holder)) &&
            time >= (since ?? time) &&
            time <= (until ?? time),
        );
        const truncated = mine.length > limit;
        return { holder, transfers: shuffle(mine.slice(0, limit)), truncated };
      }),
    summaries: async (asked) => asked.map((holder) => summaryOf(holder, rows)),
    tip: async () => ({ block: rows.at(-1)?.block ?? null, time: last }),
  };
}

function usedAssets(ids: ReadonlySet<string>): Asset[] {
  return Object.values(ASSETS)
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function summaryOf(holder: Holder, rows: readonly Transfer[]) {
  const received = rows.filter(({ to }) => to === holder);
  const sent = rows.filter(({ from }) => from === holder);
  const times = [...received, ...sent].map(({ time }) => time);
  const others = new Set([...received.map(({ from }) => from), ...sent.map(({ to }) => to)]);
  return {
    holder,
    received: received.length,
    sent: sent.length,
    counterparties: others.size,
    first: Math.min(...times),
    last: Math.max(...times),
    outgoingListed: true,
  };
}
