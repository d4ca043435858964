import { isNobody } from '../ledger/address.ts';
import type { Asset, AssetId, Holder } from '../ledger/port.ts';
import { createAccounts } from '../trace/kernel/accounts.ts';
import type { Known } from '../trace/knowledge.ts';
import { sift } from '../trace/noise.ts';
import { inChainOrder } from '../trace/order.ts';
import type { PolicyId } from '../trace/policies/policy.ts';
import type { Follow } from '../trace/reach.ts';
import { type Replay, replay } from '../trace/replay.ts';
import { type Scene, type Step, stepsOf } from '../trace/steps.ts';
import { phaseOf } from './risk.ts';
import type { Surroundings } from './surroundings.ts';

/** What came from, or went to, one end of the surroundings, in one asset at the other end. */
export interface Share {
  /** The named place, or where looking ended for another reason. */
  readonly end: Holder;
  /** Between which days of its legal states (`phaseOf`): each is an end of its own. */
  readonly phase: string;
  /** As it arrived: at the address asked about, or at the end. */
  readonly asset: AssetId;
  readonly amounts: ReadonlyMap<PolicyId, bigint>;
  /** Transactions by which the largest part came, in their order. */
  readonly path: readonly string[];
  /** Of the first and the last payment to, or by, the end. */
  readonly first: number;
  readonly last: number;
}

export interface Shares {
  readonly shares: readonly Share[];
  /** All that the address received, or sent, by asset; of coins spent together it is a share. */
  readonly totals: ReadonlyMap<AssetId, ReadonlyMap<PolicyId, bigint>>;
  /** Differences of the conservation certificate that are not zero: none, or the run is wrong. */
  readonly isConserved: boolean;
}

interface Around {
  readonly knowledge: Known;
  readonly assets: ReadonlyMap<AssetId, Asset>;
  readonly policies: readonly PolicyId[];
}

/**
 * Accounts for all that moved around an address. Looking back, every end is a source of its own and
 * the address keeps what it gets; looking ahead, the address is the source and the ends keep: so
 * the certificate of accounting holds for an exposure as it does for a trace (tracing.md §2).
 */
export function sharesOf(around: Surroundings, { knowledge, assets, policies }: Around): Shares {
  const { subject, direction, places, read } = around;
  const isBack = direction === 'in';
  const isEnd = (holder: Holder): boolean => holder !== subject && !read.has(holder);
  const ends = [...places.keys()].filter(isEnd).sort();
  const known = new Set(ends);
  const sourceSince = (holder: Holder): number | null => {
    return (isBack ? known.has(plainOf(holder)) : holder === subject) ? 0 : null;
  };
  const scene: Scene = {
    followed: (holder) => read.has(holder),
    sourceSince,
    theftBy: () => null,
    wrapped: knowledge.wrapped,
    claims: knowledge.claims,
  };
  const { genuine } = knowledge.claims;
  const sifted = sift([...around.groups.values()], assets, knowledge.prices, {
    isSource: (holder) => sourceSince(holder) !== null,
    genuine,
  });
  const plain = stepsOf(inChainOrder(sifted.groups, genuine), scene, new Map());
  const follow = plain.map((step) => followOf(step, around, sourceSince));
  const phases = phasesOf(known, knowledge);
  const steps = plain.map((step) => inPhase(step, phases));
  const parted = [...new Set(steps.flatMap(sidesOf))].filter((side) => known.has(plainOf(side)));
  const labels = new Map(parted.sort().map((holder, label) => [holder, label]));
  const cast = {
    sourceSince,
    labelOf: (holder: Holder) => labels.get(holder) ?? 0,
    stops: (holder: Holder) => (isBack ? holder === subject : isEnd(plainOf(holder))),
    nobody: isNobody,
    reached: () => true,
  };
  const done = replay(steps, { follow, identified: [] }, cast, createAccounts(policies));
  const sums = totalsOf(plain, around);
  const totals = new Map(
    [...sums].map(([id, sum]) => [id, new Map(policies.map((policy) => [policy, sum]))]),
  );
  const held = heldBy(done, policies);
  const shares = [...labels.keys()].flatMap((end) => {
    const place = isBack ? subject : end;
    return sharesAt(place, end, isBack ? (labels.get(end) ?? 0) : 0, held, done, steps);
  });
  const isConserved = done.accounts.certificate().every(({ difference }) => difference === 0n);
  const timed = withTimes(shares, steps, isBack).map((share) => {
    return { ...share, end: plainOf(share.end), phase: share.end };
  });
  return { shares: timed, totals, isConserved };
}

/** An end by the phase of its states at a time, and back. */
function phasesOf(ends: ReadonlySet<Holder>, { nameOf }: Known) {
  return (holder: Holder, time: number): Holder => {
    if (!ends.has(holder)) return holder;
    return phased(holder, phaseOf(nameOf(holder), time));
  };
}

