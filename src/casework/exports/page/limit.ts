import type { TraceResult } from '../../../trace/result.ts';
import { count, dollars, toCents } from '../figures.ts';

/** What a page holds at most: beyond it a browser is slow and nobody reads on. */
export const LIMITS = { hops: 40_000, places: 20_000, seeds: 20_000, others: 5000 } as const;

interface Limited {
  readonly result: TraceResult;
  /** What was left out, for the page to say; null where the page holds all of the result. */
  readonly note: string | null;
}

/**
 * The part of a result that goes into a page: the hops and places of most worth, the first of
 * everything else, and the holders that these name. Sums and certificate stay those of the whole.
 */
export function limited(
  result: TraceResult,
  limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS,
): Limited {
  const hops = greatest(result.hops, limits.hops);
  const places = greatest(result.destinations, limits.places);
  const seeds = result.seeds.slice(0, limits.seeds);
  const noise = result.noise.slice(0, limits.others);
  const findings = result.findings.slice(0, limits.others);
  const statements = result.statements.slice(0, limits.others);
  const parts = [
    leftOut('hop', result.hops, hops),
    leftOut('place', result.destinations, places),
    fewer('seed', result.seeds.length, seeds.length),
    fewer('noise transfer', result.noise.length, noise.length),
    fewer('finding', result.findings.length, findings.length),
    fewer('account', result.statements.length, statements.length),
  ].filter(Boolean);
  if (parts.length === 0) return { result, note: null };
  const named = new Set<string>();
  for (const { from, to } of hops) named.add(from).add(to);
  for (const { holder } of [...places, ...seeds]) named.add(holder);
  const holders = result.holders.filter(({ id }) => named.has(id));
  return {
    result: { ...result, holders, hops, destinations: places, seeds, noise, findings, statements },
    note: `This page holds a part of the trace. Left out: ${parts.join('; ')}. The JSON has all.`,
  };
}

interface Valued {
  readonly usd: string | null;
}

/** The items of most worth, in their own order; those without a price come after all others. */
function greatest<T extends Valued>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const ranked = items.map((item, at) => ({ at, cents: toCents(item.usd) ?? -1n }));
  ranked.sort((a, b) => (a.cents === b.cents ? a.at - b.at : a.cents > b.cents ? -1 : 1));
  const kept = new Set(ranked.slice(0, most).map(({ at }) => at));
  return items.filter((_, at) => kept.has(at));
}

function leftOut<T extends Valued>(noun: string, all: readonly T[], kept: readonly T[]): string {
  if (all.length === kept.length) return '';
  const here = new Set(kept);
  const rest = all.filter((item) => !here.has(item));
  const worth = rest.reduce((sum, { usd }) => sum + (toCents(usd) ?? 0n), 0n);
  const without = rest.filter(({ usd }) => usd === null).length;
  const known = without < rest.length;
  const unpriced = known && without > 0 ? `, ${without} of them without a price` : '';
  const text = known ? `worth ${dollars(worth)}${unpriced}` : 'without a price';
  return `${count(rest.length, noun)} ${text}`;
}

function fewer(noun: string, all: number, kept: number): string {
  return all === kept ? '' : count(all - kept, noun);
}
