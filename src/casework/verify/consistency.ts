import { isNobody } from '../../ledger/address.ts';
import { chainOf } from '../../ledger/chains.ts';
import type { TraceResult } from '../../trace/result.ts';
import { expectSame, type Problem } from './problem.ts';

/** Whether hops, holders and destinations of a result tell one story. */
export function checkConsistency(result: TraceResult): Problem[] {
  const problems: Problem[] = [];
  const holders = new Set(result.holders.map(({ id }) => id));
  const assets = new Set(result.assets.map(({ id }) => id));
  for (const [i, hop] of result.hops.entries()) {
    const where = hopName(result, i);
    for (const holder of [hop.from, hop.to]) {
      if (isNobody(holder) || holders.has(holder)) continue;
      problems.push({ where, expected: 'parties that are among the holders', found: holder });
    }
    if (!assets.has(hop.asset)) {
      problems.push({ where, expected: 'an asset that the result lists', found: hop.asset });
    }
    if (!result.inputs[hop.input]) {
      problems.push({ where, expected: 'an input that the result lists', found: `${hop.input}` });
    }
    for (const [policy, traced] of Object.entries(hop.traced)) {
      if (hop.amount === null || BigInt(traced) <= BigInt(hop.amount)) continue;
      const expected = `at most ${hop.amount}, the whole amount`;
      problems.push({ where: `${where}, traced.${policy}`, expected, found: traced });
    }
  }
  return [...problems, ...checkDestinations(result), ...checkSummary(result)];
}

/** How a hop is called in what is found: its place in the list, from 1, and its transaction. */
export function hopName({ hops }: TraceResult, index: number): string {
  return `hop ${index + 1} (${hops[index]?.tx ?? ''})`;
}

function checkDestinations(result: TraceResult): Problem[] {
  const { destinations, hops, holders, seeds } = result;
  const problems: Problem[] = [];
  // coins begin with the theft itself, which is no hop
  const txs = new Set([...seeds, ...hops].map(({ tx }) => tx));
  const ids = new Set(holders.map(({ id }) => id));
  const arrivals = new Map<string, number>();
  for (const { to, asset } of hops) {
    const key = `${to} ${asset}`;
    arrivals.set(key, (arrivals.get(key) ?? 0) + 1);
  }
  // a coin's place may be a whole mix, whose arrivals are outputs and not hops
  const counted = chainOf(result.case.chain)?.model === 'account';
  for (const [i, { holder, asset, path, transfers }] of destinations.entries()) {
    const where = `destination ${i + 1} (${holder}, ${asset})`;
    if (!ids.has(holder) && !isNobody(holder)) {
      problems.push({ where, expected: 'a place that is among the holders', found: holder });
    }
    for (const tx of path) {
      if (txs.has(tx)) continue;
      problems.push({ where: `${where}, path`, expected: 'transactions of hops', found: tx });
    }
    if (!counted) continue;
    const arrived = arrivals.get(`${holder} ${asset}`) ?? 0;
    expectSame(problems, `${where}, transfers`, arrived, transfers);
  }
  return problems;
}

const ADRIFT = ['not followed', 'not covered', 'swapped, proceeds outside'];

/** The figures of the headline are sums of what the places and the thefts are worth. */
function checkSummary({ summary, stolen, destinations }: TraceResult): Problem[] {
  const problems: Problem[] = [];
  if (stolen.length === 0) return problems;
  const check = (
    field: 'stolenUsd' | 'atServicesUsd' | 'heldUsd' | 'notCoveredUsd' | 'unknownUsd',
    worths: readonly (string | null)[],
  ): void => {
    const unknown = worths.includes(null);
    const cents = worths.reduce((sum, usd) => sum + BigInt(usd?.replace('.', '') ?? 0), 0n);
    const total = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
    expectSame(problems, `summary.${field}`, unknown ? 'null' : total, String(summary[field]));
  };
  const worth = (...statuses: readonly string[]): (string | null)[] =>
    destinations.filter(({ status }) => statuses.includes(status)).map(({ usd }) => usd);
  check(
    'stolenUsd',
    stolen.map(({ usd }) => usd),
  );
  check('atServicesUsd', worth('at service', 'in mix'));
  check('heldUsd', worth('held'));
  check('notCoveredUsd', worth('not covered'));
  check('unknownUsd', worth(...ADRIFT));
  return problems;
}
