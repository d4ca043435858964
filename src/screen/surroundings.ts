import type { AccountLedger, Holder, Transfer } from '../ledger/port.ts';
import { readTransactions } from '../trace/frontier.ts';
import { compare } from '../trace/net.ts';
import type { TransferGroup } from '../trace/order.ts';

/** Towards where money came from, or where it went. */
export type Direction = 'in' | 'out';

/** How far is looked. */
export interface ScreenLimits {
  /** Hops from the address asked about. */
  readonly maxDepth: number;
  /** Addresses whose transfers are read. */
  readonly maxHolders: number;
  /** Who has more payers or payees than this is taken for a service that nobody has named. */
  readonly maxFan: number;
  /** Transfers read for one address. */
  readonly maxTransfers: number;
  /** Unix seconds: what came later is not looked at; null: the end of the ledger. */
  readonly until: number | null;
}

export type Boundary = 'named' | 'depth' | 'fan' | 'holders' | 'transfers' | 'cancelled';

/** An address around the one asked about. */
export interface Place {
  readonly holder: Holder;
  /** Fewest transactions between it and the address asked about, in the order of time. */
  hop: number;
  /** The payment by which it was found first, and the next place towards the address. */
  via: Transfer | null;
  next: Holder | null;
  /** Why nothing beyond it was read, or null. */
  boundary: Boundary | null;
}

export interface Surroundings {
  readonly subject: Holder;
  readonly direction: Direction;
  readonly places: ReadonlyMap<Holder, Place>;
  /** All transactions of the places that were read, whole. */
  readonly groups: ReadonlyMap<string, TransferGroup>;
  /** Addresses that were read. */
  readonly read: ReadonlySet<Holder>;
}

interface Rules {
  readonly limits: ScreenLimits;
  /** True where looking ends because it is known who is there. */
  isNamed(holder: Holder): boolean;
  isNobody(holder: Holder): boolean;
  /** False for payments that say nothing: failed, without value, in anybody's tokens. */
  counts(transfer: Transfer): boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads what lies around an address in one direction, in whole frontiers: money cannot have come
 * from a payment that is later than the one that passed it on, nor gone on before it came. Whoever
 * is named ends the looking there; limits that end it are noted at the place.
 */
export async function surroundingsOf(
  ledger: AccountLedger,
  subject: Holder,
  direction: Direction,
  rules: Rules,
): Promise<Surroundings> {
  const { limits, signal } = rules;
  const first: Place = { holder: subject, hop: 0, via: null, next: null, boundary: null };
  const places = new Map<Holder, Place>([[subject, first]]);
  const walk: Walk = {
    direction,
    rules,
    places,
    /** The last time at which money may have left a place, or the first at which it came. */
    bounds: new Map([[subject, direction === 'in' ? Number.POSITIVE_INFINITY : 0]]),
    lists: new Map(),
  };
  const groups = new Map<string, TransferGroup>();
  let frontier: Holder[] = [subject];
  while (frontier.length > 0) {
    const fresh = frontier.filter((holder) => !walk.lists.has(holder));
    const room = Math.max(0, limits.maxHolders - walk.lists.size);
    for (const holder of fresh.slice(room)) close(walk, holder, 'holders');
    if (signal?.aborted) for (const holder of fresh) close(walk, holder, 'cancelled');
    else await read(walk, ledger, fresh.slice(0, room), groups);
    frontier = nextPlaces(walk, frontier);
  }
  return { subject, direction, places, groups, read: new Set(walk.lists.keys()) };
}

interface Walk {
  readonly direction: Direction;
  readonly rules: Rules;
  readonly places: Map<Holder, Place>;
  readonly bounds: Map<Holder, number>;
  /** Payments in the direction of looking, of every place that was read. */
  readonly lists: Map<Holder, readonly Transfer[]>;
}

function close({ places }: Walk, holder: Holder, boundary: Boundary): void {
  const place = places.get(holder);
  if (place) place.boundary ??= boundary;
}

async function read(
  walk: Walk,
  ledger: AccountLedger,
  holders: readonly Holder[],
  groups: Map<string, TransferGroup>,
): Promise<void> {
  if (holders.length === 0) return;
  const { rules, direction, lists } = walk;
  const { limits, signal } = rules;
  const query = { direction: 'both', since: null, until: limits.until } as const;
  const answers = await ledger.transfers(holders, { ...query, limit: limits.maxTransfers }, signal);
  const wanted = new Set<string>();
  for (const { holder, transfers, truncated } of answers) {
    if (truncated) close(walk, holder, 'transfers');
    const looked = transfers.filter((transfer) => {
      const self = direction === 'in' ? transfer.to : transfer.from;
      return self === holder && transfer.from !== transfer.to && rules.counts(transfer);
    });
    const others = new Set(looked.map((transfer) => otherOf(transfer, direction)));
    if (others.size > limits.maxFan && walk.places.get(holder)?.hop !== 0) {
      close(walk, holder, 'fan');
      lists.set(holder, []);
      continue;
    }
    lists.set(holder, looked);
    for (const { tx } of transfers) if (!groups.has(tx)) wanted.add(tx);
  }
  await readTransactions(ledger, [...wanted], groups, signal);
}

function otherOf({ from, to }: Transfer, direction: Direction): Holder {
  return direction === 'in' ? from : to;
}

/** Places that are to be looked at next: new ones, and those whose bound in time has moved. */
function nextPlaces(walk: Walk, frontier: readonly Holder[]): Holder[] {
  const { direction, rules, places, bounds, lists } = walk;
  const next = new Set<Holder>();
  for (const holder of frontier) {
    const place = places.get(holder);
    const bound = bounds.get(holder);
    if (!place || bound === undefined || place.boundary === 'fan') continue;
    for (const transfer of lists.get(holder) ?? []) {
      const { time } = transfer;
      if (direction === 'in' ? time > bound : time < bound) continue;
      const other = otherOf(transfer, direction);
      if (rules.isNobody(other) || other === holder) continue;
      const known = places.get(other);
      const hop = place.hop + 1;
      if (known === undefined) {
        const named = rules.isNamed(other);
        const boundary = named ? 'named' : hop >= rules.limits.maxDepth ? 'depth' : null;
        places.set(other, { holder: other, hop, via: transfer, next: holder, boundary });
        bounds.set(other, time);
        if (boundary === null) next.add(other);
        continue;
      }
      const before = bounds.get(other) ?? time;
      const isWider = direction === 'in' ? time > before : time < before;
      if (isWider) {
        bounds.set(other, time);
        if (known.boundary === null && known.hop > 0) next.add(other);
      }
    }
  }
  return [...next].sort(compare);
}
