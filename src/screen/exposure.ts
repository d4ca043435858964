import { graver, SEVERITIES, type Severity } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import type { Asset, AssetId } from '../ledger/port.ts';
import { bandOf } from '../trace/figures.ts';
import type { Known } from '../trace/knowledge.ts';
import type { PolicyId } from '../trace/policies/policy.ts';
import { formatCents } from '../trace/prices.ts';
import type { ExposurePlace, ExposureRow, ExposureSide, ShownAmounts } from './answer.ts';
import { type Risk, riskOf, UNATTRIBUTED } from './risk.ts';
import type { Share, Shares } from './shares.ts';
import type { Boundary, Surroundings } from './surroundings.ts';

interface Priced {
  readonly knowledge: Known;
  readonly assets: ReadonlyMap<AssetId, Asset>;
  readonly policies: readonly PolicyId[];
  readonly policy: PolicyId;
  /** Unix seconds at which worth is told: one moment for all, so that shares add up. */
  readonly at: number;
}

interface Ended {
  readonly place: ExposurePlace;
  readonly risk: Risk;
  readonly cents: bigint | null;
  readonly amounts: Sums;
}

/** What an exposure says of how it was found. */
type Around = Pick<Surroundings, 'places' | 'direction'> & {
  readonly addresses: number;
  readonly transactions: number;
};

type Sums = Map<AssetId, Map<PolicyId, bigint>>;

const LIMITS: Readonly<Record<Exclude<Boundary, 'named'>, string>> = {
  depth: 'left unread at the limit of hops',
  fan: 'with more partners than the limit: probably services that nobody has named',
  holders: 'left unread at the limit of addresses',
  transfers: 'with more transfers than the limit: the first were read',
  cancelled: 'left unread because the time was over',
};

/**
 * Exposure in one direction, by category (taxonomy §5): amounts, shares, hops and paths. What could
 * not be told stands as `unattributed`, so that the rows add up to all that came or went.
 */
export function exposureOf(
  around: Around,
  { shares, totals, isConserved }: Shares,
  priced: Priced,
): ExposureSide {
  const byEnd = Map.groupBy(shares, ({ phase }) => phase);
  const ended = [...byEnd.values()].map((own) => endedAt(own, around, priced));
  const named = ended.filter(({ risk }) => risk.axis !== 'none');
  const groups = [...Map.groupBy(named, ({ risk }) => risk.category).values()];
  const total: Sums = new Map([...totals].map(([id, sums]) => [id, new Map(sums)]));
  const worth = centsOf(total, priced);
  const rows = groups.map((group) => rowOf(group, total, worth, priced));
  const rest = restOf(total, named, worth, priced);
  return {
    total: shown(total, priced),
    usd: worth === null ? null : formatCents(worth),
    rows: [...rows.sort(byGravity), ...(rest === null ? [] : [rest])],
    read: { addresses: around.addresses, transactions: around.transactions },
    gaps: gapsOf(around),
    conserved: isConserved,
  };
}

function endedAt(shares: readonly Share[], { places }: Around, priced: Priced): Ended {
  const { knowledge } = priced;
  const [{ end }] = shares as [Share, ...Share[]];
  const name = knowledge.nameOf(end);
  const last = shares.reduce((most, share) => Math.max(most, share.last), 0);
  const first = shares.reduce((least, share) => Math.min(least, share.first), last);
  const risk = riskOf(name, last);
  const sums: Sums = new Map(shares.map(({ asset, amounts }) => [asset, new Map(amounts)]));
  const cents = centsOf(sums, priced);
  const [largest] = shares.toSorted((a, b) => b.path.length - a.path.length);
  return {
    risk,
    cents,
    amounts: sums,
    place: {
      holder: end,
      label: name?.label ?? null,
      entity: name?.entity ?? null,
      hop: places.get(end)?.hop ?? 0,
      also: [...risk.also],
      designation: risk.designation,
      grade: risk.grade,
      source: name?.source ?? null,
      amounts: shown(sums, priced),
      usd: cents === null ? null : formatCents(cents),
      path: [...(largest?.path ?? [])],
      first: formatTime(first),
      last: formatTime(last),
    },
  };
}

function rowOf(
  group: readonly Ended[],
  total: Sums,
  worth: bigint | null,
  priced: Priced,
): ExposureRow {
  const sorted = group.toSorted(
    (a, b) => byCents(a.cents, b.cents) || (a.place.holder < b.place.holder ? -1 : 1),
  );
  const severity = group.reduce<Severity>((most, { risk }) => graver(most, risk.severity), 'INFO');
  const grades = group.flatMap(({ risk }) => risk.grade ?? []).sort();
  const sums = joined(group.map(({ amounts }) => amounts));
  const cents = allCents(group);
  const [{ risk }] = sorted as [Ended, ...Ended[]];
  const hops = group.map(({ place }) => place.hop);
  const within = (from: number, to: number) => {
    const own = group.filter(({ place }) => place.hop >= from && place.hop <= to);
    const sum = allCents(own);
    return { usd: sum === null ? null : formatCents(sum), places: own.length };
  };
  return {
    category: risk.category,
    axis: risk.axis,
    severity,
    grade: grades[0] ?? null,
    usd: cents === null ? null : formatCents(cents),
    amounts: shown(sums, priced),
    share: shareOf(sums, cents, total, worth, priced.policy),
    minHops: Math.min(...hops),
    direct: within(0, 1),
    near: within(2, 3),
    far: within(4, Number.POSITIVE_INFINITY),
    places: sorted.map(({ place }) => place),
  };
}

