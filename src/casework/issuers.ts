import type { AssetId } from '../ledger/port.ts';

/**
 * Who can stop an asset in its own contract: events and state reads of the issuers' code, bound to
 * the issuers' contracts, because many unrelated tokens emit the same events. Signatures are from
 * the project's freezing reference §1, and the tests hash them anew.
 */

interface FreezeEvent {
  readonly signature: string;
  readonly topic0: string;
  readonly effect: 'frozen' | 'released' | 'destroyed' | 'paused' | 'resumed';
}

interface StateRead {
  readonly signature: string;
  readonly selector: string;
}

/** One kind of contract code, whose abilities are known. */
interface FreezeCode {
  readonly id: string;
  /** What the issuer can do to one address. */
  readonly powers: readonly ('blacklist' | 'freeze' | 'destroy' | 'wipe')[];
  /** Where the events carry the address. */
  readonly addressIn: 'data' | 'topic1';
  readonly events: readonly FreezeEvent[];
  readonly reads: readonly StateRead[];
}

const TETHER: FreezeCode = {
  id: 'tether',
  powers: ['blacklist', 'destroy'],
  addressIn: 'data',
  events: [
    {
      signature: 'AddedBlackList(address)',
      topic0: '0x42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc',
      effect: 'frozen',
    },
    {
      signature: 'RemovedBlackList(address)',
      topic0: '0xd7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c',
      effect: 'released',
    },
    {
      signature: 'DestroyedBlackFunds(address,uint256)',
      topic0: '0x61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6',
      effect: 'destroyed',
    },
  ],
  reads: [
    { signature: 'getBlackListStatus(address)', selector: '0x59bf1abe' },
    { signature: 'isBlackListed(address)', selector: '0xe47d6060' },
  ],
};

const TETHER_NEW: FreezeCode = {
  id: 'tether-new',
  powers: ['blacklist', 'destroy'],
  addressIn: 'topic1',
  events: [
    {
      signature: 'BlockPlaced(address)',
      topic0: '0x406bbf2d8d145125adf1198d2cf8a67c66cc4bb0ab01c37dccd4f7c0aae1e7c7',
      effect: 'frozen',
    },
    {
      signature: 'BlockReleased(address)',
      topic0: '0x665918c9e02eb2fd85acca3969cb054fc84c138e60ec4af22ab6ef2fd4c93c27',
      effect: 'released',
    },
    {
      signature: 'DestroyedBlockedFunds(address,uint256)',
      topic0: '0x6a2859ae7902313752498feb80a014e6e7275fe964c79aa965db815db1c7f1e9',
      effect: 'destroyed',
    },
  ],
  reads: [{ signature: 'isBlocked(address)', selector: '0xfbac3951' }],
};

const FIAT_TOKEN: FreezeCode = {
  id: 'fiat-token',
  powers: ['blacklist'],
  addressIn: 'topic1',
  events: [
    {
      signature: 'Blacklisted(address)',
      topic0: '0xffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855',
      effect: 'frozen',
    },
    {
      signature: 'UnBlacklisted(address)',
      topic0: '0x117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e',
      effect: 'released',
    },
  ],
  reads: [{ signature: 'isBlacklisted(address)', selector: '0xfe575a87' }],
};

const WIPED: FreezeEvent = {
  signature: 'FrozenAddressWiped(address)',
  topic0: '0xfc5960f1c5a5d2b60f031bf534af053b1bf7d9881989afaeb8b1d164db23aede',
  effect: 'destroyed',
};
const PAXOS_READ: StateRead = { signature: 'isFrozen(address)', selector: '0xe5839836' };
const PAXOS_LEGACY_EVENTS: readonly FreezeEvent[] = [
  {
    signature: 'AddressFrozen(address)',
    topic0: '0x90811a8edd3b3c17eeaefffc17f639cc69145d41a359c9843994dc2538203690',
    effect: 'frozen',
  },
  {
    signature: 'AddressUnfrozen(address)',
    topic0: '0xc3776b472ebf54114339eec9e4dc924e7ce307a97f5c1ee72b6d474e6e5e8b7c',
    effect: 'released',
  },
];
const PAXOS_LEGACY: FreezeCode = {
  id: 'paxos-legacy',
  powers: ['freeze', 'wipe'],
  addressIn: 'topic1',
  events: [...PAXOS_LEGACY_EVENTS, WIPED],
  reads: [PAXOS_READ],
};
/** PAXG and USDP were born with the older code, so their old events count too. */
const PAXOS: FreezeCode = {
  id: 'paxos',
  powers: ['freeze', 'wipe'],
  addressIn: 'topic1',
  events: [
    {
      signature: 'FreezeAddress(address)',
      topic0: '0x1aa660498c83ea285bc55e4cfc00afcaa7120798db87b74f3c0d7c6e001bc392',
      effect: 'frozen',
    },
    {
      signature: 'UnfreezeAddress(address)',
      topic0: '0x150465b020dfc06a59269da94ed66db9b65a516cf4fdd5f583b0f12752339bbe',
      effect: 'released',
    },
    ...PAXOS_LEGACY_EVENTS,
    WIPED,
  ],
  reads: [PAXOS_READ],
};

