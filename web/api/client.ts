import { signal } from '@preact/signals';

/** One field of a request, as a problem document (RFC 9457) tells of it. */
interface FieldProblem {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** A refusal or a failure, in words that can be shown. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, title: string, detail: string, fields: readonly FieldProblem[] = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.fields = fields;
  }
}

/** What every write brings, so that no other site can write in the reader's name. */
export const csrf = signal<string | null>(null);

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a form is sent as it is. */
  readonly body?: unknown;
  /** What was read: the write fails if somebody else changed it meanwhile. */
  readonly match?: string | null;
  /** What is known already: the answer may be "unchanged". */
  readonly known?: string | null;
  /** The same key twice is the same write once. */
  readonly once?: string;
  readonly signal?: AbortSignal;
}

interface Answer<T> {
  /** Null where nothing changed, or nothing is said. */
  readonly data: T | null;
  readonly etag: string | null;
  readonly status: number;
}

/** A key for a write that may be sent again. */
export function newKey(): string {
  return crypto.randomUUID();
}

function headersOf(asked: Asked): Headers {
  const headers = new Headers({ Accept: 'application/json, application/problem+json' });
  const isWrite = asked.method !== undefined && asked.method !== 'GET';
  if (asked.body !== undefined && !(asked.body instanceof FormData)) {
    headers.set('Content-Type', 'application/json');
  }
  if (isWrite && csrf.value) headers.set('X-CSRF-Token', csrf.value);
  if (isWrite) headers.set('Idempotency-Key', asked.once ?? newKey());
  if (asked.match) headers.set('If-Match', asked.match);
  if (asked.known) headers.set('If-None-Match', asked.known);
  return headers;
}

/** Writes that were sent and not answered yet. */
const underWay = new Map<string, Promise<Answer<unknown>>>();

/**
 * Asks the desk. The same write again while it is under way, as by a double click, is that one.
 * @throws Problem with words for the reader, whatever went wrong
 */
export async function ask<T>(path: string, asked: Asked = {}): Promise<Answer<T>> {
  const { method = 'GET', body } = asked;
  if (method === 'GET' || body instanceof FormData) return await send<T>(path, asked);
  const name = `${method} ${path} ${body === undefined ? '' : toJson(body)}`;
  const old = underWay.get(name);
  if (old !== undefined) return (await old) as Answer<T>;
  const sent = send<T>(path, asked).finally(() => underWay.delete(name));
  underWay.set(name, sent);
  return await sent;
}

async function send<T>(path: string, asked: Asked): Promise<Answer<T>> {
  const { body } = asked;
  let response: Response;
  try {
    response = await fetch(path, {
      method: asked.method ?? 'GET',
      headers: headersOf(asked),
      credentials: 'same-origin',
      redirect: 'error',
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : toJson(body) }),
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
  } catch (error) {
    if (asked.signal?.aborted) throw error;
    throw new Problem(0, 'No answer', 'The desk cannot be reached. What you see may be old.');
  }
  const etag = response.headers.get('ETag');
  if (response.status === 304) return { data: null, etag, status: 304 };
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return { data: null, etag, status: 204 };
  return { data: (await response.json()) as T, etag, status: response.status };
}

/** Asks for what must be there. */
export async function read<T>(path: string, asked: Asked = {}): Promise<T> {
  const { data } = await ask<T>(path, asked);
  if (data === null) throw new Problem(0, 'No answer', 'The desk sent nothing.');
  return data;
}

/** Asks for a text, such as Markdown. */
export async function readText(path: string): Promise<string> {
  const response = await fetch(path, { credentials: 'same-origin', redirect: 'error' });
  if (!response.ok) throw await problemOf(response);
  return response.text();
}

function toJson(body: unknown): string {
  return JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
}

const TITLES: { readonly [status: number]: string } = {
  401: 'You are signed out',
  403: 'You may not do this',
  404: 'There is nothing here that you may see',
  409: 'It was done already',
  412: 'Somebody else changed it meanwhile',
  413: 'That is too much',
  429: 'Too many requests',
  503: 'The desk is not ready',
};

export async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  const title = TITLES[status] ?? (status >= 500 ? 'The desk failed' : 'That cannot be done');
  const said: unknown = await response.json().catch(() => null);
  if (typeof said !== 'object' || said === null) {
    return new Problem(status, title, `It answered with status ${status} and no reason.`);
  }
  const { detail, title: own, errors } = said as { [key: string]: unknown };
  const fields = Array.isArray(errors) ? (errors as FieldProblem[]) : [];
  const text = typeof detail === 'string' ? detail : typeof own === 'string' ? own : '';
  return new Problem(status, title, text, fields);
}
