import type { Grade } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import {
  type CoinFindings,
  coinjoinName,
  coinUsd,
  mixName,
  mixOf,
  placeName,
} from './coin-explain.ts';
import type { RestingCoin } from './coin-figures.ts';
import type { CoinCut, CoinTrace } from './coin-trace.ts';
import type { Rest } from './destinations.ts';
import { amountsOf } from './explain.ts';
import { bandOf } from './figures.ts';
import { compare } from './net.ts';
import type { PolicyId } from './policies/policy.ts';
import type { ResultHolder } from './result.ts';

const COORDINATOR = coinjoinName(
  'Whirlpool coordinator fee',
  'Whirlpool',
  'the output of a Tx0 that has the size of the coordinator’s fee',
);

/** Where stolen coins rest, by place and reason to stop, the most first. */
export function coinDestinations(findings: CoinFindings): Rest[] {
  const { figures, policy } = findings;
  const groups = Map.groupBy(figures.resting, ({ place, stop, cut }) => `${place} ${stop} ${cut}`);
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
  const name = stop === 'coordinator' ? COORDINATOR : placeName(findings, place);
  const counted = stop === 'mix' ? new Set(coins.map(({ tx }) => tx)).size : coins.length;
  return {
    holder: place,
    asset,
    ...stopOf(findings, coins, name),
    name,
    amounts: amountsOf(amounts, policies),
    band: { low: low.toString(), high: high.toString() },
    reach: (amounts.get('poison') ?? high).toString(),
    usd: coinUsd(findings, amounts.get(policy) ?? 0n),
    since: formatTime(times.reduce((a, b) => Math.min(a, b))),
    last: formatTime(times.reduce((a, b) => Math.max(a, b))),
    transfers: counted,
    path: pathOf(trace, coins),
    grade: gradeOf(trace, coins, low === high, name),
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
  { isStolen }: CoinTrace,
  coins: readonly RestingCoin[],
  certain: boolean,
  name: ResultHolder['name'],
): Grade {
  const untouched = coins.every((coin) => isStolen(coin) && coin.stop === null);
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
  const [{ place, stop, cut, holder }] = coins;
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
  if (cut !== null) return { status: 'not followed', ...cutText(cut, trace.question.limits) };
  const change = isChange(trace, coins)
    ? ' Change of a Tx0: it stays with the owner of the Tx0 (toxic change).'
    : '';
  if (findings.lists(holder)) {
    const { until } = trace.question.limits;
    const end = until === null ? findings.end : `${formatTime(until)} UTC`;
    const why = `No transaction up to ${end} spends it.${change}`;
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

const CUTS = {
  depth: 'More transactions from the theft than the limit allows.',
  'fan-out':
    'Spent by a transaction with more outputs than the limit allows: probably a payout of a ' +
    'service that nobody has named.',
  holders: 'More places than the limit allows; more valuable ones came first.',
  time: 'The time allowed was over.',
  cancelled: 'The trace was cancelled before this coin was followed.',
  open: 'The trace is going on: this coin is next to be followed.',
} as const;

function cutText(cut: CoinCut, { dustUsd }: { readonly dustUsd: number }): Omit<Stop, 'status'> {
  if (cut !== 'dust') return { rule: `limit: ${cut}`, why: CUTS[cut] };
  return { rule: 'dust', why: `It carries less than $${dustUsd}: below the limit for following.` };
}

function isChange({ question }: CoinTrace, coins: readonly RestingCoin[]): boolean {
  return coins.every(({ tx, index }) => {
    const it = question.classes.get(tx);
    return it?.kind === 'tx0' && it.parts.change.includes(index);
  });
}
