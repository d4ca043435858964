import { operatorOf } from '../attribution/operators.ts';
import { formatTime } from '../base/time.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { AssetId, Holder } from '../ledger/port.ts';
import type { CoinFigures } from './coin-figures.ts';
import type { CoinTrace, PlaceId } from './coin-trace.ts';
import { amountsOf, resultName } from './explain.ts';
import type { Known } from './knowledge.ts';
import { mixes } from './mixes/index.ts';
import type { MixId } from './mixes/mix.ts';
import { compare } from './net.ts';
import type { PolicyId } from './policies/policy.ts';
import { formatCents } from './prices.ts';
import type { ResultHolder, ResultHop } from './result.ts';
import { roleOf } from './roles.ts';

/** All that the explaining functions look at. */
export interface CoinFindings {
  readonly trace: CoinTrace;
  readonly figures: CoinFigures;
  readonly knowledge: Known;
  readonly asset: AssetId;
  /** The locked policy. */
  readonly policy: PolicyId;
  /** True if every spend of this holder's coins would be in the ledger. */
  readonly lists: (holder: Holder | null) => boolean;
  readonly reason: string;
  /** Where the ledger ends, in words. */
  readonly end: string;
  /** Where the ledger's files begin among the inputs. */
  readonly firstInput: number;
  /** Unix seconds at which worth is told: one moment for all, so that shares add up. */
  readonly valuedAt: number;
}

export function coinUsd(
  { knowledge, asset, valuedAt }: CoinFindings,
  units: bigint,
  at = valuedAt,
) {
  const cents = knowledge.prices.cents(asset, units, at);
  return cents === null ? null : formatCents(cents);
}

export function mixName(id: MixId): string {
  return mixes.find((mix) => mix.id === id)?.name ?? id;
}

/** The name of a place: a tag's, or what the form of a transaction says. */
export function placeName(
  { trace, knowledge }: CoinFindings,
  place: PlaceId,
): ResultHolder['name'] {
  const mix = mixOf(trace, place);
  if (mix !== null) {
    return coinjoinName(`${mixName(mix)} mix`, mixName(mix), 'the form of the transaction');
  }
  return resultName(knowledge, place);
}

export function coinjoinName(label: string, service: string, rule: string): ResultHolder['name'] {
  return {
    label,
    entity: operatorOf(service)?.name ?? service,
    type: 'mixer.coinjoin',
    grade: 'G6',
    source: 'behaviour in this ledger',
    sourceDate: null,
    basis: 'inferred',
    inference: rule,
    others: [],
  };
}

export function mixOf({ byId }: CoinTrace, place: PlaceId): MixId | null {
  return place.startsWith('mix:') ? (byId.get(place.slice(4))?.mix ?? null) : null;
}

export function coinHops(findings: CoinFindings): ResultHop[] {
  const { figures, trace, asset, policy, firstInput } = findings;
  return figures.hops.map(({ tx, from, to, amount, via, traced }) => ({
    tx: tx.id,
    block: tx.block,
    time: formatTime(tx.time),
    from,
    to,
    asset,
    amount: amount.toString(),
    traced: amountsOf(traced, trace.question.policies),
    usd: coinUsd(findings, traced.get(policy) ?? 0n, tx.time),
    via,
    basis: 'observed',
    input: firstInput + tx.origin.input,
    line: tx.origin.line,
  }));
}

interface Visit {
  depth: number;
  first: number;
  last: number;
  in: number;
  out: number;
  seed: boolean;
  received: Map<PolicyId, bigint>;
  held: Map<PolicyId, bigint>;
  stop: boolean;
}

/** Every place on the path, sources first. */
export function coinHolders(findings: CoinFindings): ResultHolder[] {
  const { trace, knowledge, asset, policy } = findings;
  const { policies } = trace.question;
  return [...visitsOf(findings)]
    .map(([id, visit]): ResultHolder => {
      const name = placeName(findings, id);
      const followed = visit.seed ? 'source' : visit.stop ? 'stop' : 'lots';
      const type =
        mixOf(trace, id) === null ? (knowledge.nameOf(id)?.entityType ?? null) : 'mixer.coinjoin';
      return {
        id,
        role: roleOf(followed, type, visit),
        name,
        hop: visit.depth,
        followed,
        basis: 'observed',
        first: formatTime(visit.first),
        last: formatTime(visit.last),
        positions: [
          {
            asset,
            received: amountsOf(visit.received, policies),
            held: amountsOf(visit.held, policies),
            usd: coinUsd(findings, visit.held.get(policy) ?? 0n),
          },
        ],
        outgoingListed: findings.lists(addressOf(id)),
      };
    })
    .sort((a, b) => a.hop - b.hop || compare(a.first, b.first) || compare(a.id, b.id));
}

function addressOf(place: PlaceId): Holder | null {
  return place.includes(':') ? null : place;
}

function visitsOf({ trace, figures }: CoinFindings): Map<PlaceId, Visit> {
  const visits = new Map<PlaceId, Visit>();
  for (const { tx, depth } of trace.path) {
    for (const [index, { holder }] of tx.outputs.entries()) {
      const key = outpointKey(tx.id, index);
      const arrived = figures.arrived.get(key);
      if (!arrived) continue;
      const coin = { tx: tx.id, index, holder };
      const visit = visitOf(visits, trace.placeOf(coin), tx.time);
      visit.depth = Math.min(visit.depth, trace.isStolen(coin) ? 0 : depth);
      visit.seed ||= trace.isStolen(coin);
      visit.stop ||= trace.stopOf(coin) !== null || trace.cuts.get(key) === 'fan-out';
      for (const [id, units] of arrived) {
        visit.received.set(id, (visit.received.get(id) ?? 0n) + units);
      }
    }
  }
  for (const { from, to, tx } of figures.hops) {
    visitOf(visits, from, tx.time).out++;
    visitOf(visits, to, tx.time).in++;
  }
  for (const { place, amounts, step } of figures.resting) {
    const visit = visitOf(visits, place, step.tx.time);
    for (const [id, units] of amounts) visit.held.set(id, (visit.held.get(id) ?? 0n) + units);
  }
  return visits;
}

function visitOf(visits: Map<PlaceId, Visit>, place: PlaceId, time: number): Visit {
  const known = visits.get(place);
  if (known) {
    known.first = Math.min(known.first, time);
    known.last = Math.max(known.last, time);
    return known;
  }
  const depth = Number.MAX_SAFE_INTEGER;
  const sums = { received: new Map(), held: new Map() };
  const visit = {
    depth,
    first: time,
    last: time,
    in: 0,
    out: 0,
    seed: false,
    stop: false,
    ...sums,
  };
  visits.set(place, visit);
  return visit;
}
