import { ENTITY_TYPES, type EntityType } from '../../attribution/taxonomy.ts';
import { formatShort } from '../../base/amount.ts';
import { formatTime } from '../../base/time.ts';
import { plain } from '../../ledger/file/warnings.ts';
import type { Asset, AssetId, ChainId, Holder } from '../../ledger/port.ts';
import { formatCents } from '../../trace/prices.ts';
import { actionsFor } from '../actions.ts';
import { type CategoryId, categoryOf } from '../exports/category.ts';
import type { Account } from './account.ts';
import type { Move, MovedPart } from './moves.ts';
import type { Worth } from './watched.ts';

export const ALERT_SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Who somebody is, as far as an alert says it. */
export interface Who {
  readonly label: string;
  readonly entity: string | null;
  readonly type: string;
  readonly source: string;
  readonly grade: string;
}

/** What an alert looks up: all of it is at hand, nothing is asked over a network. */
export interface Lookups {
  readonly chain: ChainId;
  readonly who: (holder: Holder) => Who | null;
  readonly asset: (id: AssetId) => Asset;
  readonly worth: Worth;
}

/** An alert as it is shown, stored and sent. */
interface MoveAlert {
  readonly severity: AlertSeverity;
  /** `moved` to where nobody is known, or the kind of place that it reached. */
  readonly kind: 'moved' | CategoryId;
  readonly title: string;
  readonly body: AlertBody;
}

/** What an alert said before, as far as a newer one of the same move repeats it. */
interface Before {
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly usd: string | null;
}

/** What the trace has found of a move since it was told of. */
interface Accounted extends Account {
  /** SHA-256 of the result. */
  readonly result: string;
  /** What was told first, from the block alone. */
  readonly first: Before;
}

/** What is said of a move that stands in no block yet. */
interface Waiting {
  /** The watched coins that it would spend. */
  readonly spends: readonly string[];
  /** Which source told of it. */
  readonly source: string;
}

export type AlertBody = ReturnType<typeof bodyOf>;

/** Cents from which an alert is of a degree. */
const DEGREES = [10_000n, 1_000_000n, 10_000_000n, 100_000_000n];
/** Where minutes count: what arrives there is soon out of reach. */
const URGENT: ReadonlySet<CategoryId> = new Set(['exchange', 'mixer', 'bridge', 'otc']);

/**
 * What a move is to those who must act: by what the block alone says, or, once the trace has
 * accounted for it, by the locked policy's amounts.
 * @param pending said of a move that waits for a block
 */
export function alertOf(
  seen: Move,
  lookups: Lookups,
  account: Accounted | null = null,
  pending: Waiting | null = null,
): MoveAlert {
  const move = account ? accounted(seen, account) : seen;
  const parts = move.parts.map((part) => ({ part, category: categoryAt(part, move, lookups) }));
  const cents = totalCents(move.parts, lookups);
  // the most urgent place, then the largest part
  const [first] = parts.toSorted(
    (a, b) =>
      Number(URGENT.has(b.category)) - Number(URGENT.has(a.category)) ||
      compareWorth(b.part, a.part, lookups),
  );
  const category = first?.category ?? 'wallet';
  const kind = category === 'wallet' || category === 'source' ? 'moved' : category;
  const severity = severityOf(cents, kind !== 'moved' && URGENT.has(kind));
  return {
    severity,
    kind,
    title: (pending ? 'Unconfirmed: ' : '') + titleOf(move, lookups, cents, first?.part),
    body: bodyOf(move, lookups, cents, { account, pending }),
  };
}

function accounted(move: Move, { policy, parts }: Account): Move {
  return {
    ...move,
    parts: move.parts.map((part, i) => ({ ...part, traced: parts[i]?.[policy] ?? 0n })),
  };
}

/** The move of which an alert tells; one that waits for a block has none. */
export function moveOf({ tx, block, blockHash, time, from, parts, gained }: AlertBody): Move {
  return {
    tx,
    height: block ?? 0,
    hash: blockHash,
    time: Date.parse(`${time.replace(' ', 'T')}Z`) / 1000,
    from,
    parts: parts.map(({ asset, to, amount, traced, way }) => {
      return { asset: asset.id, to, amount: BigInt(amount), traced: BigInt(traced), way };
    }),
    gained: gained.map(({ asset, amount }) => ({ asset: asset.id, amount: BigInt(amount) })),
  };
}

/** By worth; one degree more where minutes count. What has no price may be worth much. */
function severityOf(cents: bigint | null, urgent: boolean): AlertSeverity {
  const degree = cents === null ? 2 : DEGREES.filter((least) => cents >= least).length;
  const raised = urgent && degree > 0 ? degree + 1 : degree;
  return ALERT_SEVERITIES[Math.min(raised, ALERT_SEVERITIES.length - 1)] ?? 'critical';
}

function categoryAt(part: MovedPart, { gained }: Move, { who }: Lookups): CategoryId {
  const category = categoryOf('lots', who(part.to)?.type ?? null);
  return part.way === 'swapped' && gained.length > 0 && category === 'wallet' ? 'swap' : category;
}

