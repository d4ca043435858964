import { largestRemainder } from '../base/amount.ts';
import { isNobody } from '../ledger/address.ts';
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

/** What is known of the assets of a swap. */
export interface Market {
  /** What an amount was worth then, in US cents, or null. */
  worth(asset: AssetId, units: bigint): bigint | null;
  /** False for tokens that anybody may have made, and that no price is known of. */
  genuine(asset: AssetId): boolean;
}

/** A swap that returns less than one part in so many of what went in is a payment in disguise. */
const LEAST = 2n;

interface Side {
  readonly asset: AssetId;
  amount: bigint;
  readonly payments: Payment[];
}

interface Exchange {
  readonly recipient: Holder;
  readonly gone: readonly Payment[];
  readonly gets: readonly Payment[];
}

/**
 * Swaps of followed owners by net position per owner and asset (tracing reference §3): an owner
 * gives one asset to holders who themselves give another, or to a contract while nobody mints
 * another, or burns one while a contract gives another. What comes out goes to the owner, or, if
 * the owner gets nothing, to the one holder that only receives. Pools, minters and burners pass
 * through and are never tainted.
 */
export function swapsOf(
  payments: readonly Payment[],
  followed: (holder: Holder) => boolean,
  market: Market,
): { swaps: Swap[]; rest: readonly Payment[] } {
  const owners = new Set(payments.map(({ from }) => from).filter(followed));
  if (owners.size === 0 || new Set(payments.map(({ asset }) => asset)).size < 2) {
    return { swaps: [], rest: payments };
  }
  // two followed holders may swap with each other: a payment is one's loss and the other's gain
  const used = { gone: new Set<Payment>(), gets: new Set<Payment>() };
  const swaps: Swap[] = [];
  const pools = poolsOf(payments);
  // what a followed holder pays is its loss: another gains it in exchange only if the payer, too,
  // is given something that counts, and not a token made for the purpose
  const isExchanged = (payment: Payment, owner: Holder): boolean => {
    if (payment.from === owner || !followed(payment.from)) return true;
    const payers = exchangeOf(payment.from, payments, pools, market);
    return payers !== null && !isDisguise(payers, market) && payers.gone.includes(payment);
  };
  for (const owner of owners) {
    const free = payments.filter(
      (payment) => !(payment.from === owner ? used.gone : used.gets).has(payment),
    );
    const exchange = exchangeOf(owner, free, pools, market);
    if (!exchange || isDisguise(exchange, market)) continue;
    if (!exchange.gets.every((payment) => isExchanged(payment, owner))) continue;
    for (const payment of exchange.gone) used.gone.add(payment);
    for (const payment of exchange.gets) used.gets.add(payment);
    for (const part of byPool(exchange)) swaps.push(...split(owner, part, market));
  }
  const rest = payments.filter((payment) => !used.gone.has(payment) && !used.gets.has(payment));
  return { swaps, rest };
}

/** A worthless token in return, made for the purpose, must not hide where the money went. */
function isDisguise({ gone, gets }: Exchange, market: Market): boolean {
  const [went, came] = [worthOf(gone, market), worthOf(gets, market)];
  return went !== null && came !== null && came * LEAST < went;
}

function worthOf(payments: readonly Payment[], { worth }: Market): bigint | null {
  let sum = 0n;
  for (const { asset, amount } of payments) {
    const cents = worth(asset, amount);
    if (cents === null) return null;
    sum += cents;
  }
  return sum;
}

function exchangeOf(
  owner: Holder,
  payments: readonly Payment[],
  allPools: ReadonlySet<Holder>,
  { genuine }: Market,
): Exchange | null {
  const pools = new Set(allPools);
  pools.delete(owner);
  const mine = payments.filter(({ from }) => from === owner);
  const given = new Set(mine.map(({ asset }) => asset));
  const others = payments.filter(({ asset }) => !given.has(asset) && genuine(asset));
  const back = others.filter(({ to }) => to === owner);
  const minted = others.filter(({ from, to }) => isNobody(from) && !pools.has(to));
  const gone = goneOf(mine, pools, back, minted);
  if (gone.length === 0) return null;
  const outside = others.filter(
    ({ from, to }) => (pools.has(from) || isNobody(from)) && !pools.has(to) && !isNobody(to),
  );
  const recipients = new Set(outside.map(({ to }) => to));
  const gets = back.length > 0 ? back : recipients.size === 1 ? outside : [];
  const recipient = gets[0]?.to;
  return recipient === undefined ? null : { recipient, gone, gets };
}

