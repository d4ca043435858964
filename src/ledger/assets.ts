import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import { parseAddress } from './address.ts';
import { type Chain, chainOf } from './chains.ts';
import type { Asset, AssetId, ChainId } from './port.ts';
import { TOKENS, type TokenRow } from './token-list.ts';

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

/** Tron's tokens without a contract have a number. */
export const TRC10 = /^\d{7}$/;

const BUILT_IN = 'token list of the program';

function tokensOf(chainName: string, rows: readonly TokenRow[]): Token[] {
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
  TOKENS.flatMap(([chain, rows]) => tokensOf(chain, rows)).map(
    (token) => [`${token.chain} ${token.contract}`, token] as const,
  ),
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
  const lookup = tokenLookup(chain);
  return own.map(({ contract, symbol, decimals }) => {
    return tokenAsset(chain, contract, { symbol, decimals }, lookup);
  });
}

/** Those of them that stand one for one for the chain's own asset. */
export function wrappersOf(chain: Chain): readonly Asset[] {
  const found =
    WRAPPERS.get(chain.id) ??
    knownTokens(chain).filter(({ id }) => {
      const backing = backingOf(id);
      return backing?.rate === 'equal' && backing.asset === chain.native.id;
    });
  WRAPPERS.set(chain.id, found);
  return found;
}

/** Kept, since they are asked for with every transfer. */
const WRAPPERS = new Map<ChainId, readonly Asset[]>();
