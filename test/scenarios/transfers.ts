import { NOBODY } from '../../src/ledger/address.ts';
import type { Asset, AssetId, Transfer } from '../../src/ledger/port.ts';

export const CHAIN = 'eip155:1';

function token(symbol: string, contract: string, verified = true): Asset {
  const id = `${CHAIN}/erc20:${contract}`;
  return { id, chain: CHAIN, kind: 'token', contract, symbol, decimals: 2, verified };
}

export const WETH9 = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';

/** The assets of the scenarios, by symbol. All have two places: at one dollar, a unit is a cent. */
export const ASSETS: Readonly<Record<string, Asset>> = Object.fromEntries(
  [
    {
      id: `${CHAIN}/slip44:60`,
      chain: CHAIN,
      kind: 'native',
      contract: null,
      symbol: 'ETH',
      decimals: 2,
      verified: true,
    } as const,
    token('WETH', WETH9),
    token('stETH', '0xae7ab96520de3a18e5e111b5eaab095312d7fe84'),
    token('mETH', '0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa'),
    token('USDT', '0xdac17f958d2ee523a2206206994597c13d831ec7'),
    token('USDC', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'),
    token('FAKE', `0x${'fa'.repeat(20)}`, false),
    {
      id: `${CHAIN}/iso4217:USD`,
      chain: CHAIN,
      kind: 'valuation',
      contract: null,
      symbol: 'USD',
      decimals: 2,
      verified: false,
    } as const,
  ].map((asset) => [asset.symbol, asset]),
);

/** The id of an asset by its symbol. */
export function id(symbol: string): AssetId {
  const asset = ASSETS[symbol];
  if (!asset) throw new Error(`no asset ${symbol}`);
  return asset.id;
}

/** The time of a block of the scenarios. */
export function timeOf(block: number): number {
  return 1_700_000_000 + 12 * block;
}

/**
 * Transfers from lines of `block tx from>to units`, then in any order an asset's symbol (ETH unless
 * said), `gas`, `failed`, `unvalued`, `at=` (position in the block) and `log=` (position in the
 * transaction). `0` stands for the zero address.
 */
export function transfers(script: string): Transfer[] {
  const lines = script.split('\n').map((line) => line.trim());
  return lines.flatMap((line, number) => {
    if (line === '') return [];
    const [block = '', tx = '', pair = '', amount = '', ...words] = line.split(/\s+/);
    const [from = '', to = ''] = pair.split('>').map((name) => (name === '0' ? ZERO : name));
    const valued = (key: string): number | null => {
      const word = words.find((text) => text.startsWith(`${key}=`));
      return word === undefined ? null : Number(word.slice(key.length + 1));
    };
    const symbol = words.find((word) => word in ASSETS) ?? 'ETH';
    const gas = words.includes('gas');
    return {
      tx,
      block: Number(block),
      time: timeOf(Number(block)),
      txIndex: valued('at'),
      index: valued('log'),
      kind: kindOf(words, symbol),
      from,
      to: gas ? NOBODY : to,
      asset: id(symbol),
      amount: BigInt(amount),
      failed: words.includes('failed'),
      origin: { input: 0, line: number },
    };
  });
}

function kindOf(words: readonly string[], symbol: string): Transfer['kind'] {
  if (words.includes('gas')) return 'gas';
  if (words.includes('unvalued')) return 'unvalued';
  return symbol === 'ETH' ? 'native' : 'token';
}

export const ZERO = `0x${'0'.repeat(40)}`;
