import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import { parseAddress } from './address.ts';
import { type Chain, chainOf } from './chains.ts';
import type { Asset, AssetId, ChainId } from './port.ts';

/** What a wrapped or staked token stands for. */
interface Backing {
  readonly asset: AssetId;
  /** `equal`: one for one. `at_least`: one unit or more, by a rate that grows. */
  readonly rate: 'equal' | 'at_least';
}

/** A token contract that the program, or the case file, knows. */
interface Token {
  readonly chain: ChainId;
  readonly contract: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly backedBy: Backing | null;
  /** Who says so. */
  readonly source: string;
}

/** Finds a token by its canonical contract. */
export type TokenLookup = (contract: string) => Token | null;

/** A token as a case file adds it. */
export const tokenSchema = z.strictObject({
  contract: z.string(),
  symbol: z.string().min(1).max(32),
  decimals: z.int().min(0).max(77),
});
export type TokenClaim = z.infer<typeof tokenSchema>;

/** US dollars are written with this many places: the float columns of public data sets need 17. */
const USD_DECIMALS = 20;

const BTC = 'bip122:000000000019d6689c085ae165831e93/slip44:0';

type Row = readonly [contract: string, symbol: string, decimals: number, backedBy?: string];

// `=` one for one, `+` at least one for one; a bare contract is one of the same chain.
const ETHEREUM: readonly Row[] = [
  ['0xdac17f958d2ee523a2206206994597c13d831ec7', 'USDT', 6],
  ['0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', 'USDC', 6],
  ['0x6b175474e89094c44da98b954eedeac495271d0f', 'DAI', 18],
  ['0xdc035d45d973e3ec169d2276ddab16f1e407384f', 'USDS', 18],
  ['0x83f20f44975d03b1b09e64809b757c47f942beea', 'sDAI', 18, '+DAI'],
  ['0x4fabb145d64652a948d72533023f6e7a623c7c53', 'BUSD', 18],
  ['0x6c3ea9036406852006290770bedfcaba0e23a0e8', 'PYUSD', 6],
  ['0x8e870d67f660d95d5be530380d0ec0bd388289e1', 'USDP', 18],
  ['0x0000000000085d4780b73119b644ae5ecd22b376', 'TUSD', 18],
  ['0xc5f0f7b66764f6ec8c8dff7ba683102295e16409', 'FDUSD', 18],
  ['0x056fd409e1d7a124bd7017459dfea2f387b6d5cd', 'GUSD', 2],
  ['0x1abaea1f7c830bd89acc67ec4af516284b1bc33c', 'EURC', 6],
  ['0x4c9edd5852cd905f086c759e8383e09bff1e68b3', 'USDe', 18],
  ['0x9d39a5de30e57443bff2a8307a4256c8797a3497', 'sUSDe', 18, '+USDe'],
  ['0x853d955acef822db058eb8505911ed77f175b99e', 'FRAX', 18],
  ['0x5f98805a4e8be255a32880fdec7f6728c6568ba0', 'LUSD', 18],
  ['0x57ab1ec28d129707052df4df418d58a2d46d5f51', 'sUSD', 18],
  ['0x45804880de22913dafe09f4980848ece6ecbaf78', 'PAXG', 18],
  ['0x68749665ff8d2d112fa859aa293f07a622782f38', 'XAUt', 6],
  ['0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', 'WETH', 18, '=ETH'],
  ['0xae7ab96520de3a18e5e111b5eaab095312d7fe84', 'stETH', 18, '=ETH'],
  ['0x7f39c581f595b53c5cb19bd0b3f8da6c935e2ca0', 'wstETH', 18, '+stETH'],
  ['0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa', 'mETH', 18, '+ETH'],
  ['0xe6829d9a7ee3040e1276fa75293bde931859e8fa', 'cmETH', 18, '=mETH'],
  ['0xae78736cd615f374d3085123a210448e74fc6393', 'rETH', 18, '+ETH'],
  ['0xbe9895146f7af43049ca1c1ae358b0541ea49704', 'cbETH', 18, '+ETH'],
  ['0x5e8422345238f34275888049021821e8e08caa1f', 'frxETH', 18, '=ETH'],
  ['0xac3e018457b222d93114458476f3e3416abbe38f', 'sfrxETH', 18, '+frxETH'],
  ['0xf951e335afb289353dc249e82926178eac7ded78', 'swETH', 18, '+ETH'],
  ['0x35fa164735182de50811e8e2e824cfb9b6118ac2', 'eETH', 18, '=ETH'],
  ['0xcd5fe23c85820f7b72d0926fc9b05b43e359b7ee', 'weETH', 18, '+eETH'],
  ['0xbf5495efe5db9ce00f80364c8b423567e58d2110', 'ezETH', 18, '+ETH'],
  ['0xa1290d69c65a6fe4df752f95823fae25cb99e5a7', 'rsETH', 18, '+ETH'],
  ['0x4d5f47fa6a74757f35c14fd3a6ef8e3c9bc514e8', 'aEthWETH', 18, '=WETH'],
  ['0x98c23e9d8f34fefb1b7bd6a91b7ff122f4e16f5c', 'aEthUSDC', 6, '=USDC'],
  ['0x23878914efe38d27c4d67ab83ed1b93a74d4086a', 'aEthUSDT', 6, '=USDT'],
  ['0x2260fac5e5542a773aa44fbcfedf7c193bc2c599', 'WBTC', 8, '=BTC'],
  ['0xcbb7c0000ab88b473b1f5afd9ef808440eed33bf', 'cbBTC', 8, '=BTC'],
  ['0x18084fba666a33d37592fa2633fd49a74dd93a88', 'tBTC', 18, '=BTC'],
  ['0x5d3a536e4d6dbd6114cc1ead35777bab948e3643', 'cDAI', 8],
  ['0x39aa39c021dfbae8fac545936693ac917d5e7563', 'cUSDC', 8],
  ['0x4ddc2d193948926d02f9b1fe9e1daa0718270ed5', 'cETH', 8],
  ['0x514910771af9ca656af840dff83e8264ecf986ca', 'LINK', 18],
  ['0x1f9840a85d5af5bf1d1762f925bdaddc4201f984', 'UNI', 18],
  ['0x7fc66500c84a76ad7e9c93437bfc5ac33e2ddae9', 'AAVE', 18],
  ['0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2', 'MKR', 18],
  ['0x3432b6a60d23ca0dfca7761b7ab56459d9c964d0', 'FXS', 18],
  ['0xd533a949740bb3306d119cc777fa900ba034cd52', 'CRV', 18],
  ['0x0bc529c00c6401aef6d220be8c6ea1667f6ad93e', 'YFI', 18],
  ['0x6b3595068778dd592e39a122f4f5a5cf09c90fe2', 'SUSHI', 18],
  ['0xc00e94cb662c3520282e6f5717214004a7f26888', 'COMP', 18],
  ['0xc011a73ee8576fb46f5e1c5751ca3b9fe0af2a6f', 'SNX', 18],
  ['0x5a98fcbea516cf06857215779fd812ca3bef1b32', 'LDO', 18],
  ['0xc18360217d8f7ab5e7c516566761ea12ce7f9d72', 'ENS', 18],
  ['0xc944e90c64b2c07662a292be6244bdf05cda44a7', 'GRT', 18],
  ['0x6810e776880c02933d47db1b9fc05908e5386b96', 'GNO', 18],
  ['0x111111111117dc0aa78b770fa6a738034120c302', '1INCH', 18],
  ['0xe41d2489571d322189246dafa5ebde1f4699f498', 'ZRX', 18],
  ['0x0d8775f648430679a709e98d2b0cb6250d2887ef', 'BAT', 18],
  ['0x7d1afa7b718fb893db30a3abc0cfc608aacfebb0', 'MATIC', 18],
  ['0xb8c77482e45f1f44de1745f52c74426c631bdd52', 'BNB', 18],
  ['0x4d224452801aced8b2f0aebe155379bb5d594381', 'APE', 18],
  ['0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce', 'SHIB', 18],
  ['0x6982508145454ce325ddbe47a25d4ec3d2311933', 'PEPE', 18],
  ['0xd417144312dbf50465b1c641d016962017ef6240', 'CQT', 18],
  ['0xf1a91c7d44768070f711c68f33a7ca25c8d30268', 'C3', 18],
  ['0x40eb746dee876ac1e78697b7ca85142d178a1fc8', 'IAG', 18],
  ['0x3d6f0dea3ac3c607b3998e6ce14b6350721752d9', 'CARDS', 18],
  ['0x3431f91b3a388115f00c5ba9fdb899851d005fb5', 'GERO', 18],
  ['0xe5097d9baeafb89f9bcb78c9290d545db5f9e9cb', 'HBOT', 18],
  ['0xf1dc500fde233a4055e25e5bbf516372bc4f6871', 'SDL', 18],
];

