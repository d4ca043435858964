import type { z } from 'zod';
import { SourceError, show } from '../../base/errors.ts';
import type { Holder } from '../port.ts';
import type { Json, Judge } from '../source.ts';
import { hexOf } from './address.ts';
import type { Asking, Asks, Told } from './asks.ts';
import { judgeTron } from './judge.ts';
import {
  type Response,
  type RpcLog,
  responseOf,
  rpcBlockSchema,
  rpcCountSchema,
  rpcLogSchema,
  rpcReceiptSchema,
  rpcTransactionSchema,
} from './rpc-shapes.ts';

/** Questions to java-tron's JSON-RPC. */

const numberSchema = responseOf(rpcCountSchema);
const blockSchema = responseOf(rpcBlockSchema);
const transactionSchema = responseOf(rpcTransactionSchema);
const receiptSchema = responseOf(rpcReceiptSchema);

async function ask<T>(
  asks: Asks,
  method: string,
  params: readonly Json[],
  schema: z.ZodType<Response<T>>,
  asking?: Asking,
): Promise<Told<T | null>> {
  const { value, evidence } = await asks.call(method, params, schema, asking);
  if ('result' in value) return { value: value.result, evidence };
  throw new SourceError(asks.source.name, `${method}: ${show(value.error.message)}`, false);
}

export function askNumber(asks: Asks, asking?: Asking) {
  return ask(asks, 'eth_blockNumber', [], numberSchema, asking);
}

export function askRpcBlock(asks: Asks, number: number, asking?: Asking) {
  return ask(asks, 'eth_getBlockByNumber', [hex(number), false], blockSchema, asking);
}

export function askRpcTransaction(asks: Asks, id: string, asking?: Asking) {
  return ask(asks, 'eth_getTransactionByHash', [`0x${id}`], transactionSchema, asking);
}

export function askReceipt(asks: Asks, id: string, asking?: Asking) {
  return ask(asks, 'eth_getTransactionReceipt', [`0x${id}`], receiptSchema, asking);
}

/** That a range is too wide, or shows too much, is an answer: a narrower one is asked for. */
const judgeRange: Judge = (given) => {
  const verdict = judgeTron(given);
  if (verdict.kind !== 'refused' || !TOO_WIDE.test(verdict.why)) return verdict;
  return { kind: 'answer' };
};

const TOO_WIDE = /-32005|block range|more than [0-9]+ results|too many results/i;

const logsSchema = responseOf(rpcLogSchema.array().max(20_000));

/** Logs of a range with these topics, or null if the range is too wide for the source. */
export async function askLogs(
  asks: Asks,
  [first, last]: readonly [number, number],
  topics: readonly Json[],
  asking: Asking,
): Promise<Told<RpcLog[] | null>> {
  const filter = { fromBlock: hex(first), toBlock: hex(last), topics };
  const told = await asks.call('eth_getLogs', [filter], logsSchema, {
    ...asking,
    judge: judgeRange,
  });
  const { value, evidence } = told;
  return { value: 'result' in value ? (value.result ?? []) : null, evidence };
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}

/** An address as a log's topic. */
export function topicOf(holder: Holder): string {
  return `0x${'0'.repeat(24)}${hexOf(holder).slice(2)}`;
}
