// A source that asks over HTTP at once, again where the judge says so, and keeps nothing.

import { SourceError } from '../../src/base/errors.ts';
import type { Answer, AskOptions, Json, Source, Verdict } from '../../src/ledger/source.ts';

const ATTEMPTS = 8;

export function plainSource(name: string, base: string, rpc: string): Source {
  let evidence = 0;
  const ask = async (path: string, body: Json | null, options: AskOptions): Promise<Answer> => {
    let why = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const reply = await reach(`${base}${path}`, body);
      const verdict: Verdict = reply
        ? (options.judge?.(reply) ?? { kind: 'answer' })
        : { kind: 'again', why: 'no answer, or half of one' };
      if (verdict.kind === 'refused') throw new SourceError(name, verdict.why, false);
      if (verdict.kind === 'again') why = verdict.why;
      else if (reply) {
        evidence += 1;
        return { ...reply, at: 0, evidence: evidence - 1 };
      }
    }
    throw new SourceError(name, why, true);
  };
  return {
    name,
    get: (path, options = {}) => ask(path, null, options),
    post: (path, body, options = {}) => ask(path, body, options),
    call: (method, params, options = {}) => {
      return ask(rpc, { jsonrpc: '2.0', id: 1, method, params }, options);
    },
  };
}

async function reach(
  url: string,
  body: Json | null,
): Promise<{ status: number; value: unknown } | null> {
  try {
    const response = await fetch(url, {
      ...(body === null ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, value: JSON.parse(await response.text()) };
  } catch {
    return null;
  }
}
