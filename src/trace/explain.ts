import type { Name } from '../attribution/names.ts';
import { formatTime } from '../base/time.ts';
import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { Exploration } from './explore.ts';
import type { ByPolicy, Figures, Resting } from './figures.ts';
import type { Hop } from './hops.ts';
import type { Known } from './knowledge.ts';
import { compare } from './net.ts';
import type { PolicyId } from './policies/policy.ts';
import { formatCents } from './prices.ts';
import type { Question } from './question.ts';
import type { ResultHolder, ResultHop } from './result.ts';
import { roleOf } from './roles.ts';

/** All that the explaining functions look at. */
export interface Findings {
  readonly question: Question;
  readonly exploration: Exploration;
  readonly figures: Figures;
  readonly hops: readonly Hop[];
  /** Payments on the path whose value the ledger does not give. */
  readonly unvalued: readonly Transfer[];
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
  return nameIn(name);
}

/** A name from tags as a result carries it. */
export function nameIn(name: Name | null): ResultHolder['name'] {
  if (!name) return null;
  return {
    label: name.label || 'label without a name',
    entity: name.entity,
    type: name.entityType ?? 'person.eoa',
    grade: name.grade,
    source: name.source,
    sourceDate: name.sourceDate,
    basis: basisOf(name),
    inference: null,
    others: name.others.map((tag) => `${tag.label} (${tag.source})`),
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
      amount: transfer.kind === 'unvalued' ? null : amount.toString(),
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
      if (knowledge.isNobody(holder)) continue;
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
      // beyond the first recipients it is inferred whose hands the money is in
      basis: followed === 'source' || reached?.hop === 1 ? 'observed' : 'inferred',
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
