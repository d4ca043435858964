import { NOBODY } from '../address.ts';
import type { AssetBook } from '../asset-book.ts';
import { nativeAsset, wrappersOf } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { Holder, Origin, Transfer } from '../port.ts';
import { CALLS_MAX, type CallTrace } from './calls.ts';
import { type Movement, movementsOf, wrapOf } from './logs.ts';
import { type EvmTransaction, type Log, type Receipt, recipientOf } from './transaction.ts';

/** All that was answered about one transaction. */
export interface Facts {
  readonly transaction: EvmTransaction;
  readonly receipt: Receipt;
  /** Null where the source offers no traces. */
  readonly trace: CallTrace | null;
  readonly time: number;
  /** Numbers of the answers among the run's evidence. */
  readonly inputs: {
    readonly transaction: number;
    readonly receipt: number;
    readonly trace: number;
  };
}

/** What a token says of itself. */
export interface TokenClaims {
  readonly symbol: string;
  readonly decimals: number | null;
}

/** The assets of a chain, as they are met. */
export interface Assets {
  readonly chain: Chain;
  readonly book: AssetBook;
  claims(contract: Holder): TokenClaims;
  /** A log that calls itself a transfer and cannot be read as one. */
  unreadable(log: Log): void;
}

const ZERO: Holder = `0x${'0'.repeat(40)}`;
/** Logs stand after the calls: position of a log is this and its number in the block. */
const LOGS_FROM = CALLS_MAX;
/** Gas of the simplest transaction, which cannot fail once it is in a block. */
const PLAIN_GAS = 21_000n;
/** Arbitrum's transactions that begin on Ethereum: a deposit, and a call that was paid for there. */
const ARBITRUM_DEPOSIT = 0x64;
const ARBITRUM_RETRY = 0x68;

/**
 * The transfers of one transaction in the order of the chain: the value that it pays, internal
 * calls in trace order, tokens in log order, then gas, which has no position. What did not happen
 * because the transaction or a call was undone is marked as failed; of calls that pay nothing there
 * is no transfer.
 */
export function transfersOf(facts: Facts, assets: Assets): Transfer[] {
  const { transaction, receipt, inputs } = facts;
  const native = nativeAsset(assets.chain).id;
  const failed = hasFailed(facts);
  const make = (
    moved: Pick<Transfer, 'kind' | 'from' | 'to' | 'amount'> & Partial<Transfer>,
    origin: Origin,
  ): Transfer => ({
    tx: transaction.hash,
    block: transaction.blockNumber,
    time: facts.time,
    txIndex: transaction.transactionIndex,
    index: 0,
    asset: native,
    failed,
    origin,
    ...moved,
  });
  const first = { input: inputs.transaction, line: 1 };
  const result: Transfer[] = [];
  const { from } = transaction;
  const minted = mintedBy(transaction);
  if (minted > 0n) {
    // what was paid on Ethereum is there even if the rest fails (OP stack specification, deposits)
    result.push(
      make({ kind: 'native', from: ZERO, to: from, amount: minted, failed: false }, first),
    );
  }
  const to = recipientOf(transaction, receipt);
  if (to !== null && transaction.value > 0n) {
    result.push(make({ kind: 'native', from, to, amount: transaction.value }, first));
  }
  for (const call of facts.trace?.calls ?? []) {
    // the first is the transaction itself
    if (call.position === 0) continue;
    const { from, to, amount, position: index, reverted } = call;
    const origin = { input: inputs.trace, line: index + 1 };
    result.push(
      make({ kind: 'internal', from, to, amount, index, failed: failed || reverted }, origin),
    );
  }
  result.push(
    ...logTransfers(facts, assets).map(({ line, ...moved }) => {
      return make(moved, { input: inputs.receipt, line });
    }),
  );
  const paid = gasOf(transaction, receipt);
  if (paid > 0n) {
    const gas = {
      kind: 'gas',
      from,
      to: NOBODY,
      amount: paid,
      index: null,
      failed: false,
    } as const;
    result.push(make(gas, { input: inputs.receipt, line: 1 }));
  }
  return result;
}

/**
 * What a transaction that begins on Ethereum brings with it. Of a retryable ticket's deposit, what
 * waits for its call comes with the call.
 */