/** All that came or went, less what is told. */
function restOf(
  total: Sums,
  named: readonly Ended[],
  worth: bigint | null,
  priced: Priced,
): ExposureRow | null {
  const told = joined(named.map(({ amounts }) => amounts));
  const rest: Sums = new Map();
  for (const [asset, amounts] of total) {
    const left = new Map<PolicyId, bigint>();
    for (const [policy, amount] of amounts) {
      const known = told.get(asset)?.get(policy) ?? 0n;
      left.set(policy, amount > known ? amount - known : 0n);
    }
    if ([...left].some(([policy, amount]) => policy !== 'poison' && amount > 0n))
      rest.set(asset, left);
  }
  if (rest.size === 0) return null;
  const cents = centsOf(rest, priced);
  const none = { usd: null, places: 0 };
  return {
    ...{
      category: UNATTRIBUTED.category,
      axis: UNATTRIBUTED.axis,
      severity: UNATTRIBUTED.severity,
    },
    grade: null,
    usd: cents === null ? null : formatCents(cents),
    amounts: shown(rest, priced),
    share: shareOf(rest, cents, total, worth, priced.policy),
    minHops: 0,
    ...{ direct: none, near: none, far: none },
    places: [],
  };
}

function joined(all: readonly Sums[]): Sums {
  const sums: Sums = new Map();
  for (const one of all) {
    for (const [asset, amounts] of one) {
      const known = sums.get(asset) ?? new Map<PolicyId, bigint>();
      sums.set(asset, known);
      for (const [id, amount] of amounts) known.set(id, (known.get(id) ?? 0n) + amount);
    }
  }
  return sums;
}

function shown(sums: Sums, { assets, knowledge, policies, policy, at }: Priced): ShownAmounts {
  return [...sums].map(([id, amounts]) => {
    const asset = assets.get(id);
    const { low, high } = bandOf(amounts, policies);
    const cents = knowledge.prices.cents(id, amounts.get(policy) ?? 0n, at);
    const byPolicy = Object.fromEntries(
      policies.map((one) => [one, (amounts.get(one) ?? 0n).toString()]),
    ) as ShownAmounts[number]['byPolicy'];
    return {
      asset: id,
      symbol: asset?.symbol ?? id,
      decimals: asset?.decimals ?? 0,
      byPolicy,
      low: low.toString(),
      high: high.toString(),
      usd: cents === null ? null : formatCents(cents),
    };
  });
}

/** Worth under the locked policy, or null where a price is missing. */
function centsOf(sums: Sums, { knowledge, policy, at }: Priced): bigint | null {
  let all = 0n;
  for (const [asset, amounts] of sums) {
    const cents = knowledge.prices.cents(asset, amounts.get(policy) ?? 0n, at);
    if (cents === null) return null;
    all += cents;
  }
  return all;
}

function allCents(group: readonly Ended[]): bigint | null {
  let all = 0n;
  for (const { cents } of group) {
    if (cents === null) return null;
    all += cents;
  }
  return all;
}

/** In percent with two places: by worth, or by units where there is one asset alone. */
function shareOf(
  sums: Sums,
  cents: bigint | null,
  total: Sums,
  worth: bigint | null,
  policy: PolicyId,
): number | null {
  if (cents !== null && worth !== null && worth > 0n) return percent(cents, worth);
  const [only, second] = [...total];
  if (!only || second) return null;
  const all = only[1].get(policy) ?? 0n;
  return all === 0n ? null : percent(sums.get(only[0])?.get(policy) ?? 0n, all);
}

function percent(part: bigint, whole: bigint): number {
  return Number((part * 10_000n + whole / 2n) / whole) / 100;
}

function byCents(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a > b ? -1 : 1;
}

function byGravity(a: ExposureRow, b: ExposureRow): number {
  const gravity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return gravity || (b.share ?? 0) - (a.share ?? 0) || (a.category < b.category ? -1 : 1);
}

function gapsOf({ places, direction }: Around): string[] {
  const counts = new Map<Exclude<Boundary, 'named'>, number>();
  for (const { boundary } of places.values()) {
    if (boundary === null || boundary === 'named') continue;
    counts.set(boundary, (counts.get(boundary) ?? 0) + 1);
  }
  const way = direction === 'in' ? 'Looking back' : 'Looking ahead';
  return [...counts].map(([boundary, n]) => {
    return `${way}, ${n} ${n === 1 ? 'address' : 'addresses'} ${LIMITS[boundary]}.`;
  });
}