/** No address holds a line's end. */
export function phased(holder: Holder, phase: string): Holder {
  return phase === '' ? holder : `${holder}\n${phase}`;
}

export function plainOf(holder: Holder): Holder {
  return holder.split('\n', 1)[0] ?? holder;
}

function inPhase(step: Step, phases: (holder: Holder, time: number) => Holder): Step {
  const { time } = step.group;
  const from = phases(step.from, time);
  return step.kind === 'fee' ? { ...step, from } : { ...step, from, to: phases(step.to, time) };
}

function sidesOf(step: Step): Holder[] {
  return step.kind === 'fee' ? [step.from] : [step.from, step.to];
}

/** Only what touches a place that was read is accounted; what comes to it from outside is clean. */
function followOf(
  step: Step,
  { subject, direction, read, places }: Surroundings,
  sourceSince: (holder: Holder) => number | null,
): Follow {
  if (step.kind === 'unvalued') return 'outside';
  const isInside = read.has(step.from) || sourceSince(step.from) !== null;
  if (direction === 'in' && step.from === subject) return 'outside';
  if (step.kind === 'fee') return read.has(step.from) ? 'whole' : 'outside';
  if (isInside)
    return read.has(step.to) || places.has(step.to) || read.has(step.from) ? 'whole' : 'outside';
  return read.has(step.to) ? 'arrives' : 'outside';
}

function totalsOf(steps: readonly Step[], { subject, direction }: Surroundings) {
  const totals = new Map<AssetId, bigint>();
  for (const step of steps) {
    if (step.kind === 'fee' || step.kind === 'unvalued') continue;
    if (direction === 'in' && step.to === subject && step.from !== subject) {
      const [asset, amount] =
        step.kind === 'convert' ? [step.assetOut, step.amountOut] : [step.asset, step.amount];
      totals.set(asset, (totals.get(asset) ?? 0n) + amount);
    }
    if (direction === 'out' && step.from === subject && step.to !== subject) {
      totals.set(step.asset, (totals.get(step.asset) ?? 0n) + step.amount);
    }
  }
  return totals;
}

type Bare = Omit<Share, 'first' | 'last' | 'phase'>;
type Held = ReadonlyMap<string, ReadonlyMap<number, ReadonlyMap<PolicyId, bigint>>>;

/** What is held in the end, by holder and label, then by asset and policy. */
function heldBy({ accounts }: Replay, policies: readonly PolicyId[]): Held {
  const all = new Map<string, Map<number, Map<PolicyId, bigint>>>();
  for (const policy of policies) {
    for (const { holder, asset, label, amount } of accounts.held(policy)) {
      if (amount === 0n) continue;
      const key = `${holder} ${label}`;
      const byAsset = all.get(key) ?? new Map<number, Map<PolicyId, bigint>>();
      all.set(key, byAsset);
      const amounts = byAsset.get(asset) ?? new Map<PolicyId, bigint>();
      byAsset.set(asset, amounts.set(policy, (amounts.get(policy) ?? 0n) + amount));
    }
  }
  return all;
}

/** Dirt of one label that a place ends up with, by asset. */
function sharesAt(
  place: Holder,
  end: Holder,
  label: number,
  held: Held,
  { accounts, holders, assets, stepOf }: Replay,
  steps: readonly Step[],
): Bare[] {
  const number = holders.get(place);
  if (number === undefined) return [];
  return [...(held.get(`${number} ${label}`) ?? [])].map(([asset, amounts]) => {
    const lots = accounts.policies.includes(WAY) ? accounts.lots(WAY, number, asset) : [];
    const own = lots.filter((lot) => lot.label === label);
    const largest = own.reduce((a, b) => (b.amount > a.amount ? b : a), own[0] ?? NO_LOT);
    const txs = largest.events.map((event) => steps[stepOf.get(event) ?? -1]?.group.tx ?? '');
    const path = [...new Set(txs.reverse())].filter((tx) => tx !== '');
    return { end, asset: assets.names[asset] as AssetId, amounts, path };
  });
}

/** The policy by which one lot's way can be shown. */
const WAY: PolicyId = 'fifo';
const NO_LOT = { amount: 0n, events: [] as readonly number[] };

function withTimes(
  shares: readonly Bare[],
  steps: readonly Step[],
  isBack: boolean,
): Omit<Share, 'phase'>[] {
  const spans = new Map<Holder, { first: number; last: number }>();
  for (const step of steps) {
    if (step.kind === 'fee') continue;
    const end = isBack ? step.from : step.to;
    const { time } = step.group;
    const known = spans.get(end);
    if (!known) spans.set(end, { first: time, last: time });
    else {
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
    }
  }
  return shares.map((share) => ({ ...share, ...(spans.get(share.end) ?? { first: 0, last: 0 }) }));
}
