import { formatTime } from '../../src/base/time.ts';
import { POLICY_IDS, type PolicyId } from '../../src/trace/policies/policy.ts';
import {
  type Destination,
  type ResultHolder,
  type ResultHop,
  type TraceResult,
  traceResultSchema,
} from '../../src/trace/result.ts';
import { Dice } from './dice.ts';
import {
  ASSETS,
  ISSUER,
  NOBODY,
  NOT_KNOWN,
  POOL_NAME,
  type PricedAsset,
  VENUES,
  type Venue,
} from './synthetic-places.ts';
import { centsOf, LOCKED, resultOf, START, usdOf, type Walk } from './synthetic-result.ts';

interface Shape {
  readonly holders: number;
  readonly seed?: number;
  /** Changes the finished result, for tests of hostile or missing data. */
  readonly change?: (result: TraceResult) => TraceResult;
}

/**
 * A made-up trace of about so many holders, the same for the same shape: a theft in three assets,
 * split, swapped, paid into services, bridged, mixed and partly left where it lies.
 */
export function syntheticResult(shape: Shape): TraceResult {
  const result = resultOf(new Walker(shape.seed ?? 1, shape.holders).run());
  return traceResultSchema.parse(shape.change ? shape.change(result) : result);
}

interface Lot {
  readonly holder: string;
  readonly asset: PricedAsset;
  readonly units: bigint;
  readonly time: number;
  readonly hop: number;
  /** Transactions so far. */
  readonly path: readonly string[];
}

class Walker {
  private readonly dice: Dice;
  private readonly size: number;
  private readonly holders = new Map<string, ResultHolder>();
  private readonly hops: ResultHop[] = [];
  private readonly destinations = new Map<string, Destination>();
  private readonly venues = new Map<string, Venue>();
  private line = 1;

  constructor(seed: number, size: number) {
    this.dice = new Dice(seed);
    this.size = size;
  }

  run(): Walk {
    const source = this.holder(this.dice.hex(40), 0, START, null, 'source', 'theft.direct');
    const stolen = [
      { asset: ASSETS[0] as PricedAsset, units: 18_401_346_768_858_404_671_846n },
      { asset: ASSETS[1] as PricedAsset, units: 21_904_577_120_351n },
      { asset: ASSETS[2] as PricedAsset, units: 4_375_547_907_685_258_392_043n },
      { asset: ASSETS[4] as PricedAsset, units: 8_000_000_000_000_000_000_000n },
    ];
    const queue: Lot[] = [];
    for (const { asset, units } of stolen) {
      this.received(source, asset, units);
      let left = units;
      const parts = this.size < 200 ? 3 : 12;
      for (let i = parts; i > 0; i--) {
        const part = i === 1 ? left : this.part(left, 0.4 + this.dice.random() / i);
        left -= part;
        if (part > 0n) {
          const time = START + 72 + Math.floor(this.dice.random() * 7200);
          queue.push(
            this.pay({ holder: source, asset, units: part, time, hop: 0, path: [] }, null),
          );
        }
      }
    }
    for (let at = 0; at < queue.length; at++) queue.push(...this.step(queue[at] as Lot));
    const { size, holders, hops, destinations, line } = this;
    return {
      size,
      source,
      stolen,
      holders: [...holders.values()],
      hops,
      places: [...destinations.values()],
      lines: line,
    };
  }

  private part(units: bigint, share: number): bigint {
    return (units * BigInt(Math.floor(Math.min(1, share) * 10_000))) / 10_000n;
  }