/** Holders that take one asset and give something else, to whomever. */
function poolsOf(payments: readonly Payment[]): Set<Holder> {
  const given = assetsBy(payments, ({ from }) => from);
  const taken = assetsBy(payments, ({ to }) => to);
  const pools = new Set<Holder>();
  for (const [holder, out] of given) {
    if (isNobody(holder)) continue;
    for (const asset of taken.get(holder) ?? []) if (!out.has(asset)) pools.add(holder);
  }
  return pools;
}

function assetsBy(payments: readonly Payment[], side: (payment: Payment) => Holder) {
  const assets = new Map<Holder, Set<AssetId>>();
  for (const payment of payments) {
    const known = assets.get(side(payment));
    if (known) known.add(payment.asset);
    else assets.set(side(payment), new Set([payment.asset]));
  }
  return assets;
}

/** What the owner gave up for it: to pools, to the burner, or to the contract that mints. */
function goneOf(
  mine: readonly Payment[],
  pools: ReadonlySet<Holder>,
  back: readonly Payment[],
  minted: readonly Payment[],
): readonly Payment[] {
  const toPools = mine.filter(({ to }) => pools.has(to));
  if (toPools.length > 0) return toPools;
  const burnt = mine.filter(({ to }) => isNobody(to));
  if (burnt.length > 0 && back.length > 0) return burnt;
  if (minted.length === 0) return [];
  const contracts = new Set(minted.map(({ asset }) => asset.split(':').at(-1)));
  const toMinter = mine.filter(({ to }) => contracts.has(to));
  if (toMinter.length > 0) return toMinter;
  return new Set(mine.map(({ to }) => to)).size === 1 ? mine : [];
}

/** Where every pool pays the recipient itself, each pool is an exchange of its own. */
function byPool({ recipient, gone, gets }: Exchange): Exchange[] {
  const ins = Map.groupBy(gone, ({ to }) => to);
  const outs = Map.groupBy(gets, ({ from }) => from);
  const direct = [...ins.keys()].every((pool) => outs.has(pool));
  if (!direct || ins.size !== outs.size) return [{ recipient, gone, gets }];
  return [...ins].map(([pool, paid]) => ({ recipient, gone: paid, gets: outs.get(pool) ?? [] }));
}

function sidesOf(payments: readonly Payment[]): Side[] {
  const sides = new Map<AssetId, Side>();
  for (const payment of payments) {
    const { asset, amount } = payment;
    const side = sides.get(asset);
    if (side) {
      side.amount += amount;
      side.payments.push(payment);
    } else sides.set(asset, { asset, amount, payments: [payment] });
  }
  return [...sides.values()];
}

/**
 * Several assets in or out: by what the other side was worth, or equally where that is not known.
 */
function split(from: Holder, { recipient, gone, gets }: Exchange, { worth }: Market): Swap[] {
  const [ins, outs] = [sidesOf(gone), sidesOf(gets)];
  const [byIn, byOut] = [weights(ins, worth), weights(outs, worth)];
  const shares = outs.map(({ amount }) => largestRemainder(amount, byIn));
  return ins.flatMap(({ asset, amount, payments }, i) => {
    const parts = largestRemainder(amount, byOut);
    return outs.map((out, j) => ({
      from,
      to: recipient,
      assetIn: asset,
      amountIn: parts[j] ?? 0n,
      assetOut: out.asset,
      amountOut: shares[j]?.[i] ?? 0n,
      pathIn: payments.flatMap(({ path }) => path),
      pathOut: out.payments.flatMap(({ path }) => path),
    }));
  });
}

function weights(sides: readonly Side[], worth: Market['worth']): bigint[] {
  const cents = sides.map(({ asset, amount }) => worth(asset, amount));
  const known = cents.filter((value) => value !== null);
  const total = known.reduce((a, b) => a + b, 0n);
  return known.length === sides.length && total > 0n ? known : sides.map(() => 1n);
}
