// A source that asks a node of the tests, and can be made as narrow as those of providers.

import type { Answer, AskOptions, Json, Source } from '../../src/ledger/source.ts';

interface Narrow {
  /** Methods that the node does not offer. */
  readonly without?: readonly string[];
  /** Blocks in a question about logs or traces. */
  readonly blocks?: number;
  /** Results of a question about logs. */
  readonly results?: number;
  /** What is asked first and every answer passes through. */
  readonly change?: (method: string, params: readonly Json[], result: unknown) => unknown;
}

/** A source with the questions that it was asked. */
export interface NodeSource extends Source {
  readonly asked: string[];
}

export function nodeSource(url: string, narrow: Narrow = {}): NodeSource {
  const asked: string[] = [];
  const call = async (
    method: string,
    params: readonly Json[],
    { judge, attempt = 0 }: AskOptions = {},
  ): Promise<Answer> => {
    asked.push(`${method} ${JSON.stringify(params)} ${attempt}`);
    const evidence = asked.length - 1;
    const value = refusalOf(method, params, narrow) ?? (await post(url, method, params));
    const wide = tooMany(method, value, narrow) ?? value;
    if (narrow.change && 'result' in wide) {
      wide.result = narrow.change(method, params, wide.result);
    }
    const verdict = judge?.({ status: 200, value: wide });
    if (verdict && verdict.kind !== 'answer') throw new Error(`${method}: ${verdict.why}`);
    return { status: 200, value: wide, at: 0, evidence };
  };
  const none = (): Promise<Answer> => Promise.reject(new Error('only JSON-RPC'));
  return { name: 'node.test', get: none, post: none, call, asked };
}

type Response = { result?: unknown; error?: { code: number; message: string } };

async function post(url: string, method: string, params: readonly Json[]): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  return (await response.json()) as Response;
}

function refusalOf(
  method: string,
  [filter]: readonly Json[],
  { without = [], blocks }: Narrow,
): Response | null {
  if (without.includes(method)) {
    const message = `the method ${method} does not exist/is not available`;
    return { error: { code: -32601, message } };
  }
  if (blocks === undefined || !['eth_getLogs', 'trace_filter'].includes(method)) return null;
  const { fromBlock, toBlock } = filter as Record<string, string>;
  if (Number(toBlock) - Number(fromBlock) < blocks) return null;
  return { error: { code: -32000, message: `exceed maximum block range: ${blocks}` } };
}

function tooMany(method: string, { result }: Response, { results }: Narrow): Response | null {
  if (method !== 'eth_getLogs' || results === undefined) return null;
  if (!Array.isArray(result) || result.length <= results) return null;
  return { error: { code: -32005, message: `query returned more than ${results} results` } };
}
