import type { Found, FoundClaim } from './found.ts';
import { sameEntity } from './names.ts';
import { playReference, REFERENCE_POLICIES, type ReferencePolicy } from './reference.ts';
import { edgeKey, type Row, ZERO_ADDRESS } from './rows.ts';
import type { Truth } from './truth.ts';

/**
 * Scores of a trace against a known truth (tracing.md §3.1). All pure; dollars are doubles, which
 * is enough for shares with three places.
 */
export interface Scores {
  readonly addressRecall: number;
  readonly addressPrecision: number;
  readonly edgeRecall: number;
  readonly edgePrecision: number;
  /** Terminals reported on the path, by number and by dollars that arrived there. */
  readonly terminalsFound: number;
  readonly terminals: number;
  readonly terminalUsdRecall: number;
  readonly located: Located;
  readonly band: Band;
  readonly over: OverAttribution;
  readonly naming: Naming;
  readonly addresses: { readonly found: number; readonly all: number; readonly reported: number };
}

/** What each address holds in the end on the clean ledger, by policy. */
type TrueAmounts = ReadonlyMap<ReferencePolicy, ReadonlyMap<string, number>>;

/** Plays the truth rows alone: the policy amounts that a trace without any noise would find. */
export function trueAmounts(truth: Truth): TrueAmounts {
  const stops = new Set(truth.terminals.keys());
  return new Map(
    REFERENCE_POLICIES.map((policy) => [
      policy,
      playReference(truth.rows, { policy, sources: truth.sources, stops }).held,
    ]),
  );
}

interface Located {
  /**
   * Σ over addresses of min(claim, true amount) ÷ Σ true amounts, the true amount being that of the
   * locked policy on the clean ledger. A claim counts only where that money rests by the truth: at
   * a terminal, or at an on-path holder from which it does not move again; and never beyond it.
   */
  readonly strict: number;
  /** The same, a claim counting up to the largest true amount that any policy gives that place. */
  readonly anyPolicy: number;
  /** All that is claimed anywhere ÷ stolen, at most 1: says nothing about right or wrong. */
  readonly stated: number;
}

/** Share of the stolen value whose resting place is stated, and rightly. */
function locate(
  claims: ReadonlyMap<string, FoundClaim>,
  amounts: TrueAmounts,
  locked: ReferencePolicy,
): Located {
  const truth = amounts.get(locked) ?? new Map<string, number>();
  const all = sum(truth.values());
  let strict = 0;
  let any = 0;
  let claimed = 0;
  for (const [address, { usd }] of claims) {
    strict += Math.min(usd, truth.get(address) ?? 0);
    any += Math.min(usd, Math.max(...spread(amounts, address)));
    claimed += usd;
  }
  const share = (part: number) => (all === 0 ? 1 : Math.min(1, part / all));
  return { strict: share(strict), anyPolicy: share(any), stated: share(claimed) };
}

/** The five true amounts of an address. */
function spread(amounts: TrueAmounts, address: string): number[] {
  return [...amounts.values()].map((held) => held.get(address) ?? 0);
}

/** Half a dollar of rounding, or a thousandth of the amount. */
function tolerance(usd: number): number {
  return Math.max(0.5, usd / 1000);
}

interface Share {
  readonly count: number;
  /** Weighted by the true amount. */
  readonly usd: number;
}

interface Band {
  /** Terminals whose stated interval holds the true amount of the locked policy. */
  readonly holdsLocked: Share;
  /** … the whole true interval over the five policies. */
  readonly holdsAll: Share;
  /** … touches that interval. */
  readonly overlaps: Share;
  /** … all that ever arrived there, capped by what was stolen. */
  readonly holdsGross: Share;
}

/**
 * Does the stated interval hold the truth? A terminal that is not stated has the interval [0, 0].
 */
function bandHits(
  truth: Truth,
  claims: ReadonlyMap<string, FoundClaim>,
  amounts: TrueAmounts,
  locked: ReferencePolicy,
): Band {
  const gross = grossInflow(truth.rows);
  const tests = [...truth.terminals.keys()].map((address) => {
    const { low = 0, high = 0 } = claims.get(address) ?? {};
    const all = spread(amounts, address);
    const [from, to] = [Math.min(...all), Math.max(...all)];
    const usd = amounts.get(locked)?.get(address) ?? 0;
    const holds = (x: number) => low <= x + tolerance(x) && high >= x - tolerance(x);
    return {
      usd,
      locked: holds(usd),
      all: holds(from) && holds(to),
      overlaps: low <= to + tolerance(to) && high >= from - tolerance(from),
      gross: holds(Math.min(truth.stolen, gross.get(address) ?? 0)),
    };
  });
  const share = (hit: (test: (typeof tests)[number]) => boolean): Share => ({
    count: ratio(tests.filter(hit).length, tests.length),
    usd: ratio(sum(tests.filter(hit).map((t) => t.usd)), sum(tests.map((t) => t.usd))),
  });
  return {
    holdsLocked: share((t) => t.locked),
    holdsAll: share((t) => t.all),
    overlaps: share((t) => t.overlaps),
    holdsGross: share((t) => t.gross),
  };
}