const TRON: readonly Row[] = [
  ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'USDT', 6],
  ['TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8', 'USDC', 6],
  ['TUpMhErZL2fhh4sVNULAbNKLokS4GjC1F4', 'TUSD', 18],
  ['TPYmHEhy5n8TCEfYGqW2rPxsghSfzghPDn', 'USDD', 18],
  ['TMwFHYXLJaRUPeW6421aqXL4ZEzPRFGkGT', 'USDJ', 18],
  ['TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR', 'WTRX', 6, '=TRX'],
  ['TCFLL5dx5ZJdKnWuesXxi1VPwjLVmWZZy9', 'JST', 18],
  ['TSSMHYeV2uE9qYH95DqyoCuNCzEL1NvU3S', 'SUN', 18],
  ['TAFjULxiVgT4qWk6UZwjqwZXTSaGaqnVp4', 'BTT', 18],
  ['TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7', 'WIN', 6],
];

const OTHERS: readonly (readonly [chain: string, rows: readonly Row[]])[] = [
  [
    'bsc',
    [
      ['0x55d398326f99059ff775485246999027b3197955', 'USDT', 18],
      ['0x8ac76a51cc950d9822d68b83fe1ad97b32cd580d', 'USDC', 18],
      ['0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c', 'WBNB', 18, '=BNB'],
    ],
  ],
  [
    'polygon',
    [
      ['0xc2132d05d31c914a87c6611c10748aeb04b58e8f', 'USDT', 6],
      ['0x3c499c542cef5e3811e1192ce70d8cc03d5c3359', 'USDC', 6],
      ['0x2791bca1f2de4661ed88a30c99a7a9449aa84174', 'USDC.e', 6],
      ['0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270', 'WPOL', 18, '=POL'],
    ],
  ],
  [
    'arbitrum',
    [
      ['0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9', 'USDT', 6],
      ['0xaf88d065e77c8cc2239327c5edb3a432268e5831', 'USDC', 6],
      ['0xff970a61a04b1ca14834a43f5de4533ebddb5cc8', 'USDC.e', 6],
      ['0x82af49447d8a07e3bd95bd0d56f35241523fbab1', 'WETH', 18, '=ETH'],
    ],
  ],
  [
    'optimism',
    [
      ['0x94b008aa00579c1307b0ef2c499ad98a8ce58e58', 'USDT', 6],
      ['0x0b2c639c533813f4aa9d7837caf62653d097ff85', 'USDC', 6],
      ['0x7f5c764cbc14f9669b88837ca1490cca17c31607', 'USDC.e', 6],
      ['0x4200000000000000000000000000000000000006', 'WETH', 18, '=ETH'],
    ],
  ],
  [
    'base',
    [
      ['0x833589fcd6edb6e08f4c7c32d4f71b54bda02913', 'USDC', 6],
      ['0x4200000000000000000000000000000000000006', 'WETH', 18, '=ETH'],
    ],
  ],
  [
    'avalanche',
    [
      ['0x9702230a8ea53601f5cd2dc00fdbc13d4df4a8c7', 'USDT', 6],
      ['0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e', 'USDC', 6],
      ['0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7', 'WAVAX', 18, '=AVAX'],
    ],
  ],
  ['gnosis', [['0xe91d153e0b41518a2ce8dd3d7944fa863463a97d', 'WXDAI', 18, '=xDAI']]],
  ['cronos', [['0x5c7f8a570d578ed84e63fdfa7b1ee72deae1ae23', 'WCRO', 18, '=CRO']]],
  ['fantom', [['0x21be370d5312f44cb42ce377bc9b8a0cef1a4c83', 'WFTM', 18, '=FTM']]],
  ['sonic', [['0x039e2fb66102314ce7b64ce5ce3e5183bc94ad38', 'wS', 18, '=S']]],
  ['monad', [['0x3bd359c1119da7da1d913d1c4d2b7c461115433a', 'WMON', 18, '=MON']]],
  ['hyperevm', [['0x5555555555555555555555555555555555555555', 'WHYPE', 18, '=HYPE']]],
  ['berachain', [['0x6969696969696969696969696969696969696969', 'WBERA', 18, '=BERA']]],
  ['moonbeam', [['0xacc15dc74880c9944775448304b263d191c6077f', 'WGLMR', 18, '=GLMR']]],
  ['mantle', [['0x78c1b0c915c4faa5fffa6cabf0219da63d7f4cb8', 'WMNT', 18, '=MNT']]],
  ['opbnb', [['0x4200000000000000000000000000000000000006', 'WBNB', 18, '=BNB']]],
  ['linea', [['0xe5d7c2a44ffddf6b295a15c148167daaaf5cf34f', 'WETH', 18, '=ETH']]],
  ['zksync', [['0x5aea5775959fbc2557cc8789bc1bf90a239d9a91', 'WETH', 18, '=ETH']]],
  ['blast', [['0x4300000000000000000000000000000000000004', 'WETH', 18, '=ETH']]],
  ['scroll', [['0x5300000000000000000000000000000000000004', 'WETH', 18, '=ETH']]],
  // where the OP stack puts it
  ...['unichain', 'world_chain', 'ink', 'soneium', 'mode', 'zora'].map(
    (chain): readonly [string, readonly Row[]] => [
      chain,
      [['0x4200000000000000000000000000000000000006', 'WETH', 18, '=ETH']],
    ],
  ),
];

