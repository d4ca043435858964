import type { Row } from './rows.ts';

/**
 * A second, plain implementation of the policies on a dollar ledger, in doubles: what the bench
 * measures the product against must not be the product. Sources are wholly dirty, terminals keep
 * what they get, a shortage is clean and oldest, the order is block, time, row.
 */
export const REFERENCE_POLICIES = [
  'fifo',
  'lifo',
  'haircut',
  'clean_first',
  'dirty_first',
] as const;
export type ReferencePolicy = (typeof REFERENCE_POLICIES)[number];

/** A parcel of money: dollars, and how much of each dollar is stolen (0 or 1 but for haircut). */
interface Parcel {
  usd: number;
  dirty: number;
}

interface ReferenceOptions {
  readonly policy: ReferencePolicy;
  readonly sources: ReadonlySet<string>;
  /** Addresses whose lots stay. */
  readonly stops: ReadonlySet<string>;
  /**
   * True: what one transfer brings is kept as one parcel of mixed money. This is how the table
   * "Policy sums" of tracing.md §7 was made; by its §2.2 and §2.3 lots stay apart.
   */
  readonly blended?: boolean;
}

interface ReferenceResult {
  /** Stolen dollars resting at each address at the end. */
  readonly held: ReadonlyMap<string, number>;
  /** Stolen dollars that arrived at each address (money that goes round counts again). */
  readonly received: ReadonlyMap<string, number>;
  /** Stolen dollars that each row moved, in the order of the rows given. */
  readonly moved: readonly number[];
}

/** Plays the rows and says where the stolen money is. */
export function playReference(rows: readonly Row[], options: ReferenceOptions): ReferenceResult {
  const { policy, sources, stops } = options;
  const ledgers = new Map<string, Parcel[]>();
  const received = new Map<string, number>();
  const moved = new Array<number>(rows.length).fill(0);
  for (const i of chronological(rows)) {
    const row = rows[i] as Row;
    if (row.usd <= 0) continue;
    const parcels = sources.has(row.from)
      ? [{ usd: row.usd, dirty: 1 }]
      : stops.has(row.from)
        ? [{ usd: row.usd, dirty: 0 }]
        : take(ledgerOf(ledgers, row.from), row.usd, policy);
    const dirty = dirtyOf(parcels);
    moved[i] = dirty;
    received.set(row.to, (received.get(row.to) ?? 0) + dirty);
    if (sources.has(row.to)) continue;
    const blended = options.blended && policy !== 'clean_first' && policy !== 'dirty_first';
    const arriving = blended ? [{ usd: row.usd, dirty: dirty / row.usd }] : parcels;
    ledgerOf(ledgers, row.to).push(...arriving);
  }
  const held = new Map<string, number>();
  for (const [address, parcels] of ledgers) held.set(address, dirtyOf(parcels));
  return { held, received, moved };
}

/** Indexes of the rows by block, then time, then row. */
export function chronological(rows: readonly Row[]): number[] {
  return rows
    .map((_, i) => i)
    .sort((i, j) => {
      const a = rows[i] as Row;
      const b = rows[j] as Row;
      return a.block - b.block || a.time - b.time || i - j;
    });
}

function ledgerOf(ledgers: Map<string, Parcel[]>, address: string): Parcel[] {
  const known = ledgers.get(address);
  if (known) return known;
  const fresh: Parcel[] = [];
  ledgers.set(address, fresh);
  return fresh;
}

function dirtyOf(parcels: readonly Parcel[]): number {
  return parcels.reduce((sum, p) => sum + p.usd * p.dirty, 0);
}

/** Takes `usd` out of a ledger by the policy; what was taken comes back oldest first. */
function take(ledger: Parcel[], usd: number, policy: ReferencePolicy): Parcel[] {
  const balance = ledger.reduce((sum, p) => sum + p.usd, 0);
  if (balance < usd) ledger.unshift({ usd: usd - balance, dirty: 0 });
  if (policy === 'haircut') {
    const total = Math.max(balance, usd);
    const share = dirtyOf(ledger) / total;
    ledger.splice(0, ledger.length, { usd: total - usd, dirty: share });
    return [{ usd, dirty: share }];
  }
  const order = ledger.map((_, i) => i);
  if (policy === 'lifo') order.reverse();
  if (policy === 'clean_first')
    order.sort((i, j) => dirtAt(ledger, i) - dirtAt(ledger, j) || i - j);
  if (policy === 'dirty_first')
    order.sort((i, j) => dirtAt(ledger, j) - dirtAt(ledger, i) || i - j);
  const taken: Parcel[] = [];
  let left = usd;
  for (const i of order) {
    const parcel = ledger[i] as Parcel;
    const part = Math.min(parcel.usd, left);
    if (part <= 0) continue;
    taken.push({ usd: part, dirty: parcel.dirty });
    parcel.usd -= part;
    left -= part;
  }
  // Less than a billionth of a dollar is what doubles leave behind.
  const kept = ledger.filter((p) => p.usd > 1e-9);
  ledger.splice(0, ledger.length, ...kept);
  return policy === 'lifo' ? taken.reverse() : taken;
}

function dirtAt(ledger: readonly Parcel[], i: number): number {
  return (ledger[i] as Parcel).dirty;
}
