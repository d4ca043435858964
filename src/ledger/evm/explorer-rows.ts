import { z } from 'zod';
import type { Holder, Origin } from '../port.ts';
import { addressHex, hashHex } from './wire.ts';

/** The account lists of Etherscan, and of Blockscout that copies them, by their `action`. */
export type ListName = 'txlist' | 'txlistinternal' | 'tokentx' | 'tokennfttx' | 'token1155tx';

interface Row {
  readonly tx: string;
  readonly block: number;
  readonly time: number;
  readonly from: Holder;
  readonly to: Holder;
  readonly amount: bigint;
  readonly origin: Origin;
}

/** A transaction, as the list of its sender or recipient shows it. */
export interface NativeRow extends Row {
  readonly kind: 'native';
  readonly txIndex: number | null;
  readonly blockHash: string | null;
  /** `to` is the contract that it made. */
  readonly creates: boolean;
  /** Null where the explorer does not give it. */
  readonly input: string | null;
  readonly gas: bigint;
  readonly gasUsed: bigint;
  readonly gasPrice: bigint;
  /** Null where the row contradicts itself. */
  readonly failed: boolean | null;
}

/** A call inside a transaction that pays. */
export interface InternalRow extends Row {
  readonly kind: 'internal';
  readonly failed: boolean;
  /** Not the making or the end of a contract. */
  readonly isCall: boolean;
  /** Where it stands among the calls, as far as the explorer says: equal only for the same call. */
  readonly place: string | null;
}

/** A transfer of a token. What it says of the token is anybody's claim. */
export interface TokenRow extends Row {
  readonly kind: 'token';
  readonly txIndex: number | null;
  readonly logIndex: number | null;
  readonly contract: Holder;
  readonly symbol: string;
  readonly decimals: number | null;
  /** One unit of a collection. */
  readonly nft: { readonly standard: 'erc721' | 'erc1155'; readonly item: string } | null;
}

export type ListRow = NativeRow | InternalRow | TokenRow;

/** Numbers come as decimal text; some explorers write small ones as numbers. */
const number = z.union([z.string().regex(/^\d{1,78}$/), z.int().min(0), z.bigint()]);
const big = number.transform((value) => BigInt(value));
const count = big.refine((value) => value <= BigInt(Number.MAX_SAFE_INTEGER)).transform(Number);
const flag = z.union([z.string(), z.int()]).nullish().transform(String);
const text = z.string().nullish();
/** Empty where there is none: whoever creates a contract has no recipient. */
const maybeAddress = z
  .union([addressHex, z.literal(''), z.null(), z.undefined()])
  .transform((value) => value || null);
const maybeCount = count.nullish().catch(null);

const common = {
  blockNumber: count,
  timeStamp: count,
  from: addressHex,
  to: maybeAddress,
  contractAddress: maybeAddress,
  hash: hashHex.nullish(),
  transactionHash: hashHex.nullish(),
  transactionIndex: maybeCount,
};

const nativeSchema = z.object({
  ...common,
  value: big,
  blockHash: hashHex.nullish().catch(null),
  input: text,
  gas: big,
  gasUsed: big,
  gasPrice: big,
  isError: flag,
  txreceipt_status: flag,
});

const internalSchema = z.object({
  ...common,
  value: big,
  type: text,
  callType: text,
  isError: flag,
  traceId: z.union([z.string(), z.int()]).nullish(),
  index: z.union([z.string(), z.int()]).nullish(),
});

const tokenSchema = z.object({
  ...common,
  to: addressHex,
  contractAddress: addressHex,
  value: big.nullish(),
  tokenValue: big.nullish(),
  tokenID: number.nullish(),
  tokenIDs: z.array(number).nullish(),
  values: z.array(big).nullish(),
  tokenSymbol: text,
  tokenDecimal: maybeCount,
  logIndex: maybeCount,
});

/** Kinds of call that move nothing, whatever value they show. */
const NO_VALUE = new Set(['delegatecall', 'staticcall', 'callcode']);
const SYMBOL_MAX = 32;
/** Whoever makes a token chooses its symbol. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\ufffd]/gu;
const DECIMALS_MAX = 77;

/**
 * The rows of one line of an answer: none for a line that moves nothing by its kind, null for one
 * that cannot be read. `tx` stands in for the id where a list of one transaction leaves it out.
 */
