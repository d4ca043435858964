import { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import { type TokenLookup, TRC10 } from '../assets.ts';
import { plain } from '../file/warnings.ts';
import type { Holder } from '../port.ts';
import type { Judge } from '../source.ts';
import type { Asking, Asks } from './asks.ts';
import { judgeTron } from './judge.ts';
import { SYSTEM, type TokenClaim } from './parts.ts';

const UNKNOWN: TokenClaim = { symbol: '', decimals: null };
const SYMBOL_MAX = 32;
const issueSchema = z.object({
  abbr: z.string().default(''),
  precision: z.int().min(0).max(77).default(0),
});

const constantSchema = z.object({ constant_result: z.array(z.string()).default([]) });

/** That a contract does not answer is an answer: it is no token, or none that says so. */
const judgeCall: Judge = (answer) => {
  const verdict = judgeTron(answer);
  return verdict.kind === 'refused' && answer.status === 200 ? { kind: 'answer' } : verdict;
};

/** What the tokens that are met say of themselves, for those that the program does not know. */
export class Tokens {
  readonly #asks: Asks;
  readonly #lookup: TokenLookup;
  readonly #claims = new Map<string, TokenClaim>();

  constructor(asks: Asks, lookup: TokenLookup) {
    this.#asks = asks;
    this.#lookup = lookup;
  }

  /** Notes what a list says of a token; the first word stays. */
  note(token: string, symbol: string, decimals: number | null): void {
    if (this.#claims.has(token)) return;
    this.#claims.set(token, { symbol: plain(symbol).slice(0, SYMBOL_MAX), decimals });
  }

  claim(token: string): TokenClaim {
    return this.#claims.get(token) ?? UNKNOWN;
  }

  /** Asks about all of these that nothing is known of, at once. */
  async know(tokens: Iterable<string>, asking: Asking): Promise<void> {
    const open = [...new Set(tokens)].filter(
      (token) => !this.#claims.has(token) && this.#lookup(token) === null,
    );
    const said = await Promise.all(open.map((token) => this.#ask(token, asking).catch(orUnknown)));
    for (const [i, token] of open.entries()) {
      const { symbol, decimals } = said[i] ?? UNKNOWN;
      this.note(token, symbol, decimals);
    }
  }

  async #ask(token: string, asking: Asking): Promise<TokenClaim> {
    if (TRC10.test(token)) {
      const path = '/walletsolidity/getassetissuebyid';
      const { value } = await this.#asks.post(path, { value: token }, issueSchema, asking);
      return { symbol: Buffer.from(value.abbr, 'hex').toString(), decimals: value.precision };
    }
    const [symbol, decimals] = await Promise.all([
      this.#constant(token, 'symbol()', asking),
      this.#constant(token, 'decimals()', asking),
    ]);
    return { symbol: textOf(symbol), decimals: smallOf(decimals) };
  }

  async #constant(contract: Holder, selector: string, asking: Asking): Promise<string> {
    const { value } = await this.#asks.post(
      '/walletsolidity/triggerconstantcontract',
      {
        owner_address: SYSTEM,
        contract_address: contract,
        function_selector: selector,
        parameter: '',
        visible: true,
      },
      constantSchema,
      { ...asking, judge: judgeCall },
    );
    return value.constant_result[0] ?? '';
  }
}

/** A node that does not offer the question: the token stays unknown, and nothing else is lost. */
function orUnknown(error: unknown): TokenClaim {
  if (error instanceof SourceError && !error.retry) return UNKNOWN;
  throw error;
}

/** A string as the ABI writes it, or the 32 bytes that tokens older than it give. */
function textOf(result: string): string {
  const bytes = Buffer.from(result, 'hex');
  const length = bytes.length >= 64 ? bytes.readUInt32BE(60) : 0;
  const text = bytes.length === 32 ? bytes : bytes.subarray(64, 64 + Math.min(length, 256));
  return text.toString().replaceAll('\0', '');
}

function smallOf(result: string): number | null {
  const value = /^[0-9a-f]{64}$/i.test(result) ? BigInt(`0x${result}`) : 78n;
  return value <= 77n ? Number(value) : null;
}