interface OverAttribution {
  /** Claimed ÷ stolen: at most 1.00, with 1.02 as the bar. */
  readonly total: number;
  /** Addresses with a claim beyond all that ever arrived there. */
  readonly beyondArrivals: readonly string[];
}

/** Never more than was stolen, never more at a place than arrived there. */
function overAttribution(
  claims: ReadonlyMap<string, FoundClaim>,
  rows: readonly Row[],
  stolen: number,
): OverAttribution {
  const gross = grossInflow(rows);
  const beyond = (address: string, usd: number) => {
    const arrived = gross.get(address) ?? 0;
    return usd > arrived + tolerance(arrived);
  };
  return {
    total: ratio(sum([...claims.values()].map((claim) => claim.usd)), stolen),
    beyondArrivals: [...claims].filter(([a, claim]) => beyond(a, claim.usd)).map(([a]) => a),
  };
}

interface Naming {
  /** Dollars into truth terminals named with the right entity ÷ dollars into all of them. */
  readonly share: number;
  /** Addresses named as an entity that the truth says it is not. */
  readonly wrong: readonly string[];
  /** Dollars into terminals named where the truth has no entity to compare with. */
  readonly unproven: number;
}

/** Naming by the labels of the truth; a wrong name is worse than none. */
function naming(truth: Truth, claims: ReadonlyMap<string, FoundClaim>): Naming {
  const gross = grossInflow(truth.rows);
  let right = 0;
  let unproven = 0;
  const wrong: string[] = [];
  for (const [address, { name }] of claims) {
    const label = truth.labels.get(address) ?? '';
    if (name === null || !truth.onPath.has(address)) continue;
    const usd = truth.terminals.has(address) ? (gross.get(address) ?? 0) : 0;
    if (name === label || sameEntity(name, label)) right += usd;
    else if (comparable(label)) wrong.push(address);
    else unproven += usd;
  }
  const all = sum([...truth.terminals.keys()].map((a) => gross.get(a) ?? 0));
  return { share: ratio(right, all), wrong, unproven: ratio(unproven, all) };
}

function comparable(label: string): boolean {
  return sameEntity(label, label);
}

/** Reported addresses that must not be followed: those that the background made up. */
export function wronglyFollowed(found: Found, made: ReadonlySet<string>): string[] {
  return [...found.onPath].filter((address) => made.has(address));
}

/** All scores of one trace. `rows` is the ledger that the tracer was given. */
export function score(
  truth: Truth,
  found: Found,
  rows: readonly Row[],
  locked: ReferencePolicy,
): Scores {
  const amounts = trueAmounts(truth);
  const given = (address: string) => truth.sources.has(address) || address === ZERO_ADDRESS;
  const wanted = new Set([...truth.onPath].filter((address) => !given(address)));
  const reported = new Set([...found.onPath].filter((address) => !given(address)));
  const hits = [...reported].filter((address) => wanted.has(address)).length;
  const edges = new Set(truth.rows.map(edgeKey));
  const edgeHits = [...found.edges].filter((edge) => edges.has(edge)).length;
  const gross = grossInflow(truth.rows);
  const terminals = [...truth.terminals.keys()].filter((address) => !given(address));
  const reached = terminals.filter((address) => reported.has(address));
  const worth = (list: readonly string[]) => sum(list.map((a) => gross.get(a) ?? 0));
  return {
    addressRecall: ratio(hits, wanted.size),
    addressPrecision: ratio(hits, reported.size),
    edgeRecall: ratio(edgeHits, edges.size),
    edgePrecision: ratio(edgeHits, found.edges.size),
    terminalsFound: reached.length,
    terminals: terminals.length,
    terminalUsdRecall: ratio(worth(reached), worth(terminals)),
    located: locate(found.claims, amounts, locked),
    band: bandHits(truth, found.claims, amounts, locked),
    over: overAttribution(found.claims, rows, truth.stolen),
    naming: naming(truth, found.claims),
    addresses: { found: hits, all: wanted.size, reported: reported.size },
  };
}

/** All that arrived at each address, in dollars. */
function grossInflow(rows: readonly Row[]): Map<string, number> {
  const gross = new Map<string, number>();
  for (const row of rows) {
    if (row.from !== row.to) gross.set(row.to, (gross.get(row.to) ?? 0) + row.usd);
  }
  return gross;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** A share; of nothing it is whole. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
