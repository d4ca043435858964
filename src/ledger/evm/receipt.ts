import { NOBODY } from '../address.ts';
import type { AssetBook } from '../asset-book.ts';
import { nativeAsset, wrappersOf } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { ChainId, Holder, Origin, Transfer } from '../port.ts';
import { CALLS_MAX, type CallTrace } from './calls.ts';
import { type Movement, movementsOf, wrapOf } from './logs.ts';
import { isFace, ownMovement } from './own-asset.ts';
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
export const LOGS_FROM = CALLS_MAX;
const ZKSYNC = 'eip155:324';
const MANTLE = 'eip155:5000';
/** Gas of the simplest transaction, which cannot fail once it is in a block. */
const PLAIN_GAS = 21_000n;
/** Arbitrum's transactions that begin on Ethereum: a deposit, and a call that was paid there. */
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
  const inner = [...callTransfers(facts, assets.chain), ...logTransfers(facts, assets)];
  for (const { line, ...moved } of inner.sort((a, b) => a.index - b.index)) {
    const input = moved.index >= LOGS_FROM ? inputs.receipt : inputs.trace;
    result.push(make({ ...moved, failed: failed || moved.failed === true }, { input, line }));
  }
  const paid = gasOf(transaction, receipt, assets.chain);
  if (paid > 0n) {
    const payer = payerOf(facts, assets.chain);
    const gas = { kind: 'gas', from: payer, to: NOBODY, amount: paid } as const;
    result.push(make({ ...gas, index: null, failed: false }, { input: inputs.receipt, line: 1 }));
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
function gasOf(transaction: EvmTransaction, receipt: Receipt, chain: Chain): bigint {
  // the token's own logs show what was paid in it
  if (transaction.feeCurrency) return 0n;
  const price = receipt.effectiveGasPrice ?? transaction.gasPrice ?? 0n;
  const blobs = (receipt.blobGasUsed ?? 0n) * (receipt.blobGasPrice ?? 0n);
  // Mantle takes it in gas, which is counted already
  const data = chain.id === MANTLE ? 0n : (receipt.l1Fee ?? 0n);
  return receipt.gasUsed * price + blobs + data;
}

/** Who paid the gas: the sender, or, where the chain logs the payment, whoever is logged first. */
function payerOf({ transaction, receipt }: Facts, chain: Chain): Holder {
  const paid = receipt.logs.map((log) => ownMovement(chain.id, log)).find((own) => own?.isGas);
  return paid?.from ?? transaction.from;
}

type Moved = Pick<Transfer, 'kind' | 'from' | 'to' | 'amount'> &
  Partial<Transfer> & { readonly index: number; readonly line: number };

/**
 * The chain's own asset inside the transaction: by the trace, or where there is none, by the logs
 * of chains that log it. ZKsync Era's traces show the machinery around a transaction, so its logs
 * come first.
 */
function callTransfers({ transaction, receipt, trace }: Facts, chain: Chain): Moved[] {
  const kind = 'internal';
  const calls = (trace?.calls ?? []).filter(({ position }) => position > 0);
  if (trace !== null && chain.id !== ZKSYNC) {
    return calls.map(({ from, to, amount, position, reverted }) => {
      const place = { index: position, line: position + 1 };
      return { kind, from, to, amount, failed: reverted, ...place };
    });
  }
  let isOwnListed = transaction.value === 0n;
  return receipt.logs.flatMap((log, i) => {
    const moved = ownMovement(chain.id, log);
    if (moved === null || moved.isGas) return [];
    const { from, to, amount } = moved;
    // the first is the transaction's own value
    if (!isOwnListed && from === transaction.from && amount === transaction.value) {
      isOwnListed = true;
      return [];
    }
    return [
      { kind, from, to, amount, failed: false, index: LOGS_FROM + log.logIndex, line: i + 1 },
    ];
  });
}

function logTransfers(facts: Facts, assets: Assets): Moved[] {
  const { logs } = facts.receipt;
  const wraps = wrapTransfers(facts, assets);
  return logs.flatMap((log, i) => {
    const place = { index: LOGS_FROM + log.logIndex, line: i + 1 };
    if (ownMovement(assets.chain.id, log)) return [];
    const moved = movementsOf(log);
    if (moved === null) assets.unreadable(log);
    const tokens = [...(moved ?? []).map((token) => tokenTransfer(token, assets))];
    return [...tokens, ...(wraps.get(log) ?? [])].map((token) => ({ ...place, ...token }));
  });
}

type Token = Pick<Transfer, 'kind' | 'from' | 'to' | 'amount' | 'asset'>;

/** A movement as a transfer of the asset that its contract stands for. */
export function tokenTransfer(movement: Movement, { chain, book, claims }: Assets): Token {
  const { from, to, contract, amount } = movement;
  const moved = { kind: 'token', from, to, amount } as const;
  if (isFace(chain.id, contract)) return { ...moved, asset: nativeAsset(chain).id };
  const claim = claims(contract);
  if (movement.kind === 'token') return { ...moved, asset: book.token(contract, claim) };
  const { standard, item } = movement;
  return { ...moved, asset: book.nft(standard, contract, item, claim.symbol) };
}

/**
 * WETH9 logs no Transfer when it wraps or unwraps: both are given as what they are, a mint and a
 * burn. Where no traces are known, the other half, which the contract's code pays or takes in the
 * same step, is given too.
 */
function wrapTransfers({ transaction, receipt, trace }: Facts, assets: Assets) {
  const wrappers = wrapperContracts(assets.chain);
  const native = nativeAsset(assets.chain).id;
  const result = new Map<Log, Token[]>();
  const transfers = receipt.logs.flatMap((log) => movementsOf(log) ?? []);
  // where neither a trace nor the chain's own logs show the asset that is wrapped
  const isUnseen =
    trace === null && !receipt.logs.some((log) => ownMovement(assets.chain.id, log) !== null);
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
    result.set(log, isUnseen && !isOwn ? [other, ...half] : half);
  }
  return result;
}

const WRAPPERS = new Map<ChainId, ReadonlySet<Holder | null>>();

/** The contracts that wrap a chain's own asset, looked up once. */
function wrapperContracts(chain: Chain): ReadonlySet<Holder | null> {
  const known = WRAPPERS.get(chain.id);
  if (known) return known;
  const contracts = new Set(wrappersOf(chain).map(({ contract }) => contract));
  WRAPPERS.set(chain.id, contracts);
  return contracts;
}
