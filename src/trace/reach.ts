import type { AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import type { Identified } from './identified.ts';
import type { Step } from './steps.ts';

/**
 * What a step is to the trace. `whole`: by a source, or by a holder under the thief's control;
 * `lots`: as far as its lots say; `aside`: other money of a holder that also has traced money;
 * `arrives`: clean money comes to such a holder; `outside`: none of ours.
 */
export type Follow = 'whole' | 'lots' | 'aside' | 'arrives' | 'outside';

/**
 * How far traced money reaches: a statement apart from amounts (tracing reference §3.1, rule 1).
 */
export interface Reach {
  /** By step. */
  readonly follow: readonly Follow[];
  readonly holders: ReadonlyMap<Holder, Reached>;
  /** Units that came from traced payments, by `holder asset`. */
  readonly received: ReadonlyMap<string, bigint>;
  /** Payments that pass on one receipt, told by its amount. */
  readonly identified: readonly Identified[];
}

export interface Reached {
  /** Fewest transactions from a source. */
  hop: number;
  first: number;
  last: number;
  /** What arrived, in US cents, or null if something of it has no price. */
  cents: bigint | null;
  /** Followed whole by the majority rule, or as far as its lots said, at least once. */
  whole: boolean;
  lots: boolean;
  /** Something of it came by a step that only lots decided. */
  byLots: boolean;
}

export interface ReachRules {
  sourceSince(holder: Holder): number | null;
  /** What leaves here across transactions is other people's money. */
  stops(holder: Holder): boolean;
  /** Share of receipts that must be traced for a holder to be followed whole, in basis points. */
  readonly majority: bigint;
  cents(step: Step, units: bigint): bigint | null;
  /** Smaller movements by lots are not followed (US cents); at a stop every cent is reported. */
  readonly dust: bigint;
}

/** Money that leaves within this time of its coming passes through (seconds). */
const SOON = 86_400;

interface Lot {
  amount: bigint;
  readonly dirty: boolean;
  readonly time: number;
  readonly receipt: Receipt;
}

/** One arrival, and what of it is still there. */
interface Receipt {
  readonly step: number;
  readonly amount: bigint;
  left: bigint;
}

/** One holder's money of one asset since traced money first arrived there. */
interface Purse {
  traced: bigint;
  all: bigint;
  /** Newest last. */
  readonly lots: Lot[];
}

/**
 * One pass in chain order (tracing reference §3.1, rules 5 to 7). A source's outflow is traced. A
 * holder whose receipts since the first traced one are for the most part traced is under the
 * thief's control and followed whole, which is inferred; only clean money that it passes on soon is
 * left aside. Any other holder is followed as far as its lots say, last in first out: clean money
 * that passes through comes and goes soon. What was there before the first traced arrival is left
 * out, and comes in only as the assumed clean, oldest lot. A payment of unknown value is followed
 * from who is followed whole: it has no amount, and no part in one.
 */
export function reachOf(steps: readonly Step[], rules: ReachRules): Reach {
  const holders = new Map<Holder, Reached>();
  const purses = new Map<string, Purse>();
  const identified = new Map<number, Identified>();
  const follow = steps.map((step, at) => {
    const leaves = leave(step, holders, purses, rules);
    if (step.kind === 'fee') return leaves.follow;
    if (leaves.receipt) identify(leaves.receipt, at, steps, identified);
    const { out, asset } = arrival(step);
    // a payment that is followed for the most part is one receipt from the thief
    const most = leaves.dirty * 2n >= step.amount;
    const traced = step.amount === 0n ? 0n : most ? out : (out * leaves.dirty) / step.amount;
    if (leaves.follow === 'whole' || leaves.follow === 'lots') {
      arrive(step, leaves.follow, holders, rules.cents(step, leaves.dirty));
    }
    const purse = purses.get(`${step.to} ${asset}`);
    const { time } = step.group;
    if (purse) receive(purse, out, traced, time, at);
    else if (traced > 0n || (step.kind === 'unvalued' && leaves.follow === 'whole'))
      purses.set(`${step.to} ${asset}`, opened(out, traced, time, at));
    return leaves.follow === 'outside' && holders.has(step.to) ? 'arrives' : leaves.follow;
  });
  const received = new Map([...purses].map(([key, { traced }]) => [key, traced]));
  return { follow, holders, received, identified: [...identified.values()] };
}

/** Notes that a payment passes on a receipt, once for each; what was swapped is in another form. */
function identify(
  { step: arrival, left }: Receipt,
  leaving: number,
  steps: readonly Step[],
  identified: Map<number, Identified>,
): void {
  const moves = (i: number) => steps[i]?.kind === 'move' || steps[i]?.kind === 'seed';
  if (!moves(arrival) || !moves(leaving) || identified.has(arrival)) return;
  const amount = steps[leaving]?.amount ?? 0n;
  const units = (left < amount ? left : amount) - 1n;
  if (units > 0n) identified.set(arrival, { arrival, leaving, units });
}

function arrival(step: Exclude<Step, { kind: 'fee' }>): { out: bigint; asset: AssetId } {
  if (step.kind === 'convert') return { out: step.amountOut, asset: step.assetOut };
  return { out: step.amount, asset: step.asset };
}

function opened(amount: bigint, traced: bigint, time: number, step: number): Purse {
  const purse: Purse = { traced: 0n, all: 0n, lots: [] };
  receive(purse, amount, traced, time, step);
  return purse;
}

function receive(purse: Purse, amount: bigint, traced: bigint, time: number, step: number): void {
  purse.all += amount;
  purse.traced += traced;
  const { lots } = purse;
  const receipt = { step, amount, left: amount };
  if (amount > traced) lots.push({ amount: amount - traced, dirty: false, time, receipt });
  if (traced > 0n) lots.push({ amount: traced, dirty: true, time, receipt });
}

/**
 * Who pays on what came pays the same amount: a receipt of which nearly the amount that leaves is
 * still there is taken for the one that leaves. The newest of the nearest, and whether no other
 * would do; or null.
 */
function sameAmount({ lots }: Purse, amount: bigint): { best: Receipt; alone: boolean } | null {
  const near = new Set<Receipt>();
  let best: Receipt | null = null;
  let nearest = amount / NEAR + 1n;
  const last = Math.max(0, lots.length - LOOKED_AT);
  for (let i = lots.length - 1; i >= last; i--) {
    const { receipt } = lots[i] as Lot;
    const off = receipt.left > amount ? receipt.left - amount : amount - receipt.left;
    if (off <= amount / NEAR + 1n) near.add(receipt);
    if (off > nearest || (off === nearest && best)) continue;
    best = receipt;
    nearest = off;
  }
  return best && { best, alone: near.size === 1 };
}

/** Moves a receipt to where the newest stands, so that it leaves next. */
function bringForward({ lots }: Purse, receipt: Receipt): void {
  const own: Lot[] = [];
  for (let i = lots.length - 1; i >= 0; i--) {
    const lot = lots[i] as Lot;
    if (lot.receipt === receipt) own.unshift(...lots.splice(i, 1));
    else if (own.length > 0) break;
  }
  lots.push(...own);
}

interface Leaving {
  readonly follow: Follow;
  readonly dirty: bigint;
  /** The one receipt that this passes on, as it was before. */
  readonly receipt?: Receipt;
}

/** Only so many of the newest lots are compared. */
const LOOKED_AT = 1000;
/** A receipt is of the same amount if it is off by less than one part in so many. */
const NEAR = 500n;

const OUTSIDE: Leaving = { follow: 'outside', dirty: 0n };

function leave(
  step: Step,
  holders: ReadonlyMap<Holder, Reached>,
  purses: ReadonlyMap<string, Purse>,
  rules: ReachRules,
): Leaving {
  const { from, amount, asset } = step;
  if (step.kind === 'seed') return { follow: 'whole', dirty: amount };
  const since = rules.sourceSince(from);
  if (since !== null) {
    return step.group.time >= since ? { follow: 'whole', dirty: amount } : OUTSIDE;
  }
  const reached = holders.get(from);
  if (!reached || rules.stops(from)) return OUTSIDE;
  const purse = purses.get(`${from} ${asset}`);
  if (!purse) return { follow: 'aside', dirty: 0n };
  const own = purse.traced * 10_000n >= purse.all * rules.majority;
  if (claimOf(from) || (own && !passesThrough(purse, amount, step.group.time))) {
    reached.whole = true;
    takeNewest(purse, amount);
    return { follow: 'whole', dirty: amount };
  }
  const same = sameAmount(purse, amount);
  if (same) bringForward(purse, same.best);
  const dirty = dirtyOfNewest(purse, amount);
  if (dirty > 0n && matters(step, dirty, rules)) {
    reached.lots = true;
    const receipt = same?.alone ? { ...same.best } : undefined;
    takeNewest(purse, amount);
    return { follow: 'lots', dirty, ...(receipt && { receipt }) };
  }
  takeClean(purse, amount);
  return { follow: 'aside', dirty: 0n };
}

/**
 * Clean money that a holder under the thief's control passes on soon after it came: the newest lots
 * cover the payment whole, and none of them is traced.
 */
function passesThrough(purse: Purse, amount: bigint, now: number): boolean {
  if (amount === 0n) return false;
  let left = amount;
  for (let i = purse.lots.length - 1; i >= 0 && left > 0n; i--) {
    const lot = purse.lots[i] as Purse['lots'][number];
    if (lot.dirty || now - lot.time > SOON) return false;
    left -= lot.amount;
  }
  return left <= 0n;
}

function matters(step: Step, dirty: bigint, rules: ReachRules): boolean {
  if (step.kind === 'fee') return false;
  const cents = rules.cents(step, dirty);
  return cents === null || cents >= (rules.stops(step.to) ? 1n : rules.dust);
}

function dirtyOfNewest({ lots }: Purse, amount: bigint): bigint {
  let left = amount;
  let dirty = 0n;
  for (let i = lots.length - 1; i >= 0 && left > 0n; i--) {
    const lot = lots[i] as Purse['lots'][number];
    const taken = lot.amount < left ? lot.amount : left;
    if (lot.dirty) dirty += taken;
    left -= taken;
  }
  return dirty;
}

function takeNewest({ lots }: Purse, amount: bigint): void {
  let left = amount;
  while (left > 0n) {
    const lot = lots.at(-1);
    if (!lot) return;
    const taken = lot.amount < left ? lot.amount : left;
    lot.amount -= taken;
    lot.receipt.left -= taken;
    left -= taken;
    if (lot.amount === 0n) lots.pop();
  }
}

/** Other money leaves with other money: dirt goes only when nothing clean is left. */
function takeClean(purse: Purse, amount: bigint): void {
  let left = amount;
  const { lots } = purse;
  for (let i = lots.length - 1; i >= 0 && left > 0n; i--) {
    const lot = lots[i] as Purse['lots'][number];
    if (lot.dirty) continue;
    const taken = lot.amount < left ? lot.amount : left;
    lot.amount -= taken;
    lot.receipt.left -= taken;
    left -= taken;
    if (lot.amount === 0n) lots.splice(i, 1);
  }
  takeNewest(purse, left);
}

function arrive(
  step: Exclude<Step, { kind: 'fee' }>,
  follow: Follow,
  holders: Map<Holder, Reached>,
  cents: bigint | null,
): void {
  const { from, to, group } = step;
  const payer = holders.get(from);
  const hop = (payer?.hop ?? 0) + (claimOf(from) ? 0 : 1);
  const byLots = follow === 'lots' || (payer?.byLots ?? false);
  const known = holders.get(to);
  if (!known) {
    const { time } = group;
    const ways = { whole: false, lots: false, byLots };
    holders.set(to, { hop, first: time, last: time, cents, ...ways });
    return;
  }
  known.hop = Math.min(known.hop, hop);
  known.byLots ||= byLots;
  known.last = Math.max(known.last, group.time);
  known.cents = known.cents === null || cents === null ? null : known.cents + cents;
}