  private step(lot: Lot): Lot[] {
    const wait =
      this.dice.random() < 0.7 ? 60 + this.dice.random() * 2400 : this.dice.random() * 260_000;
    const time = Math.floor(lot.time + wait);
    const full = this.holders.size >= this.size;
    const worth = centsOf(lot.asset, lot.units) ?? 10_000_000n;
    const chance = this.dice.random();
    if (full || worth < 800_000n) {
      if (chance < (full ? 0.35 : 0.2)) return this.rest(lot);
      this.stopAt({ ...lot, time });
      return [];
    }
    if (lot.hop > 1 && chance < 0.12) return this.rest(lot);
    if (lot.hop > 1 && chance < 0.32) {
      this.stopAt({ ...lot, time });
      return [];
    }
    if (chance < 0.42 && lot.hop > 0) return [this.swap({ ...lot, time })];
    const parts = 1 + Math.floor(this.dice.random() * (lot.hop < 3 ? 5 : 3));
    const out: Lot[] = [];
    let left = lot.units;
    for (let i = parts; i > 0; i--) {
      const part = i === 1 ? left : this.part(left, 0.3 + this.dice.random() * 0.4);
      left -= part;
      const at = time + Math.floor(this.dice.random() * 900);
      if (part > 0n) out.push(this.pay({ ...lot, units: part, time: at }, null));
    }
    return out;
  }

  /** Pays a lot from its holder to a venue, or to a new wallet. */
  private pay(lot: Lot, to: string | null, via: ResultHop['via'] = 'transfer', tx?: string): Lot {
    const next =
      to ?? this.holder(this.dice.hex(40), lot.hop + 1, lot.time, null, 'whole', this.role());
    const index = ASSETS.indexOf(lot.asset);
    const hash = tx ?? this.dice.hex(64);
    this.hops.push({
      tx: hash,
      block: 21_895_000 + Math.floor((lot.time - START) / 12),
      time: formatTime(lot.time),
      from: lot.holder,
      to: next,
      asset: lot.asset.id,
      amount: (
        lot.units + (index === 1 ? 0n : this.part(lot.units, this.dice.random() / 9))
      ).toString(),
      traced: this.spread(lot.units),
      usd: usdOf(lot.asset, lot.units),
      via,
      basis: lot.hop > 4 ? 'inferred' : 'observed',
      input: 0,
      line: ++this.line,
    });
    const from = this.holders.get(lot.holder) as ResultHolder;
    if (formatTime(lot.time) > from.last) from.last = formatTime(lot.time);
    this.received(next, lot.asset, lot.units);
    const path = lot.path.at(-1) === hash ? lot.path : [...lot.path, hash];
    return { ...lot, holder: next, hop: lot.hop + 1, path };
  }

  private role(): string {
    return this.dice.random() < 0.6
      ? 'distribution'
      : this.dice.random() < 0.5
        ? 'peel'
        : 'unresolved';
  }

  private swap(lot: Lot): Lot {
    const out = (
      lot.asset.symbol === 'ETH' ? ASSETS[this.dice.random() < 0.5 ? 1 : 3] : ASSETS[0]
    ) as PricedAsset;
    const cents = centsOf(lot.asset, lot.units);
    if (cents === null || cents === 0n) return this.pay(lot, null);
    const units = (cents * 10n ** BigInt(out.decimals)) / (out.price ?? 1n);
    const pool = this.named(`pool:${out.symbol}`, POOL_NAME, lot, 'passed', 'swap_in');
    const tx = this.dice.hex(64);
    this.pay(lot, pool, 'swap', tx);
    return {
      ...this.pay({ ...lot, holder: pool, asset: out, units }, lot.holder, 'swap', tx),
      hop: lot.hop,
    };
  }

  private named(
    key: string,
    name: ResultHolder['name'],
    lot: Lot,
    followed: ResultHolder['followed'],
    role: string,
  ): string {
    const known = this.ids.get(key);
    const holder = known === undefined ? undefined : this.holders.get(known);
    if (known !== undefined && holder) {
      const time = formatTime(lot.time);
      if (holder.hop > lot.hop + 1) holder.hop = lot.hop + 1;
      if (time < holder.first) holder.first = time;
      if (time > holder.last) holder.last = time;
      return known;
    }
    const id = this.holder(this.dice.hex(40), lot.hop + 1, lot.time, name, followed, role);
    this.ids.set(key, id);
    return id;
  }

  /** Of pools and venues by what they are. */
  private readonly ids = new Map<string, string>();

