import { found } from '../base/assert.ts';
import type { AssetId, Holder, Transfer } from '../ledger/port.ts';

/**
 * One transaction by net position (tracing reference §3.1, rules 2 and 3): what arrives in a
 * transaction leaves first, so a router, pool or settlement contract passes through and keeps only
 * the difference.
 */

/** Value that one holder gave up and another kept, with every transfer it went through. */
export interface Payment {
  readonly from: Holder;
  readonly to: Holder;
  readonly asset: AssetId;
  readonly amount: bigint;
  /** At least one; more where the value passed through other holders inside the transaction. */
  readonly path: readonly Transfer[];
}

interface Parcel {
  readonly from: Holder;
  amount: bigint;
  readonly path: readonly Transfer[];
}

/**
 * Net payments of one transaction, in the order in which they settle. A round trip (value that
 * returns to its payer inside the transaction) is no payment.
 */
export function netPayments(transfers: readonly Transfer[]): Payment[] {
  const [only] = transfers;
  if (only && transfers.length === 1) return [payment(only)];
  const byAsset = Map.groupBy(transfers, (transfer) => transfer.asset);
  const groups = [...byAsset.values()].map(inDependencyOrder);
  return groups.toSorted(byFirst).flatMap(netOfAsset);
}

function byFirst(a: readonly Transfer[], b: readonly Transfer[]): number {
  const [x, y] = [found(a[0], 'transfer of an asset'), found(b[0], 'transfer of an asset')];
  return (x.index ?? 0) - (y.index ?? 0) || compare(x.asset, y.asset);
}

function payment(transfer: Transfer): Payment {
  const { from, to, asset, amount } = transfer;
  return { from, to, asset, amount, path: [transfer] };
}

function netOfAsset(transfers: readonly Transfer[]): Payment[] {
  const arrived = new Map<Holder, Parcel[]>();
  const sender = new Set(transfers.map((transfer) => transfer.from));
  const result: Payment[] = [];
  for (const transfer of transfers) {
    const taken = take(arrived.get(transfer.from) ?? [], transfer);
    // only what could still leave again has to wait
    if (sender.has(transfer.to)) {
      const waiting = arrived.get(transfer.to);
      if (waiting) waiting.push(...taken);
      else arrived.set(transfer.to, taken);
    } else {
      for (const parcel of taken) result.push(kept(parcel, transfer));
    }
  }
  for (const [to, parcels] of arrived) {
    for (const parcel of parcels) {
      if (parcel.from !== to && parcel.amount > 0n)
        result.push(kept(parcel, { ...last(parcel), to }));
    }
  }
  return result;
}

function kept(parcel: Parcel, at: Pick<Transfer, 'to' | 'asset'>): Payment {
  const { from, amount, path } = parcel;
  return { from, to: at.to, asset: at.asset, amount, path };
}

function last(parcel: Parcel): Transfer {
  return found(parcel.path.at(-1), 'transfer of a parcel');
}

/** What arrived in this transaction leaves first; the rest is the sender's own. */
function take(waiting: Parcel[], transfer: Transfer): Parcel[] {
  const taken: Parcel[] = [];
  let left = transfer.amount;
  while (left > 0n) {
    const front = waiting[0];
    if (!front) break;
    const amount = front.amount < left ? front.amount : left;
    front.amount -= amount;
    left -= amount;
    if (front.amount === 0n) waiting.shift();
    taken.push({ from: front.from, amount, path: [...front.path, transfer] });
  }
  if (left > 0n || taken.length === 0) {
    taken.push({ from: transfer.from, amount: left, path: [transfer] });
  }
  return taken;
}

/**
 * Chain order where the source gives it, otherwise the order of dependency: who waits for nothing
 * pays first; a circle is cut at the same place whatever the order of the rows.
 */
export function inDependencyOrder(transfers: readonly Transfer[]): readonly Transfer[] {
  if (transfers.length < 2) return transfers;
  if (transfers.every((transfer) => transfer.index !== null)) {
    return transfers.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  }
  const rest = new Set(transfers.toSorted(byContent));
  const owed = new Map<Holder, number>();
  for (const { from, to } of rest) if (from !== to) owed.set(to, (owed.get(to) ?? 0) + 1);
  const order: Transfer[] = [];
  while (rest.size > 0) {
    const free = [...rest].filter((transfer) => !owed.get(transfer.from));
    for (const transfer of free.length > 0 ? free : [...rest].slice(0, 1)) {
      rest.delete(transfer);
      order.push(transfer);
      if (transfer.from !== transfer.to) owed.set(transfer.to, (owed.get(transfer.to) ?? 1) - 1);
    }
  }
  return order;
}

/**
 * An order that depends on what a transfer says, never on where its row stood; larger ones first,
 * so that names decide as little as possible.
 */
export function byContent(a: Transfer, b: Transfer): number {
  return (
    (a.index ?? 0) - (b.index ?? 0) ||
    compare(a.asset, b.asset) ||
    (a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : 0) ||
    compare(a.from, b.from) ||
    compare(a.to, b.to)
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
