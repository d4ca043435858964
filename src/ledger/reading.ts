import type { LiveAccountLedger } from './live.ts';
import type { Coverage, Order, ReadLedger, Tip, Transfer } from './port.ts';

/**
 * A live ledger with a count of what was read from it: how many transfers, from when, and how
 * finely their order is known. It lists all that an address sent and received from the time asked
 * about to its pinned head; where it does not, its blind spots and the truncated answers say so.
 * The time of the head is asked for when `tip()` is called, once: never beside another question, so
 * that which of several sources is asked does not turn on which of two answers came first. Until
 * then `until` is the time of the last transfer that was read.
 */
export function readingOf(live: LiveAccountLedger, signal?: AbortSignal): ReadLedger {
  let head: Tip | null = null;
  let last = 0;
  let asked: Promise<Tip> | null = null;
  const tip = async (): Promise<Tip> => {
    head = await live.tip(signal);
    return head;
  };
  const seen = new Set<string>();
  let since = Number.POSITIVE_INFINITY;
  let order: Order = 'log';
  const count = (transfers: readonly Transfer[]): void => {
    for (const { tx, index, kind, from, to, asset, amount, time, txIndex, block } of transfers) {
      seen.add(`${tx} ${index ?? `${kind} ${from} ${to} ${asset} ${amount}`}`);
      since = Math.min(since, time);
      last = Math.max(last, time);
      if (kind !== 'gas') order = coarser(order, orderKnown(block, txIndex, index));
    }
  };
  const untilNow = (): number => head?.time ?? last;
  const reason = `asked of ${live.sources.join(', ')}`;
  const coverage: Coverage = { outgoing: 'all', incoming: 'all', reason };
  return {
    model: 'account',
    chain: live.chain,
    coverage,
    assumed: new Map(),
    get until() {
      return untilNow();
    },
    get since() {
      return Math.min(since, untilNow());
    },
    get size() {
      return seen.size;
    },
    get order() {
      return order;
    },
    blindSpots: live.blindSpots,
    warnings: live.warnings,
    assets: live.assets,
    tip() {
      asked ??= tip();
      return asked;
    },
    summaries: live.summaries,
    async transactions(ids, signal) {
      const transfers = await live.transactions(ids, signal);
      count(transfers);
      return transfers;
    },
    async transfers(holders, query, signal) {
      const answers = await live.transfers(holders, query, signal);
      for (const { transfers } of answers) count(transfers);
      return answers;
    },
  };
}

const FINEST: readonly Order[] = ['log', 'transaction', 'block', 'time'];

function orderKnown(block: number | null, txIndex: number | null, index: number | null): Order {
  if (block === null) return 'time';
  if (txIndex === null) return 'block';
  return index === null ? 'transaction' : 'log';
}

function coarser(a: Order, b: Order): Order {
  return FINEST.indexOf(a) > FINEST.indexOf(b) ? a : b;
}
