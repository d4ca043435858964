import { chainOf } from '../../ledger/chains.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { AddressFamily } from './key.ts';

/** What a chain name, a CAIP-2 id or a list's symbol says about an address. Nothing: both null. */
export interface Hint {
  readonly family: AddressFamily | null;
  readonly chain: ChainId | null;
}

const NOTHING: Hint = { family: null, chain: null };

/**
 * Chains whose addresses are read and whose ledgers are not. Ids as in ChainAgnostic/namespaces, of
 * BIP-122 where it is Bitcoin's kind; `other:` where there is none.
 */
const OTHERS: readonly (readonly [AddressFamily, ChainId, names: string])[] = [
  ['bitcoin', 'bip122:000000000019d6689c085ae165831e93', 'xbt omni segwit'],
  ['bitcoin', 'other:bsv', 'bsv bitcoin_sv bitcoinsv bchsv'],
  [
    'bitcoincash',
    'bip122:000000000000000000b15ad892af8f6a',
    'bch bitcoin_cash bitcoincash bcc bip122:000000000000000000651ef99cb9fcbe',
  ],
  ['litecoin', 'bip122:12a765e31ffd4059bada1e25190f6e98', 'ltc litecoin'],
  ['dogecoin', 'bip122:1a91e3dace36e2be3bf030a65679fe82', 'doge dogecoin'],
  ['dash', 'bip122:00000ffd590b1485b3caadc19b22e637', 'dash'],
  ['zcash', 'bip122:00040fe8ec8471911baa1db1266ea15d', 'zec zcash'],
  ['bitcoingold', 'other:btg', 'btg bitcoin_gold bitcoingold'],
  ['verge', 'other:xvg', 'xvg verge'],
  ['evm', 'eip155:1', 'erc20'],
  ['evm', 'eip155:61', 'etc ethereum_classic'],
  ['evm', 'eip155:56', 'bep20'],
  ['tron', 'tron:0x2b6653dc', 'trc20'],
  ['xrp', 'xrpl:0', 'xrp ripple xrpl'],
  ['monero', 'other:xmr', 'xmr monero'],
  ['solana', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp', 'sol solana'],
  ['ton', 'tvm:-239', 'ton toncoin'],
  ['cosmos', 'cosmos:cosmoshub-4', 'atom cosmos cosmoshub'],
  ['cosmos', 'cosmos:Binance-Chain-Tigris', 'bep2'],
  ['substrate', 'polkadot:91b171bb158e2d3848fa23a9f1c25182', 'dot polkadot'],
  ['substrate', 'polkadot:b0a8d493285c2df73290dfb7e61f870f', 'ksm kusama'],
];

const BY_NAME = new Map<string, Hint>(
  OTHERS.flatMap(([family, chain, names]) =>
    [chain, ...names.split(' ')].map((name) => [name.toLowerCase(), { family, chain }]),
  ),
);

/** Namespaces of CAIP-2 of which every chain writes its addresses alike. */
const NAMESPACES: Readonly<Record<string, AddressFamily>> = {
  solana: 'solana',
  cosmos: 'cosmos',
  polkadot: 'substrate',
  tvm: 'ton',
};

function resolve(text: string): Hint {
  const plain = text.trim();
  const name = plain
    .toLowerCase()
    .replace(/^other:/, '')
    .replace(/[ -]+/g, '_');
  const known = BY_NAME.get(plain.toLowerCase()) ?? BY_NAME.get(name);
  if (known) return known;
  const chain = chainOf(plain) ?? chainOf(name);
  if (chain) {
    // The test networks write other addresses, whose coins are worth nothing
    if (chain.family === 'bitcoin' && chain.name !== 'bitcoin') return NOTHING;
    return { family: chain.family, chain: chain.id };
  }
  const [namespace = '', reference] = plain.split(':');
  const family = reference ? NAMESPACES[namespace] : undefined;
  return family ? { family, chain: plain } : NOTHING;
}

/** Hints come from lists and clients: so many different ones are remembered, and no more. */
const MOST_REMEMBERED = 500;
const MOST_CHARACTERS = 100;
const remembered = new Map<string, Hint>();

/**
 * What a chain name, an alias, a CAIP-2 id, `other:` and a name, or a symbol says. A token of many
 * chains (USDT) and an unknown word say nothing.
 */
export function hintOf(text: string | null): Hint {
  if (text === null || text.length > MOST_CHARACTERS) return NOTHING;
  const known = remembered.get(text);
  if (known) return known;
  const hint = resolve(text);
  if (remembered.size < MOST_REMEMBERED) remembered.set(text, hint);
  return hint;
}