function mintedBy({ type, value, mint, depositValue, retryValue }: EvmTransaction): bigint {
  if (type === ARBITRUM_DEPOSIT || type === ARBITRUM_RETRY) return value;
  return mint ?? (depositValue ?? 0n) - (retryValue ?? 0n);
}

/**
 * Before Byzantium receipts did not say (EIP-658). Then every failure took all gas (there was no
 * REVERT, EIP-140) and left no log.
 */
function hasFailed({ transaction, receipt, trace }: Facts): boolean {
  const { status, gasUsed, logs } = receipt;
  if (status !== undefined && status !== null) return status === 0;
  if (trace) return trace.failed;
  return gasUsed === transaction.gas && gasUsed > PLAIN_GAS && logs.length === 0;
}

/** What the sender paid to have it done, in the chain's own asset. */
function gasOf(transaction: EvmTransaction, receipt: Receipt): bigint {
  // the token's own logs show what was paid in it
  if (transaction.feeCurrency) return 0n;
  const price = receipt.effectiveGasPrice ?? transaction.gasPrice ?? 0n;
  const blobs = (receipt.blobGasUsed ?? 0n) * (receipt.blobGasPrice ?? 0n);
  return receipt.gasUsed * price + blobs + (receipt.l1Fee ?? 0n);
}

type LogTransfer = Pick<Transfer, 'kind' | 'from' | 'to' | 'amount'> &
  Partial<Transfer> & { readonly line: number };

function logTransfers(facts: Facts, assets: Assets): LogTransfer[] {
  const { logs } = facts.receipt;
  const wraps = wrapTransfers(facts, assets);
  return logs.flatMap((log, i) => {
    const place = { index: LOGS_FROM + log.logIndex, line: i + 1 };
    const moved = movementsOf(log);
    if (moved === null) assets.unreadable(log);
    const tokens = (moved ?? []).map((movement) => ({
      ...place,
      ...tokenTransfer(movement, assets),
    }));
    return [...tokens, ...(wraps.get(log) ?? []).map((wrap) => ({ ...place, ...wrap }))];
  });
}

type Token = Pick<Transfer, 'kind' | 'from' | 'to' | 'amount' | 'asset'>;

/** A movement as a transfer of the asset that its contract stands for. */
export function tokenTransfer(movement: Movement, { book, claims }: Assets): Token {
  const { from, to, contract, amount } = movement;
  const claim = claims(contract);
  const asset =
    movement.kind === 'token'
      ? book.token(contract, claim)
      : book.nft(movement.standard, contract, movement.item, claim.symbol);
  return { kind: 'token', from, to, asset, amount };
}

/**
 * WETH9 logs no Transfer when it wraps or unwraps: both are given as what they are, a mint and a
 * burn. Where no traces are known, the other half, which the contract's code pays or takes in the
 * same step, is given too.
 */
function wrapTransfers({ transaction, receipt, trace }: Facts, assets: Assets) {
  const wrappers = new Map(wrappersOf(assets.chain).map((asset) => [asset.contract, asset]));
  const native = nativeAsset(assets.chain).id;
  const result = new Map<Log, Token[]>();
  const transfers = receipt.logs.flatMap((log) => movementsOf(log) ?? []);
  let own = transaction.value;
  for (const log of receipt.logs) {
    const contract = log.address;
    const wrap = wrappers.has(contract) ? wrapOf(log) : null;
    if (!wrap) continue;
    const { holder, amount, isDeposit } = wrap;
    const [from, to] = isDeposit ? [ZERO, holder] : [holder, ZERO];
    const asset = assets.book.token(contract, assets.claims(contract));
    const isLogged = transfers.some(
      (other) => other.contract === contract && other.from === from && other.to === to,
    );
    const half: Token[] = isLogged ? [] : [{ kind: 'token', from, to, asset, amount }];
    // the transaction's own value is listed already
    const isOwn = isDeposit && transaction.to === contract && own >= amount;
    if (isOwn) own -= amount;
    const [payer, payee] = isDeposit ? [holder, contract] : [contract, holder];
    const other: Token = { kind: 'internal', from: payer, to: payee, asset: native, amount };
    result.set(log, trace === null && !isOwn ? [other, ...half] : half);
  }
  return result;
}