/** Tron's tokens without a contract have a number. */
export const TRC10 = /^\d{7}$/;

const BUILT_IN = 'token list of the program';

function tokensOf(chainName: string, rows: readonly Row[]): Token[] {
  const chain = chainOf(chainName);
  if (!chain) return [];
  const named = new Map(rows.map(([contract, symbol]) => [symbol, tokenId(chain, contract)]));
  named.set(chain.native.symbol, chain.native.id).set('BTC', BTC);
  return rows.map(([contract, symbol, decimals, backing]) => {
    const asset = backing && named.get(backing.slice(1));
    const rate = backing?.startsWith('=') ? 'equal' : 'at_least';
    const backedBy = asset ? { asset, rate: rate as Backing['rate'] } : null;
    return { chain: chain.id, contract, symbol, decimals, backedBy, source: BUILT_IN };
  });
}

const KNOWN = new Map(
  [['ethereum', ETHEREUM] as const, ['tron', TRON] as const, ...OTHERS]
    .flatMap(([chain, rows]) => tokensOf(chain, rows))
    .map((token) => [`${token.chain} ${token.contract}`, token] as const),
);

/**
 * The tokens known on a chain: the program's list, and those that the case file adds.
 * @throws InputError where an added contract is no address, or has other decimals than are known
 */
