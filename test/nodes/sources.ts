// Sources made by hand: of answers in a table, or of a node on loopback. They do what is theirs to
// do with a judge's verdict, number their answers, and remember what they were asked.

import { SourceError } from '../../src/base/errors.ts';
import type { Answer, AskOptions, Json, Source } from '../../src/ledger/source.ts';
import type { RegtestNode } from './bcoin.ts';

interface Given {
  readonly status: number;
  readonly value: unknown;
}

/** What is asked: `GET /path`, or a method and its parameters. */
type Answers = (question: string, params: readonly Json[]) => Given | Promise<Given>;

export interface TestSource extends Source {
  /** Every question that was answered, in the order of the answers. */
  readonly asked: readonly string[];
}

export function sourceOf(name: string, answers: Answers): TestSource {
  const asked: string[] = [];
  const ask = async (
    question: string,
    params: readonly Json[],
    { judge, signal }: AskOptions = {},
  ): Promise<Answer> => {
    for (let tries = 0; tries < 4; tries++) {
      signal?.throwIfAborted();
      const given = await answers(question, params);
      const bare = given.status === 200 ? 'answer' : 'refused';
      const verdict = judge ? judge(given) : { kind: bare, why: `status ${given.status}` };
      if (verdict.kind === 'again') continue;
      if (verdict.kind === 'refused') throw new SourceError(name, String(verdict.why), false);
      asked.push(params.length === 0 ? question : `${question} ${JSON.stringify(params)}`);
      return { ...given, at: 1_700_000_000, evidence: asked.length - 1 };
    }
    throw new SourceError(name, 'no answer', true);
  };
  return {
    name,
    asked,
    get: (path, options) => ask(`GET ${path}`, [], options),
    post: (path, body, options) => ask(`POST ${path}`, [body], options),
    call: (method, params, options) => ask(method, params, options),
  };
}

/** A node's JSON-RPC, over the network as it is. */
export function nodeSource(node: RegtestNode, name = 'node'): TestSource {
  return sourceOf(name, async (method, params) => {
    const authorization = `Basic ${Buffer.from(`x:${node.key}`).toString('base64')}`;
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(node.url, { method: 'POST', headers, body });
    return { status: response.status, value: await response.json() };
  });
}
