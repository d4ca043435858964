import type { Name } from '../attribution/names.ts';
import type { Grade } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import type { AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import type { Exploration, Question } from './explore.ts';
import { type ByPolicy, bandOf, type Figures, type Resting } from './figures.ts';
import type { Hop } from './hops.ts';
import type { Known } from './knowledge.ts';
import { compare } from './net.ts';
import type { PolicyId } from './policies/policy.ts';
import { formatCents } from './prices.ts';
import type { Destination, ResultHolder, ResultHop, TraceResult } from './result.ts';
import { roleOf } from './roles.ts';

/** All that the explaining functions look at. */
export interface Findings {
  readonly question: Question;
  readonly exploration: Exploration;
  readonly figures: Figures;
  readonly hops: readonly Hop[];
  readonly knowledge: Known;
  readonly outgoing: 'all' | ReadonlySet<Holder>;
  /** Unix seconds at which worth is told: one moment for all, so that shares add up. */
  readonly valuedAt: number;
}

export function amountsOf(amounts: ByPolicy | undefined, policies: readonly PolicyId[]) {
  return Object.fromEntries(
    policies.map((policy) => [policy, (amounts?.get(policy) ?? 0n).toString()]),
  ) as Record<PolicyId, string>;
}

/** Dollars of the locked policy's amount. */
export function usdOf(findings: Findings, asset: AssetId, units: bigint): string | null {
  const cents = findings.knowledge.prices.cents(asset, units, findings.valuedAt);
  return cents === null ? null : formatCents(cents);
}

export function listed(findings: Findings, holder: Holder): boolean {
  return findings.outgoing === 'all' || findings.outgoing.has(holder);
}

/** The name of a holder as the result carries it: from a tag, or inferred by a rule. */
export function resultName(knowledge: Known, holder: Holder): ResultHolder['name'] {
  const name = knowledge.nameOf(holder);
  const inference = knowledge.inferenceOf(holder);
  const others = (name?.others ?? []).map((tag) => `${tag.label} (${tag.source})`);
  if (inference && !name?.entityType) {
    return {
      label: inference.label,
      entity: inference.entity,
      type: inference.entityType,
      grade: 'G6',
      source: 'behaviour in this ledger',
      sourceDate: null,
      basis: 'inferred',
      inference: inference.rule,
      others: name ? [name.label, ...others] : others,
    };
  }
  if (!name) return null;
  return {
    label: name.label,
    entity: name.entity,
    type: name.entityType ?? 'person.eoa',
    grade: name.grade,
    source: name.source,
    sourceDate: name.sourceDate,
    basis: basisOf(name),
    inference: null,
    others,
  };
}

function basisOf(name: Name): 'observed' | 'unverified' {
  return name.grade === 'G1' || name.grade === 'G2' ? 'observed' : 'unverified';
}

export function resultHops(findings: Findings): ResultHop[] {
  const { question, hops, knowledge } = findings;
  return hops.map(({ transfer, via, inferred, traced }) => {
    const { tx, block, time, from, to, asset, amount, origin } = transfer;
    const locked = traced.get(question.policy) ?? 0n;
    const cents = knowledge.prices.cents(asset, locked, time);
    return {
      tx,
      block,
      time: formatTime(time),
      from,
      to,
      asset,
      amount: amount.toString(),
      traced: amountsOf(traced, question.policies),
      usd: cents === null ? null : formatCents(cents),
      via,
      basis: via === 'claim' || inferred ? 'inferred' : 'observed',
      input: origin.input,
      line: origin.line,
    };
  });
}

/** Everybody on the path: sources, those followed, those passed through, and where it ended. */
export function resultHolders(findings: Findings): ResultHolder[] {
  const { exploration, hops, knowledge, figures } = findings;
  const touched = new Map<Holder, { first: number; last: number; in: number; out: number }>();
  for (const { transfer } of hops) {
    for (const holder of new Set([transfer.from, transfer.to])) {
      const { time } = transfer;
      const known = touched.get(holder) ?? { first: time, last: time, in: 0, out: 0 };
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
      if (transfer.to === holder) known.in++;
      else known.out++;
      touched.set(holder, known);
    }
  }
  const held = Map.groupBy(
    figures.resting.filter(({ claimant, aside }) => claimant === null && !aside),
    ({ holder }) => holder,
  );
  const assets = assetsByHolder(figures);
  const result: ResultHolder[] = [];
  for (const [id, { first, last, ...degree }] of touched) {
    const reached = exploration.reach.holders.get(id);
    const followed = followedAs(findings, id);
    result.push({
      id,
      role: roleOf(followed, knowledge.nameOf(id)?.entityType ?? null, degree),
      name: resultName(knowledge, id),
      hop: followed === 'source' ? 0 : (reached?.hop ?? 0),
      followed,
      basis: followed === 'whole' ? 'inferred' : 'observed',
      first: formatTime(first),
      last: formatTime(last),
      positions: positionsOf(findings, id, assets.get(id) ?? [], held.get(id) ?? []),
      outgoingListed: listed(findings, id),
    });
  }
  return result.sort((a, b) => a.hop - b.hop || compare(a.first, b.first) || compare(a.id, b.id));
}

function assetsByHolder(figures: Figures): Map<Holder, AssetId[]> {
  const assets = new Map<Holder, AssetId[]>();
  for (const key of figures.received.keys()) {
    const [holder, asset] = key.split(' ') as [Holder, AssetId];
    const list = assets.get(holder);
    if (list) list.push(asset);
    else assets.set(holder, [asset]);
  }
  return assets;
}

function positionsOf(
  findings: Findings,
  holder: Holder,
  assets: readonly AssetId[],
  resting: readonly Resting[],
): ResultHolder['positions'] {
  const { question, figures } = findings;
  const ids = [...new Set([...assets, ...resting.map(({ asset }) => asset)])].sort(compare);
  return ids.map((asset) => {
    const held = resting.find((entry) => entry.asset === asset)?.amounts;
    return {
      asset,
      received: amountsOf(figures.received.get(`${holder} ${asset}`), question.policies),
      held: amountsOf(held, question.policies),
      usd: usdOf(findings, asset, held?.get(question.policy) ?? 0n),
    };
  });
}

function followedAs({ question, exploration, knowledge }: Findings, id: Holder) {
  if (question.sources.some(({ holder }) => holder === id)) return 'source';
  const reached = exploration.reach.holders.get(id);
  if (knowledge.isService(id) || knowledge.claims.placeOf(id) !== null) return 'stop';
  if (exploration.cuts.get(id) === 'fan-out') return 'stop';
  if (!reached) return 'passed';
  if (reached.whole) return 'whole';
  return reached.lots ? 'lots' : exploration.followed.has(id) ? 'whole' : 'stop';
}

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

function arrivalsOf({ hops }: Findings): Map<Holder, Arrivals> {
  const arrivals = new Map<Holder, Arrivals>();
  for (const { transfer } of hops) {
    const { time, to } = transfer;
    const known = arrivals.get(to);
    if (known) {
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
      known.count++;
    } else arrivals.set(to, { first: time, last: time, count: 1 });
  }
  return arrivals;
}

function destination(
  findings: Findings,
  resting: Resting,
  arrivals: ReadonlyMap<Holder, Arrivals>,
): Rest {
  const { question, exploration, knowledge, valuedAt } = findings;
  const { holder, asset, amounts } = resting;
  const { low, high } = bandOf(amounts, question.policies);
  const known = arrivals.get(holder);
  const since = sinceOf(findings, resting) ?? known?.first ?? valuedAt;
  const name = resultName(knowledge, holder);
  const { status, rule, why } = stopOf(findings, resting, name?.entity ?? name?.label ?? null);
  const reached = exploration.reach.holders.get(holder);
  return {
    holder,
    asset,
    status,
    name,
    amounts: amountsOf(amounts, question.policies),
    band: { low: low.toString(), high: high.toString() },
    reach: (amounts.get('poison') ?? high).toString(),
    usd: usdOf(findings, asset, amounts.get(question.policy) ?? 0n),
    since: formatTime(since),
    last: formatTime(known?.last ?? since),
    transfers: known?.count ?? 0,
    why,
    rule,
    grade: gradeOf(name, reached?.lots ?? false),
  };
}

/** A path is as good as its weakest edge; a name that ends it counts as one. */
function gradeOf(name: ResultHolder['name'], byLots: boolean): Grade {
  const own: Grade = byLots ? 'G7' : 'G6';
  return name && name.grade > own ? name.grade : own;
}

/** When the oldest lot that rests here arrived, under the locked policy. */
function sinceOf(findings: Findings, { holder, asset, claimant, aside }: Resting): number | null {
  const { exploration, question, figures } = findings;
  const { replay, steps } = exploration;
  if (question.policy === 'haircut' || question.policy === 'poison' || aside) return null;
  const number = replay.holders.get(claimant === null ? holder : `claim:${holder}:${claimant}`);
  const assetNumber = replay.assets.get(asset);
  if (number === undefined || assetNumber === undefined) return null;
  const times = replay.accounts
    .lots(question.policy, number, assetNumber)
    .flatMap(({ events }) => events[0] ?? [])
    .map((event) => steps[figures.stepOf.get(event) ?? -1]?.group.time)
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
      why: 'Left with a payment that is held to be other money of its payer; nothing clean was left.',
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
} as const;
