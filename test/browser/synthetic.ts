import { formatTime } from '../../src/base/time.ts';
import { POLICY_IDS, type PolicyId } from '../../src/trace/policies/policy.ts';
import {
  type Destination,
  type ResultHolder,
  type ResultHop,
  type TraceResult,
  traceResultSchema,
} from '../../src/trace/result.ts';
import {
  ASSETS,
  CHAIN,
  ISSUER,
  NOBODY,
  NOT_KNOWN,
  POOL_NAME,
  type PricedAsset,
  VENUES,
  type Venue,
} from './synthetic-places.ts';

export interface Shape {
  readonly holders: number;
  readonly seed?: number;
  /** Changes the finished result, for tests of hostile or missing data. */
  readonly change?: (result: TraceResult) => TraceResult;
}

const START = Date.UTC(2026, 1, 21, 14, 13, 35) / 1000;
const LOCKED: PolicyId = 'fifo';

/**
 * A made-up trace of about so many holders, the same for the same shape: a theft in three assets,
 * split, swapped, paid into services, bridged, mixed and partly left where it lies.
 */
export function syntheticResult(shape: Shape): TraceResult {
  const maker = new Maker(shape.seed ?? 1, shape.holders);
  const result = maker.run();
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

class Maker {
  private state: number;
  private readonly size: number;
  private readonly holders = new Map<string, ResultHolder>();
  private readonly hops: ResultHop[] = [];
  private readonly destinations = new Map<string, Destination>();
  private readonly venues = new Map<string, Venue>();
  private line = 1;

  constructor(seed: number, size: number) {
    this.state = seed;
    this.size = size;
  }

  /** mulberry32: small, good enough, the same everywhere. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  private hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      text += Math.floor(this.random() * 0x100000000)
        .toString(16)
        .padStart(8, '0');
    }
    return `0x${text.slice(0, digits)}`;
  }

  private pick<T>(list: readonly T[], weight: (item: T) => number): T {
    let left = this.random() * list.reduce((sum, item) => sum + weight(item), 0);
    for (const item of list) {
      left -= weight(item);
      if (left < 0) return item;
    }
    return list[0] as T;
  }

  run(): TraceResult {
    const source = this.holder(this.hex(40), 0, START, null, 'source', 'theft.direct');
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
        const part = i === 1 ? left : this.part(left, 0.4 + this.random() / i);
        left -= part;
        if (part > 0n) {
          const time = START + 72 + Math.floor(this.random() * 7200);
          queue.push(
            this.pay({ holder: source, asset, units: part, time, hop: 0, path: [] }, null),
          );
        }
      }
    }
    for (let at = 0; at < queue.length; at++) queue.push(...this.step(queue[at] as Lot));
    return this.result(source, stolen);
  }

  private part(units: bigint, share: number): bigint {
    return (units * BigInt(Math.floor(Math.min(1, share) * 10_000))) / 10_000n;
  }

  private step(lot: Lot): Lot[] {
    const wait = this.random() < 0.7 ? 60 + this.random() * 2400 : this.random() * 260_000;
    const time = Math.floor(lot.time + wait);
    const full = this.holders.size >= this.size;
    const worth = this.cents(lot.asset, lot.units) ?? 10_000_000n;
    const chance = this.random();
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
    const parts = 1 + Math.floor(this.random() * (lot.hop < 3 ? 5 : 3));
    const out: Lot[] = [];
    let left = lot.units;
    for (let i = parts; i > 0; i--) {
      const part = i === 1 ? left : this.part(left, 0.3 + this.random() * 0.4);
      left -= part;
      const at = time + Math.floor(this.random() * 900);
      if (part > 0n) out.push(this.pay({ ...lot, units: part, time: at }, null));
    }
    return out;
  }

  /** Pays a lot from its holder to a venue, or to a new wallet. */
  private pay(lot: Lot, to: string | null, via: ResultHop['via'] = 'transfer', tx?: string): Lot {
    const next = to ?? this.holder(this.hex(40), lot.hop + 1, lot.time, null, 'whole', this.role());
    const index = ASSETS.indexOf(lot.asset);
    const hash = tx ?? this.hex(64);
    this.hops.push({
      tx: hash,
      block: 21_895_000 + Math.floor((lot.time - START) / 12),
      time: formatTime(lot.time),
      from: lot.holder,
      to: next,
      asset: lot.asset.id,
      amount: (lot.units + (index === 1 ? 0n : this.part(lot.units, this.random() / 9))).toString(),
      traced: this.spread(lot.units),
      usd: this.usd(lot.asset, lot.units),
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
    return this.random() < 0.6 ? 'distribution' : this.random() < 0.5 ? 'peel' : 'unresolved';
  }

  private swap(lot: Lot): Lot {
    const out = (
      lot.asset.symbol === 'ETH' ? ASSETS[this.random() < 0.5 ? 1 : 3] : ASSETS[0]
    ) as PricedAsset;
    const cents = this.cents(lot.asset, lot.units);
    if (cents === null || cents === 0n) return this.pay(lot, null);
    const units = (cents * 10n ** BigInt(out.decimals)) / (out.price ?? 1n);
    const pool = this.named(`pool:${out.symbol}`, POOL_NAME, lot, 'passed', 'swap_in');
    const tx = this.hex(64);
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
    for (const [id, holder] of this.holders) {
      if (holder.name === name && this.keys.get(id) === key) {
        if (holder.hop > lot.hop + 1) holder.hop = lot.hop + 1;
        if (formatTime(lot.time) < holder.first) holder.first = formatTime(lot.time);
        if (formatTime(lot.time) > holder.last) holder.last = formatTime(lot.time);
        return id;
      }
    }
    const id = this.holder(this.hex(40), lot.hop + 1, lot.time, name, followed, role);
    this.keys.set(id, key);
    return id;
  }

  private readonly keys = new Map<string, string>();

  private stopAt(lot: Lot): void {
    const venue = this.pick(VENUES, ({ pull }) => pull);
    const desk =
      venue.name.type === 'cex.deposit' ? Math.floor((this.random() * this.size) / 40) : 0;
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
      usd: this.usd(lot.asset, units),
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

  private cents(asset: PricedAsset, units: bigint): bigint | null {
    return asset.price === null ? null : (units * asset.price) / 10n ** BigInt(asset.decimals);
  }

  private usd(asset: PricedAsset, units: bigint): string | null {
    const cents = this.cents(asset, units);
    return cents === null ? null : dollarText(cents);
  }

  /** The same units under each policy: close to each other, poison above all of them. */
  private spread(units: bigint): ResultHop['traced'] {
    const wide = this.random() < 0.35 ? 0.25 : 0;
    const of = (id: PolicyId) => {
      if (id === LOCKED) return units;
      if (id === 'poison') return units + this.part(units, this.random() * 0.6);
      return units - this.part(units, wide * this.random());
    };
    return Object.fromEntries(
      POLICY_IDS.map((id) => [id, of(id).toString()]),
    ) as ResultHop['traced'];
  }

  private sum(chosen: (place: Destination) => boolean, policy: PolicyId = LOCKED): bigint {
    let cents = 0n;
    for (const place of this.destinations.values()) {
      const asset = ASSETS.find(({ id }) => id === place.asset) as PricedAsset;
      if (chosen(place)) cents += this.cents(asset, BigInt(place.amounts[policy])) ?? 0n;
    }
    return cents;
  }

  private units(asset: string, policy: PolicyId, chosen: (place: Destination) => boolean): bigint {
    let units = 0n;
    for (const place of this.destinations.values()) {
      if (place.asset === asset && chosen(place)) units += BigInt(place.amounts[policy]);
    }
    return units;
  }

  private result(
    source: string,
    stolen: readonly { asset: PricedAsset; units: bigint }[],
  ): TraceResult {
    const places = [...this.destinations.values()].sort((a, b) =>
      Number(b.usd ?? 0) === Number(a.usd ?? 0)
        ? a.holder < b.holder
          ? -1
          : 1
        : Number(b.usd ?? 0) - Number(a.usd ?? 0),
    );
    const priced = stolen.reduce(
      (sum, { asset, units }) => sum + (this.cents(asset, units) ?? 0n),
      0n,
    );
    const service = (place: Destination) =>
      place.status === 'at service' ||
      place.status === 'in mix' ||
      place.status.startsWith('swapped');
    const freezable = this.sum((place) => place.freeze.some(({ strength }) => strength === 'can'));
    const assets = ASSETS.map(({ price: _price, ...asset }) => asset);
    return {
      format: 'hueandcry.trace',
      version: 1,
      program: { name: 'hueandcry', version: '0.1.0' },
      case: {
        id: `synthetic-${this.size}`,
        title: 'Corvid Exchange, cold wallet drained (made-up case)',
        chain: CHAIN,
        reportedAt: '2026-02-21',
        question: 'Where is the money now, and who can freeze it?',
        since: formatTime(START),
      },
      settings: {
        policy: LOCKED,
        policies: [...POLICY_IDS],
        majority: 0.95,
        dustUsd: 10,
        maxDepth: 40,
        maxHolders: 20_000,
        maxFanOut: 500,
        until: null,
      },
      inputs: [
        {
          role: 'ledger',
          name: 'ledger-ethereum.csv',
          sha256: this.hex(64).slice(2),
          bytes: 4_822_158,
          layout: 'transfers with token contract',
          rows: this.line,
        },
        {
          role: 'labels',
          name: 'service-labels.csv',
          sha256: this.hex(64).slice(2),
          bytes: 8731,
          layout: 'chain, address, entity, category, source',
          rows: 71,
        },
      ],
      assets,
      thefts: [{ id: 'theft-1', title: 'Drain of the cold wallet' }],
      stolen: stolen.map(({ asset, units }) => ({
        theft: 'theft-1',
        asset: asset.id,
        amount: units.toString(),
        usd: this.usd(asset, units),
      })),
      seeds: stolen.map(({ asset, units }) => ({
        theft: 'theft-1',
        holder: source,
        asset: asset.id,
        amount: units.toString(),
        tx: this.hex(64),
        time: formatTime(START),
      })),
      summary: {
        stolenUsd: dollarText(priced),
        atServicesUsd: dollarText(this.sum((place) => service(place))),
        heldUsd: dollarText(this.sum((place) => place.status === 'held')),
        notCoveredUsd: dollarText(this.sum((place) => place.status === 'not covered')),
        freezableUsd: dollarText(freezable),
        unknownUsd: dollarText(1_234_567n),
        headline: `Of $${(Number(priced) / 1e8).toFixed(1)} M stolen, $${(Number(freezable) / 1e8).toFixed(1)} M rests where somebody could stop it now.`,
        sentences: [
          'The first money moved 72 seconds after the theft.',
          'Most of it went through Larkspur pools into ETH and then into services; the rest lies in wallets that have not moved since.',
          'mLRT has no known price: its amounts are stated in units and are in no sum of dollars.',
        ],
      },
      holders: [...this.holders.values()],
      hops: this.hops.toSorted((a, b) =>
        a.time < b.time ? -1 : a.time > b.time ? 1 : a.line - b.line,
      ),
      destinations: places,
      statements: [],
      findings: [],
      noise: this.noise(),
      coverage: this.coverage(places),
      policies: POLICY_IDS.flatMap((policy) =>
        assets.slice(0, 3).map(({ id }) => ({
          policy,
          theft: 'theft-1',
          asset: id,
          atServices: this.units(id, policy, service).toString(),
          held: this.units(id, policy, (place) => !service(place)).toString(),
          other: '0',
        })),
      ),
      certificate: POLICY_IDS.flatMap((policy) =>
        assets.map(({ id }) => this.certificate(policy, id, service, stolen)),
      ),
      warnings: [
        {
          code: 'amount-cut',
          file: 'ledger-ethereum.csv',
          line: 118,
          field: 'amount',
          expected: 'at most 18 decimals',
          found: '0.1000000000000000000001',
          count: 3,
        },
      ],
    };
  }

  private certificate(
    policy: PolicyId,
    asset: string,
    service: (place: Destination) => boolean,
    stolen: readonly { asset: PricedAsset; units: bigint }[],
  ): TraceResult['certificate'][number] {
    const seeds = stolen.find((item) => item.asset.id === asset)?.units ?? 0n;
    const atStops = this.units(asset, policy, service);
    const held = this.units(asset, policy, (place) => !service(place));
    const rest = seeds - atStops - held;
    return {
      policy,
      theft: 'theft-1',
      asset,
      seeds: seeds.toString(),
      convertedIn: (rest < 0n ? -rest : 0n).toString(),
      held: held.toString(),
      atStops: atStops.toString(),
      fees: '0',
      burnt: '0',
      writtenOff: '0',
      convertedOut: (rest > 0n ? rest : 0n).toString(),
      superseded: '0',
      difference: '0',
    };
  }

  private noise(): TraceResult['noise'] {
    const reasons = [
      'address poisoning: looks like an earlier recipient',
      'transfer of no value',
      'token that nobody vouches for',
    ];
    return Array.from({ length: Math.min(60, Math.ceil(this.size / 8)) }, (_, i) => ({
      tx: this.hex(64),
      time: formatTime(START + i * 977),
      from: this.hex(40),
      to: this.hops[i % this.hops.length]?.to ?? '',
      asset: (ASSETS[4] as PricedAsset).id,
      amount: '1000000000000000000',
      reason: reasons[i % reasons.length] as string,
      input: 0,
      line: 1000 + i,
    }));
  }

  private coverage(places: readonly Destination[]): TraceResult['coverage'] {
    const uncovered = places.filter(({ status }) => status === 'not covered');
    return {
      statements: [
        'The ledger lists transfers of native ETH and of 4 tokens from 2026-02-21 to 2026-03-04.',
        'Other ledgers were not read: what crossed a bridge is stated as such and not followed.',
        `${uncovered.length} places are not covered: the ledger does not list what leaves them.`,
      ],
      cuts: [
        {
          reason: 'below the dust limit of $10',
          holder: null,
          asset: (ASSETS[0] as PricedAsset).id,
          amount: '91230000000000000',
          usd: '249.98',
          count: 61,
        },
        {
          reason: 'fan-out above 500 recipients',
          holder: places[0]?.holder ?? null,
          asset: (ASSETS[1] as PricedAsset).id,
          amount: '12095690000',
          usd: '12095.69',
          count: 1,
        },
        {
          reason: 'no price, so no dust limit could be applied',
          holder: null,
          asset: (ASSETS[4] as PricedAsset).id,
          amount: '40000000000000000000',
          usd: null,
          count: 2,
        },
      ],
      gaps: uncovered.slice(0, 3).map(({ holder }) => ({
        reason: 'The ledger does not list what leaves this address',
        holder,
        effect: 'its money is stated as not covered, not as still held',
      })),
    };
  }
}

function dollarText(cents: bigint): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
}