  private stopAt(lot: Lot): void {
    const venue = this.dice.pick(VENUES, ({ pull }) => pull);
    const desk =
      venue.name.type === 'cex.deposit' ? Math.floor((this.dice.random() * this.size) / 40) : 0;
    const role = venue.name.type.startsWith('bridge') ? 'bridge_in' : 'cashout_candidate';
    const to = this.named(`${venue.name.label}:${desk}`, venue.name, lot, 'stop', role);
    const paid = this.pay(lot, to, venue.status === 'in mix' ? 'mix' : 'transfer');
    this.venues.set(to, venue);
    this.place(paid, venue);
  }

  private rest(lot: Lot): Lot[] {
    const holder = this.holders.get(lot.holder) as ResultHolder;
    holder.role = 'holding';
    this.place(lot, null);
    return [];
  }

  private place(lot: Lot, venue: Venue | null): void {
    const key = `${lot.holder} ${lot.asset.id}`;
    const old = this.destinations.get(key);
    const units = lot.units + BigInt(old?.amounts[LOCKED] ?? '0');
    const amounts = this.spread(units);
    const conserving = POLICY_IDS.filter((id) => id !== 'poison').map((id) => BigInt(amounts[id]));
    const uncovered = venue === null && lot.hop % 3 === 0;
    const time = formatTime(lot.time);
    this.destinations.set(key, {
      holder: lot.holder,
      asset: lot.asset.id,
      status: venue?.status ?? (uncovered ? 'not covered' : 'held'),
      name: venue?.name ?? null,
      amounts,
      band: {
        low: conserving.reduce((a, b) => (a < b ? a : b)).toString(),
        high: conserving.reduce((a, b) => (a > b ? a : b)).toString(),
      },
      reach: amounts.poison,
      usd: usdOf(lot.asset, units),
      since: old && old.since < time ? old.since : time,
      last: old && old.last > time ? old.last : time,
      transfers: (old?.transfers ?? 0) + 1,
      why: venue?.why ?? (uncovered ? 'The ledger does not list what leaves here' : 'Not moved on'),
      path: [...lot.path],
      rule: venue?.rule ?? (uncovered ? 'coverage.sender-not-listed' : 'unspent'),
      freeze: this.freeze(lot.asset, venue),
      grade: venue?.name.grade ?? 'G1',
    });
  }

  private freeze(asset: PricedAsset, venue: Venue | null): Destination['freeze'] {
    const issuer = ISSUER[asset.symbol];
    const known = issuer ? [issuer] : [];
    if (venue)
      return [...known, ...venue.freeze.filter(({ strength }) => !issuer || strength === 'may')];
    return issuer ? known : [asset.symbol === 'ETH' ? NOBODY : NOT_KNOWN];
  }

  private holder(
    id: string,
    hop: number,
    time: number,
    name: ResultHolder['name'],
    followed: ResultHolder['followed'],
    role: string,
  ): string {
    this.holders.set(id, {
      id,
      role,
      name,
      hop,
      followed,
      basis: followed === 'whole' && hop > 2 ? 'inferred' : 'observed',
      first: formatTime(time),
      last: formatTime(time),
      positions: [],
      outgoingListed: true,
    });
    return id;
  }

  private received(holder: string, asset: PricedAsset, units: bigint): void {
    const entry = this.holders.get(holder) as ResultHolder;
    const old = entry.positions.find((position) => position.asset === asset.id);
    const total = units + BigInt(old?.received[LOCKED] ?? '0');
    const position = {
      asset: asset.id,
      received: this.spread(total),
      held: this.spread(0n),
      usd: null,
    };
    if (old) Object.assign(old, position);
    else entry.positions.push(position);
  }

  /** The same units under each policy: close to each other, poison above all of them. */
  private spread(units: bigint): ResultHop['traced'] {
    const wide = this.dice.random() < 0.35 ? 0.25 : 0;
    const of = (id: PolicyId) => {
      if (id === LOCKED) return units;
      if (id === 'poison') return units + this.part(units, this.dice.random() * 0.6);
      return units - this.part(units, wide * this.dice.random());
    };
    return Object.fromEntries(
      POLICY_IDS.map((id) => [id, of(id).toString()]),
    ) as ResultHop['traced'];
  }
}
