import { show } from '../../base/errors.ts';
import type { Judge, Verdict } from '../source.ts';

const ANSWER: Verdict = { kind: 'answer' };

/** What is said in words, most telling first: explorers send almost all of it as HTTP 200. */
const SAYINGS: readonly (readonly [pattern: RegExp, refused: string | null])[] = [
  [
    /daily|credits? (?:limit|exhausted)/i,
    'the calls of this key for today are used up: wait, use another source or another plan',
  ],
  [/too many invalid api key/i, 'the key is not accepted: see where the keys of sources are set'],
  [/rate limit|calls per sec|too many requests|max rate/i, null],
  [/timeout|timed out|server too busy|try again|temporarily|unavailable/i, null],
  [
    /api ?key/i,
    'the key is missing or not accepted: put a valid one where the keys of sources are set',
  ],
  [
    /free api access|upgrade your api plan|unsupported chainid/i,
    'it does not offer this chain, or not with the plan of this key: name another source for it',
  ],
  [/deprecated/i, 'it no longer offers this interface'],
  [/result window|payload too large/i, 'the question asks for more than it gives at once'],
  [/invalid|missing|error!/i, 'it does not take the question'],
];

function inWords(said: string): Verdict {
  for (const [pattern, refused] of SAYINGS) {
    if (!pattern.test(said)) continue;
    if (refused === null) return { kind: 'again', why: said.slice(0, 120) };
    return { kind: 'refused', why: `${refused} (it says: ${show(said)})` };
  }
  return { kind: 'again', why: `an answer that is none: ${show(said)}` };
}

function byStatus(status: number): Verdict | null {
  if (status >= 200 && status < 300) return null;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'again', why: `HTTP ${status}` };
  }
  if (status === 401 || status === 403) return inWords('API key');
  return { kind: 'refused', why: `HTTP ${status}` };
}

interface Envelope {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

function envelope(value: unknown): Envelope | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

const EMPTY = /^no .*found|^no closest block/i;
/** Blockscout, where calls of some blocks are not indexed yet. */
const UNFINISHED = '2';

/** The lines of an answer that is a list; null where it is none. */
export function linesOf(value: unknown): { lines: readonly unknown[]; isWhole: boolean } | null {
  const { status, message, result } = envelope(value) ?? {};
  const isWhole = `${status}` !== UNFINISHED;
  if (Array.isArray(result) && (`${status}` !== '0' || EMPTY.test(`${message}`))) {
    return { lines: result, isWhole };
  }
  const isEmpty = (result === null || result === '') && EMPTY.test(`${message}`);
  return isEmpty || EMPTY.test(typeof result === 'string' ? result : '')
    ? { lines: [], isWhole }
    : null;
}

function refusal(value: unknown): Verdict {
  const { message, result, error } = envelope(value) ?? {};
  const words = [result, message, envelope(error)?.message, error].find(
    (part) => typeof part === 'string' && part !== '' && part !== 'NOTOK',
  );
  return words === undefined
    ? { kind: 'again', why: 'an answer that is none' }
    : inWords(`${words}`);
}

/** Judges an answer that is to be a list; `contradicts` says what in its lines cannot be true. */
export function judgeList(contradicts: (lines: readonly unknown[]) => string | null): Judge {
  return ({ status, value }) => {
    const list = linesOf(value);
    if (!list) return byStatus(status) ?? refusal(value);
    const why = contradicts(list.lines);
    return why === null ? ANSWER : { kind: 'again', why };
  };
}

/** Judges an answer whose `result` is a text of digits. */
export const judgeNumber: Judge = ({ status, value }) => {
  const { result } = envelope(value) ?? {};
  const digits = envelope(result) ? Reflect.get(result as object, 'blockNumber') : result;
  if (/^\d+$/.test(`${digits}`)) return ANSWER;
  return byStatus(status) ?? refusal(value);
};

/** The result of one JSON-RPC call, null where there is no such thing; undefined if it is none. */
export function resultOf(value: unknown): unknown {
  const reply = envelope(value);
  // the refusals of an explorer have a `status` beside the result
  if (!reply || reply.status !== undefined) return undefined;
  if ('result' in reply) return reply.result;
  const said = envelope(reply.error)?.message ?? reply.error;
  return typeof said === 'string' && /not found/i.test(said) ? null : undefined;
}

/**
 * Judges the answer to a JSON-RPC call. `isNeeded`: the explorer has shown that there is a result,
 * so that null means that it is behind itself.
 */
export function judgeCall(isNeeded: boolean): Judge {
  return ({ status, value }) => {
    const result = resultOf(value);
    if (result === undefined) return byStatus(status) ?? refusal(value);
    if (result !== null || !isNeeded) return ANSWER;
    return { kind: 'again', why: 'it does not know a transaction or block that it has shown' };
  };
}
