import type { Grade } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import type { LotHistory } from './accounts.ts';
import { claimHolder, claimOf } from './claims.ts';
import { amountsOf, type Findings, listed, resultName, usdOf } from './explain.ts';
import { bandOf, type Resting } from './figures.ts';
import type { PolicyId } from './policies/policy.ts';
import type { Reached } from './reach.ts';
import { asideHolder } from './replay.ts';
import type { Destination, ResultHolder, TraceResult } from './result.ts';

/** Where value rests, without who can stop it (casework adds that), most valuable first. */
export type Rest = Omit<Destination, 'freeze'>;

export function destinationsOf(findings: Findings): Rest[] {
  const { question, figures } = findings;
  const places = new Map<string, Resting & { amounts: Map<PolicyId, bigint> }>();
  for (const entry of figures.resting) {
    const kind = entry.aside ? 'aside' : entry.claimant === null ? 'rest' : 'claim';
    const key = `${entry.holder} ${entry.asset} ${kind}`;
    const known = places.get(key) ?? { ...entry, amounts: new Map<PolicyId, bigint>() };
    for (const [policy, amount] of entry.amounts) {
      known.amounts.set(policy, (known.amounts.get(policy) ?? 0n) + amount);
    }
    places.set(key, known);
  }
  const arrivals = arrivalsOf(findings);
  return [...places.values()]
    .filter(({ amounts }) => [...amounts].some(([id, sum]) => id !== 'poison' && sum > 0n))
    .map((resting) => destination(findings, resting, arrivals))
    .sort(
      (a, b) =>
        byUsd(a.usd, b.usd) ||
        (BigInt(a.amounts[question.policy]) < BigInt(b.amounts[question.policy]) ? 1 : -1),
    );
}

function byUsd(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return Number(b) - Number(a);
}

interface Arrivals {
  first: number;
  last: number;
  count: number;
}

/** What came to each holder on the path, by `holder asset`. */
function arrivalsOf({ hops }: Findings): Map<string, Arrivals> {
  const arrivals = new Map<string, Arrivals>();
  for (const { transfer } of hops) {
    const { time } = transfer;
    const key = `${transfer.to} ${transfer.asset}`;
    const known = arrivals.get(key);
    if (known) {
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
      known.count++;
    } else arrivals.set(key, { first: time, last: time, count: 1 });
  }
  return arrivals;
}

function destination(
  findings: Findings,
  resting: Resting,
  arrivals: ReadonlyMap<string, Arrivals>,
): Rest {
  const { question, exploration, knowledge, valuedAt } = findings;
  const { holder, asset, amounts } = resting;
  const { low, high } = bandOf(amounts, question.policies);
  const paidUnknown = findings.unvalued.some(({ from }) => from === holder);
  const known = arrivals.get(`${holder} ${asset}`);
  const since = sinceOf(findings, resting) ?? known?.first ?? valuedAt;
  const name = resultName(knowledge, holder);
  const { status, rule, why } = stopOf(findings, resting, name?.entity ?? name?.label ?? null);
  const reached = exploration.reach.holders.get(holder);
  const path = pathOf(findings, resting);
  return {
    holder,
    asset,
    status,
    name,
    amounts: amountsOf(amounts, question.policies),
    // a payment of unknown value may have taken all of it
    band: { low: (paidUnknown ? 0n : low).toString(), high: high.toString() },
    // where several thefts meet, poison counts the greatest of them alone
    reach: most(amounts.get('poison') ?? 0n, high).toString(),
    usd: usdOf(findings, asset, amounts.get(question.policy) ?? 0n),
    since: formatTime(since),
    last: formatTime(known?.last ?? since),
    transfers: known?.count ?? 0,
    why,
    rule,
    path,
    grade: gradeOf(name, reached, path.length === 1 && resting.claimant === null),
  };
}

/**
 * A path is as good as its weakest edge, and a name that ends it counts as one: paid by a source
 * itself is seen on the ledger, beyond that somebody's control is inferred, or told by lots alone.
 */
function gradeOf(name: ResultHolder['name'], reached: Reached | undefined, direct: boolean): Grade {
  const own: Grade = reached?.byLots ? 'G7' : direct && reached?.hop === 1 ? 'G1' : 'G6';
  return name && name.grade > own ? name.grade : own;
}

