import { NOBODY } from '../address.ts';
import type { AssetBook } from '../asset-book.ts';
import { backingOf, type TokenLookup, tokenAsset, tokenId, wrappersOf } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { AssetId, Holder, Transfer } from '../port.ts';
import type { ListRow, NativeRow, TokenRow } from './explorer-rows.ts';
import type { Told, ToldByLists } from './explorer-told.ts';

const ZERO: Holder = `0x${'0'.repeat(40)}`;
/** What a transaction without data costs before anything runs (yellow paper, G_transaction). */
const INTRINSIC = 21_000n;

const NO_CLAIM = { symbol: '', decimals: null } as const;

/** The first four bytes of calls of ERC-20 and of WETH9. */
const CALL = {
  transfer: '0xa9059cbb',
  transferFrom: '0x23b872dd',
  approve: '0x095ea7b3',
  deposit: '0xd0e30db0',
  withdraw: '0x2e1a7d4d',
} as const;

/** What rows are read with. */
export interface RowAssets {
  readonly chain: Chain;
  readonly book: AssetBook;
  readonly lookup: TokenLookup;
}

/**
 * Tells which transactions the lists of accounts show as a whole, so that nothing more is asked.
 * Only what cannot be otherwise counts:
 *
 * 1. It failed: nothing moved but gas.
 * 2. It carries no data and used the gas of a transaction in which no code ran.
 * 3. It calls `transfer`, `transferFrom` or `approve` of a token that the program knows, with exact
 *    arguments, and the lists show what the arguments say and nothing else. Tokens that stand for
 *    another token are left out: some pay interest with each transfer.
 * 4. It wraps or unwraps the chain's own asset at the wrapper itself, and the lists agree.
 *
 * Rows that would be a deposit from another chain (gas for nothing) settle nothing.
 */
export function settledByLists(told: Told, assets: RowAssets): Transfer[] | null {
  const { native, internal, tokens } = told;
  if (!native) return null;
  const moved = internal.filter(({ failed }) => !failed);
  if (native.failed === true) {
    return moved.length + tokens.length > 0 ? null : rowTransfers([native], assets);
  }
  if (native.failed === null || native.gasPrice === 0n || native.creates) return null;
  if (moved.length < internal.length) return null;
  const { input, to, gasUsed } = native;
  if (input === '0x' && gasUsed === INTRINSIC) {
    return internal.length + tokens.length > 0 ? null : rowTransfers([native], assets);
  }
  const settled = isWrapper(to, assets.chain) ? wrapOf(native, told) : null;
  if (settled) return rowTransfers(settled, assets);
  return isPlainToken(to, assets) ? tokenCall(native, told, assets) : null;
}

/** WETH9 or its like on another chain, not a token that stands for the asset in another way. */
function isWrapper(holder: Holder, chain: Chain): boolean {
  return wrappersOf(chain).some(
    ({ contract, symbol }) => contract === holder && symbol === `W${chain.native.symbol}`,
  );
}

/** A token of the program's list of which a transfer moves nothing but what it says. */
function isPlainToken(contract: Holder, { chain, lookup }: RowAssets): boolean {
  if (!tokenAsset(chain, contract, NO_CLAIM, lookup).verified) return false;
  const backing = backingOf(tokenId(chain, contract));
  return backing === null || !backing.asset.startsWith(`${chain.id}/erc20:`);
}

function tokenCall(native: NativeRow, told: Told, assets: RowAssets): Transfer[] | null {
  const { internal, tokens } = told;
  const call = callOf(native);
  if (!call || internal.length > 0 || native.amount > 0n) return null;
  const { name, words } = call;
  if (name === CALL.approve && words.length === 2 && tokens.length === 0) {
    return rowTransfers([native], assets);
  }
  const parts =
    name === CALL.transfer && words.length === 2
      ? [native.from, addressIn(words[0]), words[1]]
      : name === CALL.transferFrom && words.length === 3
        ? [addressIn(words[0]), addressIn(words[1]), words[2]]
        : [];
  const [from, to, amount] = parts;
  const [row] = tokens;
  if (tokens.length !== 1 || !row || !amount || row.nft) return null;
  const agrees =
    row.contract === native.to &&
    row.from === from &&
    row.to === to &&
    row.amount === BigInt(`0x${amount}`);
  return agrees ? rowTransfers([native, row], assets) : null;
}

