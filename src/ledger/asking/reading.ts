import type { Clock } from '../../base/clock.ts';
import { SourceError } from '../../base/errors.ts';
import type { HttpAnswer } from '../../base/http.ts';
import type { Outcome } from '../../base/pace.ts';
import { decodeUtf8, parseJson } from '../../base/parse-json.ts';
import type { Request } from '../evidence/exchange.ts';
import type { AskOptions, Judge, Verdict } from '../source.ts';
import { idOf, parseResponse, type RpcResponse } from './json-rpc.ts';
import type { SecretGuard } from './secrets.ts';

/** A question on its way. */
export interface Query {
  readonly request: Request;
  readonly judge: Judge | undefined;
  readonly as: NonNullable<AskOptions['as']>;
  /** What has gone wrong with it. */
  readonly faults: Faults;
}

interface Faults {
  /** Times that a batch left it out, or it was answered without its id. */
  unanswered: number;
  /** Times that the answer could not be read. */
  garbled: number;
}

/** An answer that the judge took for one. */
export interface Received {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly value: unknown;
  /** Milliseconds. */
  readonly at: number;
}

/** What is the same for all answers of a source. */
export interface Reader {
  readonly source: string;
  readonly clock: Clock;
  readonly guard: SecretGuard;
}

/** A source that does so again and again has more than a passing fault. */
const MOST_GARBLED = 3;
const MOST_UNANSWERED = 2;
const MOST_TEXT = 65_536;
const BUSY = new Set([408, 425, 429]);

/** Says what an answer over HTTP is. */
export function readAnswer(reader: Reader, answer: HttpAnswer, query: Query): Outcome<Received> {
  const { status, body } = answer;
  if (BUSY.has(status)) return busy(reader, answer);
  let value: unknown;
  try {
    value = contentOf(status, body, query.as);
  } catch (error) {
    if (error instanceof SyntaxError) return garbled(reader, answer, query, error.message);
    throw error;
  }
  const unjudged = query.judge === undefined || typeof value === 'string';
  if (status >= 500 && unjudged) return busy(reader, answer);
  return judged(reader, query, { status, bytes: body, value });
}

/** Says what a body is that answers one JSON-RPC call over HTTP. */
export function readCallAnswer(
  reader: Reader,
  answer: HttpAnswer,
  query: Query,
  id: number,
): Outcome<Received> {
  const { status, body } = answer;
  if (BUSY.has(status)) return busy(reader, answer);
  let response: RpcResponse;
  try {
    response = parseResponse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (status === 200) return garbled(reader, answer, query, error.message);
    if (status >= 500) return busy(reader, answer);
    return failed(reader, refusal(status));
  }
  if (idOf(response) === id) return readResponse(reader, response, query);
  const unclear = readUnclear(reader, status, response, query);
  if (unclear !== null) return unclear;
  if (status >= 500) return busy(reader, answer);
  return status === 200 ? withoutId(reader, query) : failed(reader, refusal(status));
}

/**
 * What a response means whose id is none of ours: servers put no id on what they refuse before they
 * read it, such as too many requests. Null where it says nothing.
 */
export function readUnclear(
  reader: Reader,
  status: number,
  { value }: RpcResponse,
  query: Query,
): Outcome<Received> | null {
  // an explorer says in the form of its other answers that it is busy
  const isOther = value.jsonrpc === undefined && value.id === undefined;
  const verdict = value.error || isOther ? query.judge?.({ status, value }) : undefined;
  return verdict === undefined || verdict.kind === 'answer' ? null : notAnswer(reader, verdict);
}

/**
 * Says what a response object is. It is the answer, so its status is 200 whatever HTTP says: nodes
 * send an error as 500 by itself and as 200 in a batch.
 */
export function readResponse(
  reader: Reader,
  { bytes, value }: RpcResponse,
  query: Query,
): Outcome<Received> {
  return judged(reader, query, { status: 200, bytes, value });
}

/** An answer in which the call's id is not: asked once more. */
export function withoutId(reader: Reader, { faults }: Query): Outcome<Received> {
  faults.unanswered += 1;
  const error = new SourceError(reader.source, 'answered without the id of the call', true);
  return { kind: faults.unanswered < MOST_UNANSWERED ? 'again' : 'failed', error };
}

/** What an error on the way means for the questions that were sent. */
export function readFailure(error: unknown): Outcome<Received> {
  if (error instanceof SourceError && error.retry) return { kind: 'again', error };
  return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
}

/**
 * What the bytes of an answer hold: with status 200 what was asked for, else JSON or text, since
 * errors have forms of their own.
 * @throws SyntaxError
 */
export function contentOf(status: number, bytes: Uint8Array, as: Query['as']): unknown {
  if (status === 200) {
    if (as === 'bytes') return bytes;
    return as === 'text' ? decodeUtf8(bytes) : parseJson(bytes);
  }
  try {
    return parseJson(bytes);
  } catch {
    return new TextDecoder().decode(bytes.subarray(0, MOST_TEXT));
  }
}

function judged(
  reader: Reader,
  query: Query,
  { status, bytes, value }: Omit<Received, 'at'>,
): Outcome<Received> {
  const verdict = query.judge?.({ status, value }) ?? byStatus(status);
  if (verdict.kind !== 'answer') return notAnswer(reader, verdict);
  if (reader.guard.isIn(bytes)) {
    return failed(reader, 'its answer repeats the key, and is not kept');
  }
  return { kind: 'done', answer: { status, bytes, value, at: reader.clock.now() } };
}

function byStatus(status: number): Verdict {
  return status === 200 ? { kind: 'answer' } : { kind: 'refused', why: refusal(status) };
}

function refusal(status: number): string {
  const hint = status === 401 || status === 403 ? ': is its key right?' : '';
  return `refused with status ${status}${hint}`;
}

function notAnswer(
  { source, guard }: Reader,
  verdict: Exclude<Verdict, { kind: 'answer' }>,
): Outcome<Received> {
  const error = new SourceError(source, guard.hide(verdict.why), verdict.kind === 'again');
  if (verdict.kind === 'refused') return { kind: 'failed', error };
  const after = verdict.afterSeconds === undefined ? undefined : verdict.afterSeconds * 1000;
  return { kind: 'again', error, after, slower: true };
}

function failed({ source }: Reader, why: string): Outcome<Received> {
  return { kind: 'failed', error: new SourceError(source, why, false) };
}

function busy({ source, clock }: Reader, { status, headers }: HttpAnswer): Outcome<Received> {
  const error = new SourceError(source, `is busy (status ${status})`, true);
  const after = retryAfter(headers.get('retry-after'), clock.now());
  return { kind: 'again', error, after, slower: status === 429 || status === 503 };
}

/** Retry-After in milliseconds from now: seconds, or a date (RFC 9110 §10.2.3). */
function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function garbled(
  { source }: Reader,
  { headers, body }: HttpAnswer,
  { faults }: Query,
  why: string,
): Outcome<Received> {
  if (/\bhtml\b/i.test(headers.get('content-type') ?? '') || body[0] === 0x3c) {
    const message = 'sent a web page (HTML) where JSON was asked: is its URL right?';
    return { kind: 'failed', error: new SourceError(source, message, false) };
  }
  faults.garbled += 1;
  const error = new SourceError(source, `sent ${why}`, true);
  return { kind: faults.garbled < MOST_GARBLED ? 'again' : 'failed', error };
}