/** The lots of a resting place under one policy that keeps them apart. */
function lotsOf(findings: Findings, resting: Resting, policy: PolicyId): readonly LotHistory[] {
  const { replay } = findings.exploration;
  const { holder, claimant, aside } = resting;
  const account =
    claimant !== null ? claimHolder(claimant, holder) : aside ? asideHolder(holder) : holder;
  const number = replay.holders.get(account);
  const asset = replay.assets.get(resting.asset);
  if (number === undefined || asset === undefined) return [];
  return replay.accounts.lots(policy, number, asset);
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The policy by which one lot's way can be shown: amounts are the locked policy's alone. */
const WAY: PolicyId = 'fifo';

/** The transactions that brought the largest lot, from the theft to here. */
function pathOf(findings: Findings, resting: Resting): string[] {
  const { exploration, question } = findings;
  if (!question.policies.includes(WAY)) return [];
  let largest: LotHistory | null = null;
  for (const lot of lotsOf(findings, resting, WAY)) {
    if (!largest || lot.amount > largest.amount) largest = lot;
  }
  const txs = (largest?.events ?? []).map(
    (event) => exploration.steps[exploration.replay.stepOf.get(event) ?? -1]?.group.tx ?? '',
  );
  return [...new Set(txs.reverse())];
}

/** When the oldest lot that rests here arrived, under the locked policy. */
function sinceOf(findings: Findings, resting: Resting): number | null {
  const { exploration, question } = findings;
  if (question.policy === 'haircut' || question.policy === 'poison') return null;
  const times = lotsOf(findings, resting, question.policy)
    .flatMap(({ events }) => events[0] ?? [])
    .map((event) => exploration.steps[exploration.replay.stepOf.get(event) ?? -1]?.group.time)
    .filter((time) => time !== undefined);
  return times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : null;
}

type Stop = Pick<TraceResult['destinations'][number], 'status' | 'rule' | 'why'>;

function stopOf(findings: Findings, resting: Resting, name: string | null): Stop {
  const { exploration, knowledge, question } = findings;
  const { holder, claimant } = resting;
  if (claimant !== null) {
    if (knowledge.claims.placeOf(holder) === null) {
      return {
        status: 'not covered',
        rule: 'swap-by-claim',
        why: 'Paid here by an account whose receipts are not listed, and no proceeds are seen.',
      };
    }
    return {
      status: 'swapped, proceeds outside',
      rule: 'swap-by-claim',
      why: `Sent to ${name ?? 'a swap or burn'}; no proceeds came back in this ledger.`,
    };
  }
  if (resting.aside) {
    return {
      status: 'not followed',
      rule: 'other money',
      why: 'Left with a payment held to be other money of its payer, who had nothing clean left.',
    };
  }
  const type = knowledge.inferenceOf(holder)?.entityType ?? knowledge.nameOf(holder)?.entityType;
  if (knowledge.isService(holder)) {
    const mix = type?.startsWith('mixer') || type?.startsWith('privacy');
    return {
      status: mix ? 'in mix' : 'at service',
      rule: 'service',
      why: `${name ?? 'A service'} pools its customers' money: what it pays out is not this money.`,
    };
  }
  const cut = exploration.cuts.get(holder);
  if (cut !== undefined) {
    return { status: 'not followed', rule: `limit: ${cut}`, why: CUTS[cut] };
  }
  if (findings.unvalued.some(({ from }) => from === holder)) {
    return {
      status: 'not covered',
      rule: 'value not given',
      why: 'A payment whose value the ledger does not give left here: how much remains is unknown.',
    };
  }
  if (!listed(findings, holder)) {
    return {
      status: 'not covered',
      rule: 'coverage',
      why: 'The ledger does not list what leaves this address: it may have moved on.',
    };
  }
  if (!exploration.followed.has(holder) && claimOf(holder) === null) {
    return {
      status: 'not followed',
      rule: 'dust',
      why: `Less than $${question.limits.dustUsd} arrived: below the limit for following.`,
    };
  }
  return { status: 'held', rule: 'unspent', why: 'The ledger shows no further movement of it.' };
}

const CUTS = {
  depth: 'More hops from the theft than the limit allows.',
  'fan-out': 'Pays more addresses than the limit allows: probably a service that nobody has named.',
  holders: 'More addresses than the limit allows; more valuable ones came first.',
  transfers: 'More transfers than the limit allows were listed here.',
  time: 'The time allowed was over.',
  cancelled: 'The trace was cancelled before this address was read.',
  open: 'The trace is going on: this address is next to be read.',
} as const;