export function tokenLookup(chain: Chain, added: readonly TokenClaim[] = []): TokenLookup {
  const known = (contract: string) => KNOWN.get(`${chain.id} ${contract}`) ?? null;
  const own = new Map(added.map((claim) => ownToken(chain, claim, known)));
  return (contract) => known(contract) ?? own.get(contract) ?? null;
}

function ownToken(chain: Chain, claim: TokenClaim, known: TokenLookup): [string, Token] {
  const { contract: text, symbol, decimals } = claim;
  const isTrc10 = chain.family === 'tron' && TRC10.test(text);
  const contract = isTrc10 ? text : parseAddress(text, chain, 'tokens: contract');
  const other = known(contract);
  if (other && other.decimals !== decimals) {
    const label = `tokens: decimals of ${contract}`;
    throw new InputError(label, `${other.decimals}, as ${other.symbol} has`, decimals);
  }
  const token = { chain: chain.id, contract, symbol, decimals, backedBy: null };
  return [contract, { ...token, source: 'case file' }];
}

/** What stands behind an asset of the program's list, or null. */
export function backingOf(asset: AssetId): Backing | null {
  const [chain = '', token = ''] = asset.split('/');
  const contract = token.split(':')[1] ?? '';
  return KNOWN.get(`${chain} ${contract}`)?.backedBy ?? null;
}

