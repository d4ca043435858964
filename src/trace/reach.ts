import type { Holder } from '../ledger/port.ts';
import type { Step } from './steps.ts';

/** How far traced money reaches: a statement apart from amounts (tracing reference §3.1, rule 1). */
export interface Reach {
  /** By step: the units of it that are on the path; 0 where it is not. */
  readonly traced: readonly bigint[];
  readonly holders: ReadonlyMap<Holder, Reached>;
}

export interface Reached {
  /** Fewest transactions from a source. */
  hop: number;
  first: number;
  last: number;
  /** The most that arrived of one asset, in dollars if priced; for ranking and the dust limit. */
  cents: bigint | null;
  /** Followed whole by the majority rule at least once. */
  whole: boolean;
  /** Paid out less than whole, as far as lots said. */
  lots: boolean;
}

export interface ReachRules {
  sourceSince(holder: Holder): number | null;
  /** What leaves here across transactions is other people's money. */
  stops(holder: Holder): boolean;
  /** Share of receipts that must be traced for a holder to be followed whole, in basis points. */
  readonly majority: bigint;
  /** Dirty units of a step under the policies that decide where the majority rule does not. */
  lots(step: number): bigint;
  cents(step: Step): bigint | null;
  /** Smaller movements of holders that are not followed whole are not on the path (US cents). */
  readonly dust: bigint;
}

interface Receipts {
  traced: bigint;
  all: bigint;
}

/**
 * One pass in chain order. A source's outflow is traced; a holder whose receipts since the first
 * traced one are for the most part traced is under the thief's control and followed whole, which is
 * inferred; any other holder only as far as its lots say.
 */
export function reachOf(steps: readonly Step[], rules: ReachRules): Reach {
  const holders = new Map<Holder, Reached>();
  const receipts = new Map<string, Receipts>();
  const traced: bigint[] = [];
  for (const [i, step] of steps.entries()) {
    const amount = outflow(step, i, holders, receipts, rules);
    traced.push(amount);
    if (step.kind === 'fee') continue;
    const arrived = step.kind === 'convert' ? part(step.amountOut, amount, step.amount) : amount;
    const all = step.kind === 'convert' ? step.amountOut : step.amount;
    const asset = step.kind === 'convert' ? step.assetOut : step.asset;
    if (amount > 0n) arrive(step, holders, worth(step, amount, rules));
    const key = `${step.to} ${asset}`;
    const known = receipts.get(key);
    if (known) {
      known.traced += arrived;
      known.all += all;
    } else if (amount > 0n) receipts.set(key, { traced: arrived, all });
  }
  return { traced, holders };
}

/** Dollars of the traced part of a step. */
function worth(step: Step, traced: bigint, rules: ReachRules): bigint | null {
  const cents = rules.cents(step);
  return cents === null || step.amount === 0n ? cents : (cents * traced) / step.amount;
}

function part(out: bigint, traced: bigint, all: bigint): bigint {
  return all === 0n || traced >= all ? out : (out * traced) / all;
}

function outflow(
  step: Step,
  index: number,
  holders: ReadonlyMap<Holder, Reached>,
  receipts: ReadonlyMap<string, Receipts>,
  rules: ReachRules,
): bigint {
  if (step.kind === 'seed') return step.amount;
  const since = rules.sourceSince(step.from);
  if (since !== null) return step.group.time >= since ? step.amount : 0n;
  const reached = holders.get(step.from);
  if (!reached || rules.stops(step.from)) return 0n;
  const known = receipts.get(`${step.from} ${step.asset}`);
  if (!known || known.traced === 0n) return 0n;
  if (known.traced * 10_000n >= known.all * rules.majority) {
    reached.whole = true;
    return step.amount;
  }
  const dirty = rules.lots(index);
  if (dirty === 0n) return 0n;
  const cents = worth(step, dirty, rules);
  if (cents !== null && cents < rules.dust) return 0n;
  reached.lots = true;
  return dirty;
}

function arrive(step: Step & { to: Holder }, holders: Map<Holder, Reached>, cents: bigint | null) {
  const { from, to, group } = step;
  const hop = (holders.get(from)?.hop ?? 0) + (from.startsWith('claim:') ? 0 : 1);
  const known = holders.get(to);
  if (!known) {
    const { time } = group;
    holders.set(to, { hop, first: time, last: time, cents, whole: false, lots: false });
    return;
  }
  known.hop = Math.min(known.hop, hop);
  known.last = Math.max(known.last, group.time);
  known.cents = known.cents === null || cents === null ? null : known.cents + cents;
}
