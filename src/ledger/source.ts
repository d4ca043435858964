import type { UnixTime } from '../base/time.ts';

/**
 * A node or explorer as a live ledger sees it: questions go in, answers come out, and each answer
 * has been kept as evidence, with the question but without its secrets, before it is returned. What
 * stands behind it (network, limits of rate, retries, recording, replay) is not the ledger's
 * business.
 */
export interface Source {
  /** As configured, for people: `mempool.space`. */
  readonly name: string;
  /**
   * A GET of `path` (with its query, below the source's base URL, never with a key in it).
   * @throws SourceError where the source does not answer or refuses; LimitError past a bound
   */
  get(path: string, options?: AskOptions): Promise<Answer>;
  /** A POST of a JSON body, as Tron's HTTP interface wants it. */
  post(path: string, body: Json, options?: AskOptions): Promise<Answer>;
  /**
   * A JSON-RPC 2.0 call; calls that wait at the same time share a batch where the source takes
   * batches. The answer's value is the whole response object: `judge` sees `error` in it.
   */
  call(method: string, params: readonly Json[], options?: AskOptions): Promise<Answer>;
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export interface AskOptions {
  /** Says what an answer means before it is kept; without it a status of 200 is an answer. */
  readonly judge?: Judge;
  /** Lower goes first where questions wait; 0 unless said. */
  readonly rank?: number;
  readonly signal?: AbortSignal | undefined;
  /**
   * Which time the question is asked, from 0. What was answered at an earlier time, which a
   * reorganisation made void, is not taken for the answer.
   */
  readonly attempt?: number;
  /** `json` unless said. */
  readonly as?: 'json' | 'text' | 'bytes';
}

/** An answer as it came and as it was kept. */
export interface Answer {
  readonly status: number;
  /**
   * JSON in which integers beyond 2^53 are `bigint`, text, or bytes, as was asked for. Untrusted:
   * to be parsed by a schema.
   */
  readonly value: unknown;
  /** When the source gave it. */
  readonly at: UnixTime;
  /** Its number among the run's evidence: `Origin.input` of whatever is read from it. */
  readonly evidence: number;
}

/**
 * What an answer is: `answer` is kept and returned (a node's error may be one: "no such
 * transaction"); `again` is a rate limit or a passing fault, asked again after a pause; `refused`
 * will not become better and is a SourceError.
 */
export type Verdict =
  | { readonly kind: 'answer' }
  | { readonly kind: 'again'; readonly why: string; readonly afterSeconds?: number }
  | { readonly kind: 'refused'; readonly why: string };

export type Judge = (answer: { readonly status: number; readonly value: unknown }) => Verdict;
