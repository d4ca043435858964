import type { AssetBook } from '../asset-book.ts';
import type { Chain } from '../chains.ts';
import type { Holder, Transfer } from '../port.ts';
import type { CallTrace } from './calls.ts';
import type { Call, Explorer, How, Reply } from './explorer-api.ts';
import { judgeList, linesOf } from './explorer-judge.ts';
import { type InternalRow, type NativeRow, readRow } from './explorer-rows.ts';
import type { Told } from './explorer-told.ts';
import { movementsOf } from './logs.ts';
import { type Facts, type TokenClaims, transfersOf } from './receipt.ts';
import {
  type EvmTransaction,
  type Log,
  type Receipt,
  receiptSchema,
  transactionSchema,
} from './transaction.ts';
import { countHex, readAnswer } from './wire.ts';

/** What details are read with, and what is noted on the way. */
interface DetailRules {
  readonly chain: Chain;
  readonly book: AssetBook;
  claims(contract: Holder): TokenClaims;
  unreadable(log: Log): void;
  /** A row of a list and the receipt say different things of the same movement. */
  differs(tx: string, receipt: string, row: string): void;
}

/** Answers about one transaction, before the time of its block is known. */
interface Answers {
  readonly told: Told;
  readonly transaction: EvmTransaction;
  readonly receipt: Receipt;
  readonly inputs: Facts['inputs'];
  readonly trace: CallTrace;
  /** Of its block, where an answer tells it. */
  readonly time: number | null;
}

/** Celo pays gas in tokens, which its lists do not say. */
const CELO = 'eip155:42220';
const PLAIN_GAS = 21_000n;

/**
 * Reads transactions as wholes: receipt, calls inside, and the transaction itself where no list has
 * shown it. All that is known to be needed is asked at once; the time of a block, where no answer
 * gave it, after that. Ids that the explorer does not know have no transfers.
 */
export async function readDetails(
  explorer: Explorer,
  wanted: readonly Told[],
  rules: DetailRules,
  how: How,
): Promise<ReadonlyMap<string, readonly Transfer[]>> {
  const isBare = wanted.map((told) => !standsForTransaction(told.native, rules.chain));
  const [receipts, transactions, internal] = await Promise.all([
    explorer.calls(
      wanted.map((told) => receiptCall(told)),
      how,
    ),
    explorer.calls(
      wanted.filter((_, i) => isBare[i]).map((told) => transactionCall(told)),
      how,
    ),
    Promise.all(wanted.map(({ tx }) => internalOf(explorer, tx, how))),
  ]);
  const rest = transactions.values();
  const answers = wanted.flatMap((told, i): Answers[] => {
    const asked = isBare[i] ? (rest.next().value ?? null) : null;
    const read = answersOf(explorer.name, told, receipts[i] as Reply, asked);
    const calls = internal[i] as Internal;
    if (!read) return [];
    const inputs = { ...read.inputs, trace: calls.input };
    const { native, internal: listed, tokens } = told;
    const row = native ?? listed[0] ?? tokens[0] ?? calls.rows[0];
    const logged = read.receipt.logs.find(({ blockTimestamp }) => blockTimestamp);
    const stamp = read.transaction.blockTimestamp ?? logged?.blockTimestamp ?? null;
    const time = row?.time ?? stamp;
    return [{ ...read, inputs, time, trace: traceOf(calls.rows, read) }];
  });
  const times = await timesOf(explorer, answers, how);
  return new Map(
    answers.map((answer) => {
      const { told, transaction, receipt, trace, inputs } = answer;
      compare(answer, rules);
      const time = times.get(transaction.blockNumber) ?? 0;
      return [told.tx, transfersOf({ transaction, receipt, trace, inputs, time }, rules)];
    }),
  );
}

/** A row says as much as the transaction, unless it came from another chain or paid in tokens. */
function standsForTransaction(row: NativeRow | null, chain: Chain): row is NativeRow {
  return row !== null && row.gasPrice > 0n && row.blockHash !== null && chain.id !== CELO;
}

function isShown({ native, internal, tokens }: Told): boolean {
  return native !== null || internal.length + tokens.length > 0;
}

function receiptCall(told: Told): Call {
  const isNeeded = isShown(told);
  return { method: 'eth_getTransactionReceipt', params: [told.tx], isNeeded };
}

function transactionCall(told: Told): Call {
  return { method: 'eth_getTransactionByHash', params: [told.tx], isNeeded: isShown(told) };
}

interface Internal {
  readonly rows: readonly InternalRow[];
  readonly input: number;
}

async function internalOf(explorer: Explorer, tx: string, how: How): Promise<Internal> {
  const judge = judgeList(() => null);
  const answer = await explorer.list({ action: 'txlistinternal', txhash: tx }, judge, how);
  const lines = linesOf(answer.value)?.lines ?? [];
  const rows = lines.flatMap((line, i) => {
    const origin = { input: answer.evidence, line: i + 1 };
    return readRow('txlistinternal', line, origin, tx) ?? [];
  });
  return { rows: rows.filter((row) => row.kind === 'internal'), input: answer.evidence };
}

