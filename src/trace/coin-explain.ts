import { operatorOf } from '../attribution/operators.ts';
import type { Grade } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { AssetId, Holder } from '../ledger/port.ts';
import type { CoinFigures, RestingCoin } from './coin-figures.ts';
import type { CoinTrace, PlaceId } from './coin-trace.ts';
import type { Rest } from './destinations.ts';
import { amountsOf, resultName } from './explain.ts';
import { bandOf } from './figures.ts';
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
  /** Where the ledger's files begin among the inputs. */
  readonly firstInput: number;
  /** Unix seconds at which worth is told: one moment for all, so that shares add up. */
  readonly valuedAt: number;
}

function usdOf({ knowledge, asset, valuedAt }: CoinFindings, units: bigint, at = valuedAt) {
  const cents = knowledge.prices.cents(asset, units, at);
  return cents === null ? null : formatCents(cents);
}

export function mixName(id: MixId): string {
  return mixes.find((mix) => mix.id === id)?.name ?? id;
}

/** The name of a place: a tag's, or what the form of a transaction says. */
function nameOf({ trace, knowledge }: CoinFindings, place: PlaceId): ResultHolder['name'] {
  const mix = mixOf(trace, place);
  if (mix !== null) {
    return inferred(`${mixName(mix)} mix`, mixName(mix), 'the form of the transaction');
  }
  return resultName(knowledge, place);
}

