import { z } from 'zod';
import { show } from '../../base/errors.ts';
import type { Judge, Verdict } from '../source.ts';

const errorSchema = z.object({
  Error: z.string().optional(),
  error: z.union([z.string(), z.object({ code: z.int(), message: z.string() })]).optional(),
  success: z.boolean().optional(),
  result: z.object({ code: z.string(), message: z.string().optional() }).optional(),
});

/** Rate limits and passing faults, in the words of TronGrid and of java-tron. */
const PASSING = new RegExp(
  'frequency limit|allowed_rps|query server is suspended|rate limit|too many requests|' +
    'lack of computing resources|SERVER_BUSY|NO_CONNECTION|NOT_ENOUGH_EFFECTIVE_CONNECTION|' +
    'BLOCK_UNSOLIDIFIED|timed? ?out',
  'i',
);

const SERVER_FAULTS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * What an answer of TronGrid, of a full node's HTTP interface or of its JSON-RPC means. An error
 * may come with status 200, and `{}` is the answer that there is no such transaction or account. A
 * daily quota that is used up is refused: it will not come back while a trace runs.
 */
export const judgeTron: Judge = ({ status, value }) => {
  const text = errorOf(value);
  if (status === 200 && text === null) return { kind: 'answer' };
  const why = text === null ? `HTTP status ${status}` : show(text);
  if (SERVER_FAULTS.has(status) || (text !== null && PASSING.test(text))) return again(why, text);
  return { kind: 'refused', why };
};

function again(why: string, text: string | null): Verdict {
  const seconds = /suspended for ([0-9]{1,4}) ?s/i.exec(text ?? '')?.[1];
  return { kind: 'again', why, ...(seconds ? { afterSeconds: Number(seconds) } : {}) };
}

/** The error that an answer states, or null. */
function errorOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  const read = errorSchema.safeParse(value);
  if (!read.success) return null;
  const { Error: fault, error, success, result } = read.data;
  if (fault !== undefined) return fault;
  if (typeof error === 'string') return error;
  if (error !== undefined) return `${error.code} ${error.message}`;
  if (result !== undefined) return `${result.code} ${readable(result.message ?? '')}`.trim();
  return success === false ? 'no success, and no reason given' : null;
}

/** Messages of the wallet interface are texts in hex. */
function readable(message: string): string {
  return /^(?:[0-9a-fA-F]{2})+$/.test(message) ? Buffer.from(message, 'hex').toString() : message;
}
