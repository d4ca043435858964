import type { Destination, ResultHolder, TraceResult } from '../../src/trace/result.ts';

/** Made-up venues, assets and actors for traces that are made up too. */

type Name = NonNullable<ResultHolder['name']>;
type Asset = TraceResult['assets'][number];

export interface Venue {
  readonly name: Name;
  readonly status: Destination['status'];
  readonly why: string;
  readonly rule: string;
  readonly freeze: Destination['freeze'];
  /** How much of the money tends to go here. */
  readonly pull: number;
}

export const CHAIN = 'eip155:1';
const token = (contract: string) => `${CHAIN}/erc20:${contract}`;

export interface PricedAsset extends Asset {
  /** US cents for a whole one, or null. */
  readonly price: bigint | null;
}

function asset(
  id: string,
  symbol: string,
  decimals: number,
  price: bigint | null,
  verified = true,
): PricedAsset {
  const contract = id.includes('/erc20:') ? id.slice(id.indexOf(':', 8) + 1) : null;
  return { id, symbol, decimals, kind: contract ? 'token' : 'native', contract, verified, price };
}

export const ASSETS: readonly PricedAsset[] = [
  asset(`${CHAIN}/slip44:60`, 'ETH', 18, 274_012n),
  asset(token('0xdac17f958d2ee523a2206206994597c13d831ec7'), 'USDT', 6, 100n),
  asset(token('0xae7ab96520de3a18e5e111b5eaab095312d7fe84'), 'stETH', 18, 273_480n),
  asset(token('0x6b175474e89094c44da98b954eedeac495271d0f'), 'DAI', 18, 100n),
  asset(token('0x9f00000000000000000000000000000000000001'), 'mLRT', 18, null, false),
];

function name(label: string, entity: string | null, type: string, grade: Name['grade']): Name {
  const inferred = grade === 'G6';
  return {
    label,
    entity,
    type,
    grade,
    source: grade === 'G5' ? 'service-labels.csv' : 'tags/made-up-pack.yaml',
    sourceDate: '2026-03-01',
    basis: inferred ? 'inferred' : grade === 'G8' ? 'unverified' : 'observed',
    inference: inferred ? 'co-sweep: 99.4 % of outflow to the exchange’s hot wallet' : null,
    others: grade === 'G8' ? ['Suspicious wallet (crowd report)'] : [],
  };
}

const hold = (actor: string): Destination['freeze'][number] => ({
  actor,
  strength: 'may',
  power: 'withhold credit or withdrawal',
  how: 'law-enforcement portal or the desk’s mailbox, with the packet of this page',
  basis: 'terms of service; order; FIU postponement',
  reality: 'answers in 10–15 working days as a rule, in hours where the packet is complete',
});

export const ISSUER: { readonly [symbol: string]: Destination['freeze'][number] } = {
  USDT: {
    actor: 'Tether',
    strength: 'can',
    power: 'blacklist the address (issuer freeze of USDT)',
    how: 'request by an authority; addBlackList(address) through its multisig',
    basis: 'issuer contract; terms of service',
    reality: 'acts; submitted to effective in about 44 min in the documented case',
  },
};

/** What is said where nobody can act, or where it is not known who could. */
export const NOBODY: Destination['freeze'][number] = {
  actor: 'nobody',
  strength: 'none',
  power: 'nobody',
  how: 'Watch the address; act when the money moves to a place that somebody keeps.',
  basis: 'ETH has no issuer',
  reality: '',
};
export const NOT_KNOWN: Destination['freeze'][number] = {
  actor: 'not known',
  strength: 'unknown',
  power: 'not known',
  how: 'Read the contract before asking.',
  basis: 'no verified code',
  reality: 'unknown is not the same as nobody',
};

export const VENUES: readonly Venue[] = [
  venue('Meridian Exchange', 'cex.deposit', 'G6', 9, [hold('Meridian Exchange')]),
  venue('Aurora Trade', 'cex.hot', 'G5', 7, [hold('Aurora Trade')]),
  venue('Kestrel Markets', 'cex.deposit', 'G6', 3, [hold('Kestrel Markets')]),
  venue('SwiftCoin Swap', 'swap.instant', 'G5', 5, [hold('SwiftCoin Swap')]),
  venue('Harbour OTC', 'otc.desk', 'G8', 3, [NOT_KNOWN]),
  venue('Larch Router', 'bridge.native_swap', 'G4', 8, [NOBODY]),
  venue('Skiff Bridge', 'bridge.lock', 'G5', 4, [
    {
      actor: 'Skiff Bridge',
      strength: 'may',
      power: 'pause the contract',
      how: 'guardian multisig, pause()',
      basis: 'contract role PAUSER',
      reality: 'stops everybody’s transfers; has acted once',
    },
  ]),
  venue('Undertow', 'mixer.pool', 'G4', 5, [NOBODY]),
  venue('Copper Dice', 'gambling', 'G8', 1, [NOT_KNOWN]),
];

function venue(
  entity: string,
  type: string,
  grade: Name['grade'],
  pull: number,
  freeze: Destination['freeze'],
): Venue {
  const [status, why, rule] = type.startsWith('mixer.')
    ? (['in mix', 'A pool mixer: beyond it there are only hypotheses', 'mix.pool'] as const)
    : type === 'bridge.native_swap'
      ? ([
          'swapped, proceeds outside',
          'Swapped into another ledger, which was not read',
          'crossing.unresolved',
        ] as const)
      : (['at service', `Deposited at ${entity}: inside is a black box`, 'service'] as const);
  return {
    name: name(`${entity}: ${type}`, entity, type, grade),
    status,
    why,
    rule,
    freeze,
    pull,
  };
}

export const POOL_NAME = name('Larkspur: pool', 'Larkspur', 'dex.pool', 'G4');
