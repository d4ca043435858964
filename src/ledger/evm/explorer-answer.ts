import type { Holder, HolderTransfers, Summary, Transfer, TransferQuery } from '../port.ts';
import { type AccountList, once } from './explorer-list.ts';
import { type RowAssets, rowTransfers } from './explorer-settled.ts';

/** The lists of one holder, as far as they were read, as the answer to a question. */
export function answerOf(
  holder: Holder,
  lists: readonly AccountList[],
  { direction, since, until, limit }: TransferQuery,
  assets: RowAssets,
): HolderTransfers {
  // older Blockscout shows collectibles in two lists
  const rows = once(lists.flatMap((list) => list.rows));
  // beyond the end of one list the others tell only a part
  const end = Math.min(...lists.map((list) => list.end));
  const transfers = [...Map.groupBy(rows, ({ tx }) => tx).values()]
    .flatMap((group) => rowTransfers(group, assets))
    .filter(({ from, to, time, block }) => {
      const wanted = direction === 'in' ? to : direction === 'out' ? from : null;
      const isOwn = wanted === null ? from === holder || to === holder : wanted === holder;
      if (!isOwn || (block ?? 0) >= end) return false;
      return (since === null || time >= since) && (until === null || time <= until);
    })
    .sort((a, b) => (a.block ?? 0) - (b.block ?? 0) || (a.txIndex ?? 0) - (b.txIndex ?? 0));
  const isShort = lists.some((list) => !list.isDone && !isPast(list, until));
  const truncated = isShort || transfers.length > limit;
  return { holder, transfers: transfers.slice(0, limit), truncated };
}

function isPast({ rows }: AccountList, until: number | null): boolean {
  const last = rows.at(-1);
  return until !== null && last !== undefined && last.time > until;
}

/** Fees and failed transfers count for the times alone. */
export function summaryOf(holder: Holder, transfers: readonly Transfer[]): Summary {
  const times = transfers.map(({ time }) => time);
  const moved = transfers.filter(({ kind, failed }) => kind !== 'gas' && !failed);
  const others = moved.map(({ from, to }) => (from === holder ? to : from));
  return {
    holder,
    received: moved.filter(({ to }) => to === holder).length,
    sent: moved.filter(({ from }) => from === holder).length,
    counterparties: new Set(others.filter((other) => other !== holder)).size,
    first: times.length > 0 ? Math.min(...times) : 0,
    last: times.length > 0 ? Math.max(...times) : 0,
    outgoingListed: true,
  };
}
