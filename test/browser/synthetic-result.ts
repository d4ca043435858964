import { sha256 } from '../../src/base/digest.ts';
import { formatTime } from '../../src/base/time.ts';
import { POLICY_IDS, type PolicyId } from '../../src/trace/policies/policy.ts';
import type { Destination, ResultHolder, ResultHop, TraceResult } from '../../src/trace/result.ts';
import { ASSETS, CHAIN, type PricedAsset } from './synthetic-places.ts';

/** Dresses a made-up walk of the money as a whole result. */

export const START = Date.UTC(2026, 1, 21, 14, 13, 35) / 1000;
export const LOCKED: PolicyId = 'fifo';

export interface Walk {
  readonly size: number;
  readonly source: string;
  readonly stolen: readonly { readonly asset: PricedAsset; readonly units: bigint }[];
  readonly holders: readonly ResultHolder[];
  readonly hops: readonly ResultHop[];
  readonly places: readonly Destination[];
  readonly lines: number;
}

export function centsOf(asset: PricedAsset, units: bigint): bigint | null {
  return asset.price === null ? null : (units * asset.price) / 10n ** BigInt(asset.decimals);
}

export function usdOf(asset: PricedAsset, units: bigint): string | null {
  const cents = centsOf(asset, units);
  return cents === null ? null : dollarText(cents);
}

function dollarText(cents: bigint): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
}

type Choice = (place: Destination) => boolean;

function worth(walk: Walk, chosen: Choice): bigint {
  let cents = 0n;
  for (const place of walk.places) {
    const asset = ASSETS.find(({ id }) => id === place.asset) as PricedAsset;
    if (chosen(place)) cents += centsOf(asset, BigInt(place.amounts[LOCKED])) ?? 0n;
  }
  return cents;
}

function units(walk: Walk, asset: string, policy: PolicyId, chosen: Choice): bigint {
  let sum = 0n;
  for (const place of walk.places) {
    if (place.asset === asset && chosen(place)) sum += BigInt(place.amounts[policy]);
  }
  return sum;
}

const service: Choice = ({ status }) =>
  status === 'at service' || status === 'in mix' || status.startsWith('swapped');
const elsewhere: Choice = (place) => !service(place);