function answersOf(
  source: string,
  told: Told,
  receiptReply: Reply,
  reply: Reply | null,
): Omit<Answers, 'trace' | 'time'> | null {
  const { tx, native } = told;
  if (isPending(receiptReply.result) || (reply && isPending(reply.result))) return null;
  const receipt = readAnswer(receiptSchema, withoutNulls(receiptReply.result), {
    source,
    what: `eth_getTransactionReceipt of ${tx}`,
  });
  const asked = { source, what: `eth_getTransactionByHash of ${tx}` };
  const transaction = reply
    ? readAnswer(transactionSchema, reply.result, asked)
    : transactionOf(native as NativeRow, receipt);
  const place = reply ? reply.input : (native as NativeRow).origin.input;
  return {
    told,
    receipt,
    transaction,
    inputs: { transaction: place, receipt: receiptReply.input, trace: receiptReply.input },
  };
}

/** Not known, or not in a block yet. */
function isPending(result: unknown): boolean {
  if (result === null) return true;
  return typeof result === 'object' && Reflect.get(result as object, 'blockNumber') === null;
}

/** Some versions of Blockscout write four topics for every log, with null for those not there. */
function withoutNulls(result: unknown): unknown {
  const { logs } = result as { logs?: unknown };
  if (!Array.isArray(logs)) return result;
  const cleaned = logs.map((log: { topics?: unknown }) => {
    const topics = Array.isArray(log.topics) ? log.topics.filter((topic) => topic !== null) : [];
    return { ...log, topics };
  });
  return { ...(result as object), logs: cleaned };
}

function transactionOf(row: NativeRow, receipt: Receipt): EvmTransaction {
  return {
    hash: row.tx,
    blockHash: row.blockHash ?? receipt.blockHash,
    blockNumber: receipt.blockNumber,
    transactionIndex: receipt.transactionIndex,
    from: row.from,
    to: row.creates ? null : row.to,
    value: row.amount,
    gas: row.gas,
    gasPrice: row.gasPrice,
  };
}

/**
 * Calls that pay, in the order of the list, which is that of execution; positions tell the order,
 * not how many calls without value stood between.
 */
function traceOf(rows: readonly InternalRow[], read: Omit<Answers, 'trace' | 'time'>): CallTrace {
  const { transaction, receipt, told } = read;
  const calls = rows
    .filter(({ amount }) => amount > 0n)
    .map(({ from, to, amount, failed }, i) => {
      return { position: i + 1, from, to, amount, reverted: failed };
    });
  // before Byzantium a receipt does not say: all gas is gone and there is no log (EIP-140, EIP-658)
  const isSpent = receipt.gasUsed === transaction.gas && receipt.gasUsed > PLAIN_GAS;
  return { failed: told.native?.failed ?? (isSpent && receipt.logs.length === 0), calls };
}

/** Times of the blocks, from headers where no answer tells them. */
async function timesOf(
  explorer: Explorer,
  answers: readonly Answers[],
  how: How,
): Promise<ReadonlyMap<number, number>> {
  const times = new Map<number, number>();
  const unknown = new Set<number>();
  for (const { time, receipt } of answers) {
    if (time === null) unknown.add(receipt.blockNumber);
    else times.set(receipt.blockNumber, time);
  }
  const blocks = [...unknown].filter((block) => !times.has(block));
  const read = await readTimes(explorer, blocks, how);
  for (const [i, block] of blocks.entries()) times.set(block, read[i]!);
  return times;
}

/** The times of blocks, from their headers. */
export async function readTimes(
  explorer: Explorer,
  blocks: readonly number[],
  how: How,
): Promise<readonly number[]> {
  const replies = await explorer.calls(
    blocks.map((block) => ({
      method: 'eth_getBlockByNumber',
      params: [`0x${block.toString(16)}`, false],
      isNeeded: true,
    })),
    how,
  );
  return replies.map(({ result }, i) => {
    const asked = { source: explorer.name, what: `eth_getBlockByNumber ${blocks[i]}: timestamp` };
    return readAnswer(countHex, (result as { timestamp?: unknown }).timestamp, asked);
  });
}

/** Finds rows that no log of the receipt bears out: the receipt counts. */
function compare({ told, receipt }: Answers, { differs }: DetailRules): void {
  const listedIn = told.native?.blockHash;
  if (listedIn && listedIn !== receipt.blockHash) {
    differs(told.tx, `in block ${receipt.blockHash}`, `in block ${listedIn}`);
  }
  const logged = receipt.logs.flatMap((log) => movementsOf(log) ?? []);
  for (const { from, to, contract, amount, nft } of told.tokens) {
    if (nft) continue;
    const same = logged.filter((log) => {
      return log.from === from && log.to === to && log.contract === contract;
    });
    if (same.some((log) => log.amount === amount)) continue;
    const [other] = same;
    // a wrapper's mint and burn have a log of their own kind
    if (!other && receipt.logs.some(({ address }) => address === contract)) continue;
    differs(told.tx, other ? `${other.amount}` : 'no such transfer', `${amount} of ${contract}`);
  }
}
