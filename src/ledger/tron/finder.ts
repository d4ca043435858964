import type {
  BlindSpot,
  Holder,
  HolderTransfers,
  Summary,
  Tip,
  Transfer,
  TransferQuery,
} from '../port.ts';
import type { Asking } from './asks.ts';

/** How the transfers of a holder are found: in lists of accounts, or by scanning blocks. */
export interface Finder {
  transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    tip: Tip,
    asking: Asking,
  ): Promise<HolderTransfers[]>;
  summaries(holders: readonly Holder[], tip: Tip, asking: Asking): Promise<Summary[]>;
  blindSpots(): readonly BlindSpot[];
}

/** The transfers of a holder that a query asks for, in order, and no more than its limit. */
export function answer(
  holder: Holder,
  found: readonly Transfer[],
  { direction, since, until, limit }: TransferQuery,
  isWhole: boolean,
): HolderTransfers {
  const wanted = found
    .filter(({ time }) => (since === null || time >= since) && (until === null || time <= until))
    .filter(
      ({ from, to }) =>
        (direction !== 'in' && from === holder) || (direction !== 'out' && to === holder),
    )
    .sort(inOrder);
  const truncated = !isWhole || wanted.length > limit;
  return { holder, transfers: wanted.slice(0, limit), truncated };
}

/** Time is finer than the block only where no block is given: blocks come every three seconds. */
function inOrder(a: Transfer, b: Transfer): number {
  return (
    a.time - b.time ||
    (a.txIndex ?? 0) - (b.txIndex ?? 0) ||
    (a.tx < b.tx ? -1 : a.tx > b.tx ? 1 : 0) ||
    (a.index ?? 0) - (b.index ?? 0)
  );
}

/** What transfers say of a holder. Fees and failed transfers count for the times alone. */
export function summaryOf(holder: Holder, transfers: readonly Transfer[]): Summary {
  const others = new Set<Holder>();
  let [first, last, received, sent] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const { from, to, time, kind, failed } of transfers) {
    if (from !== holder && to !== holder) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
    if (kind === 'gas' || failed) continue;
    if (from === holder) sent += 1;
    if (to === holder) received += 1;
    if (from !== to) others.add(from === holder ? to : from);
  }
  return {
    holder,
    received,
    sent,
    counterparties: others.size,
    first: Number.isFinite(first) ? first : 0,
    last,
    outgoingListed: true,
  };
}