function compareWorth(a: MovedPart, b: MovedPart, { worth }: Lookups): number {
  const [x, y] = [worth(a.asset, a.traced) ?? 0n, worth(b.asset, b.traced) ?? 0n];
  return x < y ? -1 : x > y ? 1 : 0;
}

function totalCents(parts: readonly MovedPart[], { worth }: Lookups): bigint | null {
  let sum = 0n;
  for (const { asset, traced } of parts) {
    const cents = worth(asset, traced);
    if (cents === null) return null;
    sum += cents;
  }
  return sum;
}

function titleOf(
  { from, parts, gained }: Move,
  { who, asset }: Lookups,
  cents: bigint | null,
  first: MovedPart | undefined,
): string {
  if (!first) return `${short(from)} moved`;
  if (parts.every(({ traced }) => traced === 0n)) {
    return `${short(from)} moved what the trace does not hold to be stolen`;
  }
  const sameAsset = parts.filter((part) => part.asset === first.asset);
  const { symbol, decimals } = asset(first.asset);
  const units = sameAsset.reduce((sum, { traced }) => sum + traced, 0n);
  const worth = cents === null ? '' : ` (≈ $${formatShort(cents, 2)})`;
  const more = parts.length > 1 ? ` and ${parts.length - 1} more` : '';
  const what = `${formatShort(units, decimals)} ${plain(symbol)}${worth}`;
  if (first.way === 'swapped') {
    const into = gained.map(({ asset: id }) => plain(asset(id).symbol)).join(', ');
    return `${what} swapped into ${into} by ${short(from)}`;
  }
  return `${what} moved from ${short(from)} to ${nameOf(first.to, who)}${more}`;
}

function nameOf(holder: Holder, who: Lookups['who']): string {
  const name = who(holder);
  return name ? `${plain(name.entity ?? name.label)} (${name.type})` : short(holder);
}

function short(holder: Holder): string {
  return holder.length > 16 ? `${holder.slice(0, 8)}…${holder.slice(-6)}` : holder || 'nobody';
}

const AT_MOST_ALONE = 'Traced is at most that much: as if stolen money had left first.';
const AT_MOST = `${AT_MOST_ALONE} The extended trace tells the rest.`;

const UNCONFIRMED =
  'Unconfirmed: it waits for a block, and may be replaced or never happen. The trace does not ' +
  'count it.';

function bodyOf(
  move: Move,
  lookups: Lookups,
  cents: bigint | null,
  { account, pending }: { readonly account: Accounted | null; readonly pending: Waiting | null },
) {
  const { chain, who, asset, worth } = lookups;
  const { tx, height, hash, time, from, parts, gained } = move;
  const named = (holder: Holder) => {
    const name = who(holder);
    return name && { ...name, label: plain(name.label), entity: name.entity && plain(name.entity) };
  };
  const shown = (id: AssetId) => {
    const { symbol, decimals } = asset(id);
    return { id, symbol: plain(symbol), decimals };
  };
  return {
    chain,
    tx,
    /** Null while it waits for one. */
    block: pending ? null : height,
    /** Empty where the source gives lists by holder, and no blocks. */
    blockHash: hash,
    time: formatTime(time),
    from,
    fromName: named(from),
    parts: parts.map((part, i) => ({
      to: part.to,
      toName: named(part.to),
      asset: shown(part.asset),
      amount: part.amount.toString(),
      traced: part.traced.toString(),
      /** By policy, once the trace has accounted for it. */
      policies: account && unitsOf(account.parts[i] ?? {}),
      usd: dollars(worth(part.asset, part.traced)),
      way: part.way,
      actions: actionsAt(part, move, lookups),
    })),
    gained: gained.map((one) => ({ asset: shown(one.asset), amount: one.amount.toString() })),
    usd: dollars(cents),
    basis: pending ? ('unconfirmed' as const) : ('observed' as const),
    bound: account
      ? `Traced is by the locked policy (${account.policy}), as the extended trace accounts for it.`
      : pending
        ? `${UNCONFIRMED} ${AT_MOST_ALONE}`
        : AT_MOST,
    /** Of a move that stands in no block. */
    pending,
    account: account && {
      policy: account.policy,
      result: account.result,
      first: account.first,
    },
  };
}

function unitsOf(by: Account['parts'][number]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(by).map(([policy, units]) => [policy, `${units}`]));
}

function dollars(cents: bigint | null): string | null {
  return cents === null ? null : formatCents(cents);
}

/** Who can stop it where it is now, best first. */
function actionsAt({ to, asset: id, way }: MovedPart, { time }: Move, { who, asset }: Lookups) {
  if (way === 'burnt') return [];
  const name = who(to);
  const entityType = ENTITY_TYPES.find((type): type is EntityType => type === name?.type) ?? null;
  const status = way === 'swapped' ? 'swapped, proceeds outside' : name ? 'at service' : 'held';
  const entity = name?.entity ?? null;
  const place = { asset: asset(id), entity, entityType, status, last: time, asOf: time } as const;
  return actionsFor(place).map(({ actor, power, strength, how, basis, urgency }) => {
    return { actor, power, strength, how, basis, urgency };
  });
}