/** CAIP-19 of a fungible token; Tron's old TRC-10 tokens have a number in place of a contract. */
export function tokenId(chain: Chain, contract: string): AssetId {
  if (chain.family !== 'tron') return `${chain.id}/erc20:${contract}`;
  return `${chain.id}/${TRC10.test(contract) ? 'trc10' : 'trc20'}:${contract}`;
}

/** The chain's own asset. */
export function nativeAsset(chain: Chain): Asset {
  const { id, symbol, decimals } = chain.native;
  return { id, chain: chain.id, kind: 'native', contract: null, symbol, decimals, verified: true };
}

/** What a transfer was worth in US dollars, where a ledger gives nothing else. */
export function valuationAsset(chain: Chain): Asset {
  return {
    id: `${chain.id}/iso4217:USD`,
    chain: chain.id,
    kind: 'valuation',
    contract: null,
    symbol: 'USD',
    decimals: USD_DECIMALS,
    verified: false,
  };
}

/**
 * A token as known, else as its source claims (`decimals` null: the source does not say, 18 is
 * assumed). Claims about a known contract change nothing.
 */
export function tokenAsset(
  chain: Chain,
  contract: string,
  claim: { readonly symbol: string; readonly decimals: number | null },
  lookup: TokenLookup,
): Asset {
  const token = lookup(contract);
  return {
    id: tokenId(chain, contract),
    chain: chain.id,
    kind: 'token',
    contract,
    symbol: token?.symbol ?? (claim.symbol || shortContract(contract)),
    decimals: token?.decimals ?? claim.decimals ?? 18,
    verified: token?.source === BUILT_IN,
  };
}

/** One unit of a collection (ERC-721, ERC-1155). */
export function nftAsset(
  chain: Chain,
  standard: 'erc721' | 'erc1155',
  contract: string,
  item: string,
  symbol: string,
): Asset {
  return {
    id: `${chain.id}/${standard}:${contract}/${item}`,
    chain: chain.id,
    kind: 'nft',
    contract,
    symbol: `${symbol || shortContract(contract)} #${item}`,
    decimals: 0,
    verified: false,
  };
}

function shortContract(contract: string): string {
  return contract.length > 12 ? `${contract.slice(0, 6)}…${contract.slice(-4)}` : contract;
}

/** The tokens of a chain that the program knows. */
export function knownTokens(chain: Chain): Asset[] {
  const own = [...KNOWN.values()].filter(({ chain: on }) => on === chain.id);
  return own.map(({ contract, symbol, decimals }) => {
    return tokenAsset(chain, contract, { symbol, decimals }, tokenLookup(chain));
  });
}

/** Those of them that stand one for one for the chain's own asset. */
export function wrappersOf(chain: Chain): Asset[] {
  return knownTokens(chain).filter(({ id }) => {
    const backing = backingOf(id);
    return backing?.rate === 'equal' && backing.asset === chain.native.id;
  });
}