export function readRow(
  list: ListName,
  value: unknown,
  origin: Origin,
  tx?: string,
): readonly ListRow[] | null {
  if (list === 'txlist') return readNative(value, origin);
  if (list === 'txlistinternal') return readInternal(value, origin, tx);
  return readToken(list, value, origin);
}

function readNative(value: unknown, origin: Origin): ListRow[] | null {
  const { data } = nativeSchema.safeParse(value);
  const tx = data?.hash ?? data?.transactionHash;
  const to = data?.to ?? data?.contractAddress;
  if (!data || !tx || !to) return null;
  const { gas, gasUsed, gasPrice, input, from } = data;
  return [
    {
      ...{ kind: 'native', tx, from, to, amount: data.value, origin, gas, gasUsed, gasPrice },
      block: data.blockNumber,
      time: data.timeStamp,
      txIndex: data.transactionIndex ?? null,
      blockHash: data.blockHash ?? null,
      creates: data.to === null,
      input: input ? input.toLowerCase() : null,
      failed: failedBy(data.isError, data.txreceipt_status),
    },
  ];
}

/** The status of the receipt is empty before Byzantium; then the error alone says. */
function failedBy(isError: string, status: string): boolean | null {
  const failed = isError === '1';
  if (status !== '0' && status !== '1') return failed;
  return failed === (status === '0') ? failed : null;
}

function readInternal(value: unknown, origin: Origin, of?: string): ListRow[] | null {
  const { data } = internalSchema.safeParse(value);
  const tx = data?.hash ?? data?.transactionHash ?? of;
  if (!data || !tx) return null;
  const [type, callType] = [(data.type ?? 'call').toLowerCase(), data.callType?.toLowerCase()];
  const to = data.to ?? data.contractAddress;
  const { from, index, traceId } = data;
  // a reward is no part of a transaction; call number 0 is the transaction itself
  const isNone = NO_VALUE.has(callType ?? type) || type === 'reward';
  if (isNone || !to || (type === 'call' && index !== undefined && `${index}` === '0')) return [];
  return [
    {
      ...{ kind: 'internal', tx, from, to, amount: data.value, origin },
      block: data.blockNumber,
      time: data.timeStamp,
      failed: data.isError === '1',
      isCall: type === 'call',
      place: `${index ?? traceId ?? ''}` || null,
    },
  ];
}

function readToken(list: ListName, value: unknown, origin: Origin): ListRow[] | null {
  const { data } = tokenSchema.safeParse(value);
  const tx = data?.hash ?? data?.transactionHash;
  if (!data || !tx) return null;
  const items = data.tokenIDs ?? (data.tokenID == null ? [] : [data.tokenID]);
  const isMany = list === 'token1155tx' || data.tokenIDs != null || data.tokenValue != null;
  const amounts = data.values ?? [data.tokenValue ?? (isMany ? data.value : null) ?? 1n];
  if (list !== 'tokentx' && items.length === 0) return null;
  if (items.length === 0 && data.value == null) return null;
  const decimals = data.tokenDecimal ?? null;
  const row = {
    ...({ kind: 'token', tx, from: data.from, to: data.to, origin } as const),
    block: data.blockNumber,
    time: data.timeStamp,
    txIndex: data.transactionIndex ?? null,
    logIndex: data.logIndex ?? null,
    contract: data.contractAddress,
    symbol: (data.tokenSymbol ?? '').replace(UNSEEN, '').trim().slice(0, SYMBOL_MAX),
    decimals: decimals !== null && decimals <= DECIMALS_MAX ? decimals : null,
  };
  if (items.length === 0) return [{ ...row, amount: data.value ?? 0n, nft: null }];
  return items.map((item, i) => ({
    ...row,
    amount: isMany ? (amounts[i] ?? 1n) : 1n,
    nft: { standard: isMany ? 'erc1155' : 'erc721', item: `${item}` },
  }));
}
