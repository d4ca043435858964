import { largestRemainder } from '../base/amount.ts';
import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { Payment } from './net.ts';

/** One asset that went in for another that came out, inside one transaction. */
export interface Swap {
  readonly from: Holder;
  readonly to: Holder;
  readonly assetIn: AssetId;
  readonly amountIn: bigint;
  readonly assetOut: AssetId;
  readonly amountOut: bigint;
  readonly pathIn: readonly Transfer[];
  readonly pathOut: readonly Transfer[];
}

interface Side {
  amount: bigint;
  readonly payments: Payment[];
}

/**
 * Swaps of followed owners by net position per owner and asset (tracing reference §3): an owner
 * that gives one asset to holders who themselves give another is swapping; what comes out goes to
 * the owner, or, if the owner gets nothing, to the one holder that only receives. Pools pass through
 * and are never tainted. Several assets in or out are split in proportion to the other side.
 */
export function swapsOf(
  payments: readonly Payment[],
  followed: (holder: Holder) => boolean,
): { swaps: Swap[]; rest: readonly Payment[] } {
  const owners = new Set(payments.map(({ from }) => from).filter(followed));
  if (owners.size === 0 || new Set(payments.map(({ asset }) => asset)).size < 2) {
    return { swaps: [], rest: payments };
  }
  const used = new Set<Payment>();
  const swaps: Swap[] = [];
  for (const owner of owners) {
    const free = payments.filter((payment) => !used.has(payment));
    const found = swapOf(owner, free);
    if (!found) continue;
    for (const side of [...found.ins.values(), ...found.outs.values()]) {
      for (const payment of side.payments) used.add(payment);
    }
    swaps.push(...split(owner, found.recipient, found.ins, found.outs));
  }
  return { swaps, rest: payments.filter((payment) => !used.has(payment)) };
}

function swapOf(owner: Holder, payments: readonly Payment[]) {
  const given = new Set(payments.filter(({ from }) => from === owner).map(({ asset }) => asset));
  // a pool takes what the owner gives and gives something else, to whomever
  const pools = new Set(
    payments
      .filter(
        ({ from, asset }) =>
          from !== owner && payments.some((taken) => taken.to === from && taken.asset !== asset),
      )
      .map(({ from }) => from),
  );
  const gone = payments.filter(({ from, to }) => from === owner && pools.has(to));
  if (gone.length === 0) return null;
  const back = payments.filter(({ to, asset }) => to === owner && !given.has(asset));
  const outside = payments.filter(
    ({ from, to, asset }) => pools.has(from) && !pools.has(to) && !given.has(asset),
  );
  const recipients = new Set(outside.map(({ to }) => to));
  const gets = back.length > 0 ? back : recipients.size === 1 ? outside : [];
  const recipient = gets[0]?.to;
  if (recipient === undefined) return null;
  return { recipient, ins: byAsset(gone), outs: byAsset(gets) };
}

function byAsset(payments: readonly Payment[]): Map<AssetId, Side> {
  const sides = new Map<AssetId, Side>();
  for (const payment of payments) {
    const side = sides.get(payment.asset);
    if (side) {
      side.amount += payment.amount;
      side.payments.push(payment);
    } else sides.set(payment.asset, { amount: payment.amount, payments: [payment] });
  }
  return sides;
}

function split(
  from: Holder,
  to: Holder,
  ins: ReadonlyMap<AssetId, Side>,
  outs: ReadonlyMap<AssetId, Side>,
): Swap[] {
  const equal = (count: number): bigint[] => new Array<bigint>(count).fill(1n);
  return [...ins].flatMap(([assetIn, side], i) => {
    const shares = largestRemainder(side.amount, equal(outs.size));
    return [...outs].map(([assetOut, out], j) => ({
      from,
      to,
      assetIn,
      amountIn: shares[j] ?? 0n,
      assetOut,
      amountOut: largestRemainder(out.amount, equal(ins.size))[i] ?? 0n,
      pathIn: side.payments.flatMap(({ path }) => path),
      pathOut: out.payments.flatMap(({ path }) => path),
    }));
  });
}