/** Any pausable contract: stops everybody, not one address. */
export const PAUSE_EVENTS: readonly FreezeEvent[] = [
  {
    signature: 'Paused(address)',
    topic0: '0x62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258',
    effect: 'paused',
  },
  {
    signature: 'Unpaused(address)',
    topic0: '0x5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa',
    effect: 'resumed',
  },
  {
    signature: 'Pause()',
    topic0: '0x6985a02210a168e66602d3235cb6db0e70f92b3ba4d376a33c0f3d9434bff625',
    effect: 'paused',
  },
];

/** What is known about stopping one asset in its own contract. */
export type Freezability =
  | {
      readonly kind: 'issuer';
      readonly symbol: string;
      readonly issuer: string;
      readonly code: FreezeCode;
      readonly source: string;
    }
  /** Said to be freezable or not, but nobody has read the contract: nothing is stated. */
  | { readonly kind: 'unverified'; readonly symbol: string; readonly source: string }
  /** No rule of the ledger or contract lets anybody stop one address. */
  | { readonly kind: 'nobody'; readonly symbol: string; readonly source: string };

const REFERENCE = 'freezing reference §1';

function issued(symbol: string, issuer: string, code: FreezeCode, source = REFERENCE) {
  return { kind: 'issuer', symbol, issuer, code, source } satisfies Freezability;
}

function unverified(symbol: string) {
  return { kind: 'unverified', symbol, source: REFERENCE } satisfies Freezability;
}

const NATIVE_FREE = 'the ledger has no rule by which anybody could';

/** By CAIP-19 id. An asset that is not here is unknown, not free. */
const ASSETS: ReadonlyMap<AssetId, Freezability> = new Map<AssetId, Freezability>([
  ['eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7', issued('USDT', 'Tether', TETHER)],
  ['tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', issued('USDT', 'Tether', TETHER)],
  [
    'eip155:42161/erc20:0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9',
    issued('USDT', 'Tether', TETHER_NEW),
  ],
  [
    'eip155:42220/erc20:0x48065fbbe25f71c9282ddf5e1cd6d6a887483d5e',
    issued('USDT', 'Tether', TETHER_NEW),
  ],
  [
    'eip155:1/erc20:0x68749665ff8d2d112fa859aa293f07a622782f38',
    issued('XAUt', 'Tether', TETHER_NEW),
  ],
  [
    'eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:43114/erc20:0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:42161/erc20:0xaf88d065e77c8cc2239327c5edb3a432268e5831',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:10/erc20:0x0b2c639c533813f4aa9d7837caf62653d097ff85',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:137/erc20:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359',
    issued('USDC', 'Circle', FIAT_TOKEN),
  ],
  [
    'eip155:1/erc20:0x1abaea1f7c830bd89acc67ec4af516284b1bc33c',
    issued('EURC', 'Circle', FIAT_TOKEN),
  ],
  ['eip155:1/erc20:0x6c3ea9036406852006290770bedfcaba0e23a0e8', issued('PYUSD', 'Paxos', PAXOS)],
  ['eip155:1/erc20:0xe343167631d89b6ffc58b88d6b7fb0228795491d', issued('USDG', 'Paxos', PAXOS)],
  ['eip155:1/erc20:0x8e870d67f660d95d5be530380d0ec0bd388289e1', issued('USDP', 'Paxos', PAXOS)],
  ['eip155:1/erc20:0x45804880de22913dafe09f4980848ece6ecbaf78', issued('PAXG', 'Paxos', PAXOS)],
  [
    'eip155:1/erc20:0x4fabb145d64652a948d72533023f6e7a623c7c53',
    issued('BUSD', 'Paxos', PAXOS_LEGACY),
  ],
  ['eip155:1/erc20:0xc5f0f7b66764f6ec8c8dff7ba683102295e16409', unverified('FDUSD')],
  ['eip155:1/erc20:0x0000000000085d4780b73119b644ae5ecd22b376', unverified('TUSD')],
  ['eip155:1/erc20:0x8d0d000ee44948fc98c9b98a4fa4921476f08b0d', unverified('USD1')],
  ['eip155:1/erc20:0x8292bb45bf1ee4d140127049757c2e0ff06317ed', unverified('RLUSD')],
  ['eip155:1/erc20:0x4c9edd5852cd905f086c759e8383e09bff1e68b3', unverified('USDe')],
  [
    'eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f',
    { kind: 'nobody', symbol: 'DAI', source: 'its contract has no such function' },
  ],
]);

/**
 * What is known about stopping an asset in its own contract. Native assets can be stopped by
 * nobody; a token that is not in the table is unknown (`null`), and so is a mere valuation.
 */
export function freezability(asset: {
  readonly id: AssetId;
  readonly kind: string;
  readonly symbol: string;
}): Freezability | null {
  if (asset.kind === 'native') {
    return { kind: 'nobody', symbol: asset.symbol, source: NATIVE_FREE };
  }
  return ASSETS.get(asset.id) ?? null;
}

/** Every asset of the table, for checks against other lists. */
export function freezableAssets(): ReadonlyMap<AssetId, Freezability> {
  return ASSETS;
}
