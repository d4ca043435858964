import { show } from '../../base/errors.ts';
import type { Judge, Verdict } from '../source.ts';

/**
 * What a node means by an error. `wide`: it does not answer about so many blocks or results at
 * once; `most` is how many blocks it takes, where it says so. `method`: it does not offer the
 * method. `gone`: it no longer keeps what the question needs.
 */
export type Refusal =
  | { readonly kind: 'wide'; readonly of: 'blocks' | 'results'; readonly most: number | null }
  | { readonly kind: 'method' | 'gone' | 'other'; readonly message: string };

/** A wide question, as nodes and providers call it; a group in the pattern is how many blocks. */
const WIDE: readonly (readonly [of: 'blocks' | 'results', pattern: RegExp])[] = [
  // Infura, zkSync Era; Erigon and Reth with a limit of results
  ['results', /query returned more than [\d,]+ results/i],
  ['results', /query exceeds max results/i],
  ['results', /(?:matched by query|results) exceeds? (?:the )?limit/i],
  // Nethermind
  ['results', /too many (?:logs|results)/i],
  // Alchemy; Ankr; gateways before a node
  ['results', /response size (?:is )?(?:exceeded|should not|too large)/i],
  ['results', /response (?:is )?too (?:large|big)/i],
  // geth, Infura
  ['results', /query (?:timeout exceeded|timed out)|execution timeout/i],
  // geth: a filter holds at most a thousand topics
  ['results', /exceed max topics|too many topics/i],
  // Infura: "range 1000000 exceeds limit of 10000"
  ['blocks', /range \d+ exceeds limit of ([\d,]+k?)/i],
  // BNB Smart Chain: "exceed maximum block range: 5000"
  ['blocks', /maximum block range:? ([\d,]+k?)/i],
  // Reth: "query exceeds max block range 100000"; Morph: "max block range = 5000"
  ['blocks', /max block range (?:= )?([\d,]+k?)/i],
  // Alchemy: "requests with up to a 500 block range"
  ['blocks', /up to an? ([\d,]+k?) block range/i],
  // QuickNode: "limited to a 10,000 range"; BlockPI: "limited to 1024 block range"; Reth's
  // trace_filter: "currently limited to 100 blocks"
  ['blocks', /limited to (?:an? )?([\d,]+k?) (?:blocks?\b|range)/i],
  ['blocks', /limited to [\d,]+ ?- ?([\d,]+k?) blocks/i],
  ['blocks', /at most ([\d,]+k?) blocks/i],
  // Avalanche: "requested too many blocks from 1 to 9000, maximum is set to 2048"
  ['blocks', /too many blocks .*maximum is set to ([\d,]+k?)/i],
  // dRPC: "ranges over 10000 blocks are not supported"
  ['blocks', /ranges? over ([\d,]+k?) blocks/i],
  // Erigon, Besu, Chainstack, Ankr, public nodes of rollups
  ['blocks', /block range (?:is )?(?:too|larger|greater|limit|exceed)/i],
  ['blocks', /(?:exceeds?|exceeded|too (?:large|wide|big|many)).*\b(?:block )?range/i],
  ['blocks', /range (?:is )?too (?:large|wide|big|high)|requested too many blocks/i],
  // BNB Smart Chain: no more than these words
  ['results', /^limit exceeded$/i],
];

const METHOD: readonly RegExp[] = [
  /method (?:\S+ )?(?:is )?not (?:found|available|supported|allowed|whitelisted)/i,
  /method (?:\S+ )?does not exist/i,
  /unsupported method|not implemented|namespace .*disabled/i,
];
const GONE: readonly RegExp[] = [
  /missing trie node|historical state|required historical|pruned/i,
  /state .*(?:not available|unavailable)/i,
];
const RATE: readonly RegExp[] = [
  /rate.?limit|request rate|too many requests|requests? per second|daily request|throttl/i,
  /compute units per second|credits limited|throughput|capacity/i,
  /overloaded|server (?:is )?busy/i,
];
/** One of a provider's nodes is behind the one that was asked before. */
const BEHIND: readonly RegExp[] = [
  /header not found|unknown block|block not found|after last accepted block/i,
  /beyond (?:the )?(?:current )?head/i,
];

/** Codes of JSON-RPC 2.0 and of EIP-1474. */
const METHOD_CODES = new Set([-32601, -32004]);
const RATE_CODES = new Set([429, -32029, -32012]);

/** Methods that are asked about a range of blocks. */
const RANGED = new Set(['eth_getLogs', 'trace_filter']);

/** What an error object means as an answer to a method. */
export function refusalOf(method: string, error: unknown): Refusal {
  const { code, message } = partsOf(error);
  const wide = RANGED.has(method) ? wideOf(message) : null;
  if (wide) return wide;
  if (METHOD_CODES.has(code) || isOneOf(METHOD, message)) return { kind: 'method', message };
  return { kind: isOneOf(GONE, message) ? 'gone' : 'other', message };
}

function isOneOf(patterns: readonly RegExp[], message: string): boolean {
  return patterns.some((pattern) => pattern.test(message));
}

function wideOf(message: string): Refusal | null {
  for (const [of, pattern] of WIDE) {
    const match = pattern.exec(message);
    if (match) return { kind: 'wide', of, most: match[1] ? countOf(match[1]) : null };
  }
  return null;
}

function countOf(text: string): number {
  const digits = Number.parseInt(text.replaceAll(',', ''), 10);
  return /k$/i.test(text) ? digits * 1000 : digits;
}

function partsOf(error: unknown): { code: number; message: string } {
  const inside = (key: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  const [code, message] = [inside('code'), inside('message')];
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message.slice(0, 500) : '',
  };
}

/** A refusal in a sentence about who refused. */
export function sayingOf(refusal: Refusal): string {
  return refusal.kind === 'wide' ? 'that the answer is too large' : show(refusal.message);
}

/** The `error` of a JSON-RPC response, or undefined. */
export function errorIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'error') : undefined;
}

/** How answers to a method are taken: what a node refuses for good is an answer, too. */
export function judgeOf(method: string): Judge {
  return ({ status, value }): Verdict => {
    const error = errorIn(value);
    if (error !== undefined && error !== null) {
      const { code, message } = partsOf(error);
      const { kind } = refusalOf(method, error);
      const isPassing = RATE_CODES.has(code) || isOneOf(RATE, message) || isOneOf(BEHIND, message);
      return kind === 'other' && isPassing ? { kind: 'again', why: message } : { kind: 'answer' };
    }
    if (status === 200) return { kind: 'answer' };
    if (status === 408 || status === 429 || status >= 500) {
      return { kind: 'again', why: `status ${status}` };
    }
    return { kind: 'refused', why: `status ${status}` };
  };
}
