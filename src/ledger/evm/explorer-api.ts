import { SourceError } from '../../base/errors.ts';
import type { Answer, AskOptions, Json, Judge, Source } from '../source.ts';
import { judgeCalls, judgeNumber, resultOf } from './explorer-judge.ts';

/** One JSON-RPC call that is to be asked of an explorer. */
export interface Call {
  readonly method: string;
  readonly params: readonly Json[];
  /** The explorer has shown that there is a result. */
  readonly isNeeded?: boolean;
}

/** Its result, and where it stands among the evidence: the answer, and the place in a batch. */
export interface Reply {
  readonly result: unknown;
  readonly input: number;
  readonly line: number;
}

export type How = Pick<AskOptions, 'rank' | 'signal'>;

/** The account interface of an explorer, whatever it is called there. */
export interface Explorer {
  readonly name: string;
  /** Answers of at most this many lines. */
  readonly page: number;
  /** A list of the `account` module, by the parameters that Etherscan gives it. */
  list(params: Readonly<Record<string, string>>, judge: Judge, how: How): Promise<Answer>;
  /** Results in the order of the calls. */
  calls(calls: readonly Call[], how: How): Promise<readonly Reply[]>;
  /** The last block before, or the first one after, a time. */
  blockAt(time: number, closest: 'before' | 'after', how: How): Promise<number>;
}

/**
 * Lines that an answer holds at most: what Etherscan gives without a paid plan since July 2026.
 * Blockscout gives ten times as many, but each with its whole input: answers of many megabytes.
 */
const PAGE = 1000;
/** Calls that Blockscout takes in one batch unless it is set otherwise (ETH_JSON_RPC_MAX_BATCH_SIZE). */
const BATCH = 5;

/** Etherscan's interface version 2, one address for all chains (docs.etherscan.io). */
export function etherscan(source: Source, chainNumber: number): Explorer {
  const path = (params: Readonly<Record<string, string>>): string =>
    `/v2/api?${new URLSearchParams({ chainid: `${chainNumber}`, ...params })}`;
  return {
    name: source.name,
    page: PAGE,
    list: (params, judge, how) => {
      return source.get(path({ module: 'account', ...params }), { ...how, judge });
    },
    calls: (calls, how) => {
      return Promise.all(
        calls.map(async ({ method, params, isNeeded = false }): Promise<Reply> => {
          const judge = judgeCalls([isNeeded], false);
          const query = path({ module: 'proxy', action: method, ...named(method, params) });
          const { value, evidence } = await source.get(query, { ...how, judge });
          return { result: resultOf(value), input: evidence, line: 1 };
        }),
      );
    },
    blockAt: (time, closest, how) => {
      return numberAt(source, path(blockParams(time, closest)), how);
    },
  };
}

/** Blockscout: the same lists, and JSON-RPC in batches beside them (docs.blockscout.com). */
export function blockscout(source: Source): Explorer {
  const path = (params: Readonly<Record<string, string>>): string =>
    `/api?${new URLSearchParams(params)}`;
  return {
    name: source.name,
    page: PAGE,
    list: (params, judge, how) => {
      // some versions know the bounds by other names, and leave out what they do not know
      const { startblock, endblock } = params;
      const bounds = startblock && endblock && { start_block: startblock, end_block: endblock };
      return source.get(path({ module: 'account', ...params, ...bounds }), { ...how, judge });
    },
    calls: async (calls, how) => {
      const batches = Array.from({ length: Math.ceil(calls.length / BATCH) }, (_, i) =>
        calls.slice(i * BATCH, (i + 1) * BATCH),
      );
      const replies = await Promise.all(batches.map((batch) => askBatch(source, batch, how)));
      return replies.flat();
    },
    blockAt: (time, closest, how) => {
      return numberAt(source, path(blockParams(time, closest)), how);
    },
  };
}

/** How Etherscan's `proxy` module calls what JSON-RPC gives by position. */
const PROXY_NAMES: Readonly<Record<string, readonly string[]>> = {
  eth_getTransactionByHash: ['txhash'],
  eth_getTransactionReceipt: ['txhash'],
  eth_getBlockByNumber: ['tag', 'boolean'],
  eth_getTransactionCount: ['address', 'tag'],
  eth_getCode: ['address', 'tag'],
};

function named(method: string, params: readonly Json[]): Record<string, string> {
  const names = PROXY_NAMES[method] ?? [];
  return Object.fromEntries(params.map((value, i) => [names[i] ?? `param${i}`, `${value}`]));
}

async function askBatch(source: Source, batch: readonly Call[], how: How): Promise<Reply[]> {
  const body = batch.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }));
  const needed = batch.map(({ isNeeded = false }) => isNeeded);
  // replies stand in the order of the calls (Blockscout maps over them), whatever id they show
  const judge = judgeCalls(needed, true);
  const { value, evidence } = await source.post('/api/eth-rpc', body, { ...how, judge });
  return batch.map((_, i) => {
    const result = resultOf((value as readonly unknown[])[i]);
    return { result, input: evidence, line: i + 1 };
  });
}

function blockParams(time: number, closest: string): Record<string, string> {
  return { module: 'block', action: 'getblocknobytime', timestamp: `${time}`, closest };
}

async function numberAt(source: Source, path: string, how: How): Promise<number> {
  const { value } = await source.get(path, { ...how, judge: judgeNumber });
  const { result } = value as { result: { blockNumber?: unknown } | string };
  const number = Number(typeof result === 'object' ? result.blockNumber : result);
  if (!Number.isSafeInteger(number)) {
    throw new SourceError(source.name, `block of a time: found ${number}`, false);
  }
  return number;
}