/** A result that the schema takes, with something in every part of it. */
export function resultOf(walk: Walk): TraceResult {
  const assets = ASSETS.map(({ price: _price, ...asset }) => asset);
  const value = (place: Destination) => Number(place.usd ?? 0);
  return {
    format: 'hueandcry.trace',
    version: 1,
    program: { name: 'hueandcry', version: '0.1.0' },
    evidence: null,
    case: {
      id: `synthetic-${walk.size}`,
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
    inputs: inputs(walk),
    assets,
    thefts: [{ id: 'theft-1', title: 'Drain of the cold wallet' }],
    stolen: walk.stolen.map(({ asset, units: taken }) => ({
      theft: 'theft-1',
      asset: asset.id,
      amount: taken.toString(),
      usd: usdOf(asset, taken),
    })),
    seeds: walk.stolen.map(({ asset, units: taken }) => ({
      theft: 'theft-1',
      holder: walk.source,
      asset: asset.id,
      amount: taken.toString(),
      tx: `0x${sha256(asset.id)}`,
      time: formatTime(START),
    })),
    summary: summary(walk),
    holders: [...walk.holders],
    hops: walk.hops.toSorted((a, b) =>
      a.time < b.time ? -1 : a.time > b.time ? 1 : a.line - b.line,
    ),
    destinations: walk.places.toSorted(
      (a, b) => value(b) - value(a) || (a.holder < b.holder ? -1 : 1),
    ),
    statements: [],
    findings: [],
    noise: noise(walk),
    coverage: coverage(walk),
    policies: policies(walk, assets),
    certificate: POLICY_IDS.flatMap((policy) => assets.map(({ id }) => proof(walk, policy, id))),
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

function inputs(walk: Walk): TraceResult['inputs'] {
  return [
    {
      role: 'ledger',
      name: 'ledger-ethereum.csv',
      sha256: sha256('ledger'),
      bytes: 4_822_158,
      layout: 'transfers with token contract',
      rows: walk.lines,
    },
    {
      role: 'labels',
      name: 'service-labels.csv',
      sha256: sha256('labels'),
      bytes: 8731,
      layout: 'chain, address, entity, category, source',
      rows: 71,
    },
  ];
}

function summary(walk: Walk): TraceResult['summary'] {
  const taken = walk.stolen.reduce(
    (sum, { asset, units: amount }) => sum + (centsOf(asset, amount) ?? 0n),
    0n,
  );
  const open = worth(walk, ({ freeze }) => freeze.some(({ strength }) => strength === 'can'));
  const millions = (cents: bigint) => `$${(Number(cents) / 1e8).toFixed(1)} M`;
  return {
    stolenUsd: dollarText(taken),
    atServicesUsd: dollarText(worth(walk, service)),
    heldUsd: dollarText(worth(walk, ({ status }) => status === 'held')),
    notCoveredUsd: dollarText(worth(walk, ({ status }) => status === 'not covered')),
    freezableUsd: dollarText(open),
    unknownUsd: dollarText(1_234_567n),
    headline:
      `Of ${millions(taken)} stolen, ${millions(open)} rests where somebody could ` +
      'stop it now.',
    sentences: [
      'The first money moved within minutes of the theft.',
      'Most of it went through Larkspur pools into ETH and then into services; the rest lies in ' +
        'wallets that have not moved since.',
      'mLRT has no known price: its amounts are stated in units and are in no sum of dollars.',
    ],
  };
}

function policies(walk: Walk, assets: readonly { readonly id: string }[]): TraceResult['policies'] {
  return POLICY_IDS.flatMap((policy) =>
    assets.slice(0, 3).map(({ id }) => ({
      policy,
      theft: 'theft-1',
      asset: id,
      atServices: units(walk, id, policy, service).toString(),
      held: units(walk, id, policy, elsewhere).toString(),
      other: '0',
    })),
  );
}

function proof(walk: Walk, policy: PolicyId, asset: string): TraceResult['certificate'][number] {
  const seeds = walk.stolen.find((item) => item.asset.id === asset)?.units ?? 0n;
  const atStops = units(walk, asset, policy, service);
  const held = units(walk, asset, policy, elsewhere);
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

function noise(walk: Walk): TraceResult['noise'] {
  const reasons = [
    'address poisoning: looks like an earlier recipient',
    'transfer of no value',
    'token that nobody vouches for',
  ];
  return Array.from({ length: Math.min(60, Math.ceil(walk.size / 8)) }, (_, i) => ({
    tx: `0x${sha256(`noise ${i}`)}`,
    time: formatTime(START + i * 977),
    from: `0x${sha256(`sender ${i}`).slice(0, 40)}`,
    to: walk.hops[i % walk.hops.length]?.to ?? '',
    asset: (ASSETS[4] as PricedAsset).id,
    amount: '1000000000000000000',
    reason: reasons[i % reasons.length] as string,
    input: 0,
    line: 1000 + i,
  }));
}

function coverage(walk: Walk): TraceResult['coverage'] {
  const uncovered = walk.places.filter(({ status }) => status === 'not covered');
  const cut = (
    reason: string,
    asset: number,
    amount: string,
    usd: string | null,
    count: number,
  ) => ({
    reason,
    holder: count === 1 ? (walk.places[0]?.holder ?? null) : null,
    asset: (ASSETS[asset] as PricedAsset).id,
    amount,
    usd,
    count,
  });
  return {
    statements: [
      'The ledger lists transfers of native ETH and of 4 tokens from 2026-02-21 to 2026-03-04.',
      'Other ledgers were not read: what crossed a bridge is stated as such and not followed.',
      `${uncovered.length} places are not covered: the ledger does not list what leaves them.`,
    ],
    cuts: [
      cut('below the dust limit of $10', 0, '91230000000000000', '249.98', 61),
      cut('fan-out above 500 recipients', 1, '12095690000', '12095.69', 1),
      cut('no price, so no dust limit could be applied', 4, '40000000000000000000', null, 2),
    ],
    gaps: uncovered.slice(0, 3).map(({ holder }) => ({
      reason: 'The ledger does not list what leaves this address',
      holder,
      effect: 'its money is stated as not covered, not as still held',
    })),
  };
}