function inferred(label: string, service: string, rule: string): ResultHolder['name'] {
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

const COORDINATOR = inferred(
  'Whirlpool coordinator fee',
  'Whirlpool',
  'the output of a Tx0 that has the size of the coordinator’s fee',
);

function mixOf({ byId }: CoinTrace, place: PlaceId): MixId | null {
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
    usd: usdOf(findings, traced.get(policy) ?? 0n, tx.time),
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
      const name = nameOf(findings, id);
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
            usd: usdOf(findings, visit.held.get(policy) ?? 0n),
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
  const seeds = new Set(trace.question.seeds.map(({ tx, index }) => outpointKey(tx, index)));
  for (const { tx, depth } of trace.path) {
    for (const [index, { holder }] of tx.outputs.entries()) {
      const key = outpointKey(tx.id, index);
      const arrived = figures.arrived.get(key);
      if (!arrived) continue;
      const coin = { tx: tx.id, index, holder };
      const visit = visitOf(visits, trace.placeOf(coin), tx.time);
      visit.depth = Math.min(visit.depth, depth);
      visit.seed ||= seeds.has(key);
      visit.stop ||= trace.stopOf(coin) !== null;
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

/** Where stolen coins rest, by place and reason to stop, the most first. */
export function coinDestinations(findings: CoinFindings): Rest[] {
  const { figures, policy } = findings;
  const groups = Map.groupBy(figures.resting, ({ place, stop }) => `${place} ${stop}`);
  return [...groups.values()]
    .map((coins) => destination(findings, coins as [RestingCoin, ...RestingCoin[]]))
    .filter(({ band }) => band.high !== '0')
    .sort(
      (a, b) =>
        Number(BigInt(b.amounts[policy]) > BigInt(a.amounts[policy])) -
          Number(BigInt(b.amounts[policy]) < BigInt(a.amounts[policy])) ||
        compare(a.holder, b.holder) ||
        compare(a.status, b.status),
    );
}

function destination(
  findings: CoinFindings,
  coins: readonly [RestingCoin, ...RestingCoin[]],
): Rest {
  const { trace, asset, policy } = findings;
  const { policies } = trace.question;
  const [{ place, stop }] = coins;
  const amounts = new Map<PolicyId, bigint>();
  for (const coin of coins) {
    for (const [id, units] of coin.amounts) amounts.set(id, (amounts.get(id) ?? 0n) + units);
  }
  const { low, high } = bandOf(amounts, policies);
  const times = coins.map(({ step }) => step.tx.time);
  const name = stop === 'coordinator' ? COORDINATOR : nameOf(findings, place);
  const counted = stop === 'mix' ? new Set(coins.map(({ tx }) => tx)).size : coins.length;
  return {
    holder: place,
    asset,
    ...stopOf(findings, coins, name),
    name,
    amounts: amountsOf(amounts, policies),
    band: { low: low.toString(), high: high.toString() },
    reach: (amounts.get('poison') ?? high).toString(),
    usd: usdOf(findings, amounts.get(policy) ?? 0n),
    since: formatTime(times.reduce((a, b) => Math.min(a, b))),
    last: formatTime(times.reduce((a, b) => Math.max(a, b))),
    transfers: counted,
    path: pathOf(trace, coins),
    grade: gradeOf(coins, low === high, name),
  };
}

/** Transactions that brought the largest lot by FIFO, from the theft on. */
function pathOf({ coins: engine }: CoinTrace, coins: readonly RestingCoin[]): string[] {
  const lots = coins.flatMap((coin) => engine.lots('fifo', coin));
  const any = lots.length > 0 ? lots : coins.flatMap((coin) => engine.lots('poison', coin));
  const [first, ...rest] = any;
  if (!first) return [];
  const most = rest.reduce((a, b) => (b.amount > a.amount ? b : a), first);
  return [...new Set(most.steps.map(({ tx }) => tx).reverse())];
}

/**
 * A stolen coin where it was put: in the ledger. One that moved without clean money beside it:
 * every policy says the same. Else, and behind a mix, the amounts turn on the policy.
 */
function gradeOf(
  coins: readonly RestingCoin[],
  certain: boolean,
  name: ResultHolder['name'],
): Grade {
  const untouched = coins.every(({ step, stop }) => step.depth === 0 && stop === null);
  const mixed = coins.some(({ stop }) => stop === 'mix');
  const own: Grade = mixed || !certain ? 'G7' : untouched ? 'G1' : 'G6';
  return name && coins[0]?.stop !== null && name.grade > own ? name.grade : own;
}

type Stop = Pick<Rest, 'status' | 'rule' | 'why'>;

function stopOf(
  findings: CoinFindings,
  coins: readonly [RestingCoin, ...RestingCoin[]],
  name: ResultHolder['name'],
): Stop {
  const { trace, knowledge } = findings;
  const [{ place, stop, holder }] = coins;
  const who = name?.entity ?? name?.label ?? null;
  if (stop === 'mix') {
    return {
      status: 'in mix',
      rule: 'mix',
      why:
        `A ${mixName(mixOf(trace, place) ?? 'joinmarket')} mix: nothing says whose its outputs ` +
        'are. Attribution stops here; what comes after is a hypothesis.',
    };
  }
  if (stop === 'coordinator') {
    return {
      status: 'at service',
      rule: 'tx0-fee',
      why: 'The coordinator’s fee of a Tx0: from here on it is the coordinator’s money.',
    };
  }
  if (stop === 'service') {
    const type = knowledge.nameOf(place)?.entityType ?? '';
    return {
      status: /^(mixer|privacy)/.test(type) ? 'in mix' : 'at service',
      rule: 'service',
      why: `${who ?? 'A service'} pools its customers' money: what it pays out is not this money.`,
    };
  }
  const change = isChange(trace, coins)
    ? ' Change of a Tx0: it stays with the owner of the Tx0 (toxic change).'
    : '';
  if (findings.lists(holder)) {
    const why = `No transaction up to the end of the ledger spends it.${change}`;
    return { status: 'held', rule: 'unspent', why };
  }
  return {
    status: 'not covered',
    rule: 'coverage',
    why:
      'Not spent in this ledger, which cannot say that it is unspent: ' +
      `${findings.reason}.${change}`,
  };
}

function isChange({ question }: CoinTrace, coins: readonly RestingCoin[]): boolean {
  return coins.every(({ tx, index }) => {
    const it = question.classes.get(tx);
    return it?.kind === 'tx0' && it.parts.change.includes(index);
  });
}
