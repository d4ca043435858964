import { SourceError } from '../../base/errors.ts';
import type { Answer, AskOptions, Json, Judge, Source } from '../source.ts';
import { judgeCall, judgeNumber, resultOf } from './explorer-judge.ts';

/** One JSON-RPC call that is to be asked of an explorer. */
export interface Call {
  readonly method: string;
  readonly params: readonly Json[];
  /** The explorer has shown that there is a result. */
  readonly isNeeded?: boolean;
}

/** Its result, null where there is no such thing, and the number of the answer in the evidence. */
export interface Reply {
  readonly result: unknown;
  readonly input: number;
}

export type How = Pick<AskOptions, 'rank' | 'signal'>;

/** The account interface of an explorer, whatever it is called there. */
export interface Explorer {
  readonly name: string;
  /** Answers of at most this many lines. */
  readonly page: number;
  /** Lines that can be reached by turning pages. */
  readonly window: number;
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
const WINDOW = 10_000;
/** Etherscan's interface version 2, below `…/v2`: one for all chains (docs.etherscan.io). */
export function etherscan(source: Source, chainNumber: number): Explorer {
  const path = (params: Readonly<Record<string, string>>): string =>
    `/api?${new URLSearchParams({ chainid: `${chainNumber}`, ...params })}`;
  return {
    name: source.name,
    page: PAGE,
    window: WINDOW,
    list: (params, judge, how) => {
      return source.get(path({ module: 'account', ...params }), { ...how, judge });
    },
    calls: (calls, how) => {
      return Promise.all(
        calls.map(async ({ method, params, isNeeded = false }): Promise<Reply> => {
          const judge = judgeCall(isNeeded);
          const query = path({ module: 'proxy', action: method, ...named(method, params) });
          const { value, evidence } = await source.get(query, { ...how, judge });
          return { result: resultOf(value), input: evidence };
        }),
      );
    },
    blockAt: (time, closest, how) => {
      return numberAt(source, path(blockParams(time, closest)), how);
    },
  };
}

/** Blockscout: the same lists, and JSON-RPC beside them (docs.blockscout.com). */
export function blockscout(source: Source): Explorer {
  const path = (params: Readonly<Record<string, string>>): string =>
    `/api?${new URLSearchParams(params)}`;
  return {
    name: source.name,
    page: PAGE,
    window: WINDOW,
    list: (params, judge, how) => {
      // some versions know the bounds by other names, and leave out what they do not know
      const { startblock, endblock } = params;
      const bounds = startblock && endblock && { start_block: startblock, end_block: endblock };
      return source.get(path({ module: 'account', ...params, ...bounds }), { ...how, judge });
    },
    calls: (calls, how) => {
      return Promise.all(
        calls.map(async ({ method, params, isNeeded = false }): Promise<Reply> => {
          const judge = judgeCall(isNeeded);
          const { value, evidence } = await source.call(method, params, { ...how, judge });
          return { result: resultOf(value), input: evidence };
        }),
      );
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