/** What WETH9 did, as rows. It logs no Transfer: the token's side is added where none is shown. */
function wrapOf(native: NativeRow, { internal, tokens }: Told): ListRow[] | null {
  const { from, to, amount, input } = native;
  const call = callOf(native);
  const isDeposit = input === '0x' || (call?.name === CALL.deposit && call.words.length === 0);
  if (isDeposit && amount > 0n && internal.length === 0) {
    const token = tokenSide(tokens, native, { from: ZERO, to: from, amount });
    return token && [native, token];
  }
  if (call?.name !== CALL.withdraw || call.words.length !== 1 || amount > 0n) return null;
  const units = BigInt(`0x${call.words[0]}`);
  const [paid] = internal;
  if (internal.length !== 1 || !paid || paid.from !== to || paid.to !== from) return null;
  if (paid.amount !== units) return null;
  const token = tokenSide(tokens, native, { from, to: ZERO, amount: units });
  return token && [native, paid, token];
}

function tokenSide(
  tokens: readonly TokenRow[],
  { tx, block, time, txIndex, to: contract, origin }: NativeRow,
  moved: { readonly from: Holder; readonly to: Holder; readonly amount: bigint },
): TokenRow | null {
  const [row] = tokens;
  if (!row) {
    const claim = { contract, symbol: '', decimals: null, nft: null, logIndex: null } as const;
    return { kind: 'token', tx, block, time, txIndex, origin, ...claim, ...moved };
  }
  const agrees =
    row.contract === contract &&
    row.from === moved.from &&
    row.to === moved.to &&
    row.amount === moved.amount;
  return tokens.length === 1 && agrees ? row : null;
}

/** The name of a call, and its arguments as words of 64 hex digits; null if they are cut. */
function callOf({ input }: NativeRow): { name: string; words: string[] } | null {
  if (input === null || !/^0x[0-9a-f]{8}([0-9a-f]{64}){0,3}$/.test(input)) return null;
  return { name: input.slice(0, 10), words: input.slice(10).match(/.{64}/g) ?? [] };
}

function addressIn(word = ''): Holder {
  return /^0{24}/.test(word) ? `0x${word.slice(24)}` : NOBODY;
}

/**
 * True if nobody whose lists were read gives anything away in it, as far as they show: they only
 * receive, whatever else happened. A token that only pretends to come from one of them, in a
 * transaction that is not theirs and of which they never had any, counts for nothing.
 */
export function onlyReceived(told: Told, lists: ToldByLists, { lookup }: RowAssets): boolean {
  const { native, internal, tokens } = told;
  if (native && lists.isAsked(native.from)) return false;
  if (native === null && internal.length + tokens.length === 0) return false;
  if (internal.some(({ from, failed }) => !failed && lists.isAsked(from))) return false;
  return tokens.every(({ from, contract, amount, nft }) => {
    if (amount === 0n || !lists.isAsked(from)) return true;
    return nft === null && lookup(contract) === null && !lists.wasGiven(from, contract);
  });
}

/**
 * Rows of one transaction as transfers, as a receipt would give them, with the gas of its sender.
 * Positions are known where an explorer gives them all, or where nothing else moved.
 */
export function rowTransfers(rows: readonly ListRow[], assets: RowAssets): Transfer[] {
  const moving = rows.filter(({ kind, amount }) => kind === 'token' || amount > 0n);
  const txIndex = rows.map(indexOf).find((index) => index !== null) ?? null;
  const transfers = moving.map((row): Transfer => {
    const { tx, block, time, from, to, amount, origin, kind } = row;
    const index = moving.length === 1 || kind === 'native' ? 0 : null;
    const failed = row.kind !== 'token' && row.failed === true;
    const asset = assetOf(row, assets);
    return { tx, block, time, txIndex, index, kind, from, to, asset, amount, failed, origin };
  });
  return [
    ...transfers,
    ...rows.flatMap((row) => (row.kind === 'native' ? gasOf(row, assets) : [])),
  ];
}

function gasOf(row: NativeRow, { chain }: RowAssets): Transfer[] {
  const { tx, block, time, txIndex, from, origin } = row;
  const amount = row.gasUsed * row.gasPrice;
  if (amount === 0n) return [];
  const gas = { kind: 'gas', to: NOBODY, asset: chain.native.id, failed: false } as const;
  return [{ tx, block, time, txIndex, index: null, from, amount, origin, ...gas }];
}

function indexOf(row: ListRow): number | null {
  return row.kind === 'internal' ? null : row.txIndex;
}

function assetOf(row: ListRow, { chain, book }: RowAssets): AssetId {
  if (row.kind !== 'token') return chain.native.id;
  const { contract, symbol, decimals, nft } = row;
  return nft
    ? book.nft(nft.standard, contract, nft.item, symbol)
    : book.token(contract, { symbol, decimals });
}
