import { isIP } from 'node:net';
import type { Clock } from './clock.ts';
import { LimitError, SourceError } from './errors.ts';
import { isPublicAddress } from './public-address.ts';

/** The network as it is handed in. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** All IP addresses of a host name. */
  readonly lookup: (host: string) => Promise<readonly string[]>;
  /** As Node.js has it: with headers, which a browser's does not take. */
  readonly WebSocket: new (
    url: URL,
    options: { readonly headers: Readonly<Record<string, string>> },
  ) => WebSocket;
}

interface HttpLimits {
  /** Milliseconds for everything, from the first byte asked to the last byte answered. */
  readonly time: number;
  /** Milliseconds in which not one byte comes. */
  readonly silence: number;
  /** Of the answer's body, unpacked. */
  readonly bytes: number;
}

export interface HttpQuestion {
  /** Who is asked, for errors. */
  readonly source: string;
  /** May hold a key: it is never shown. */
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly limits: HttpLimits;
  /** Whether the host may be of a private network, or this computer. */
  readonly private: boolean;
  /** Other hosts to which this one may redirect, over TLS. */
  readonly hosts?: readonly string[];
  /** Where an answer of status 200 goes piece by piece, if it is not to be held in memory. */
  readonly sink?: (chunk: Uint8Array) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const MOST_REDIRECTS = 3;

/**
 * One request, bounded in time and size. Redirects are followed within the same origin, and to
 * hosts that the question names.
 * Errors name the source and never hold a URL's query, a header or anything of the body.
 * @throws SourceError where no whole answer comes; LimitError past the size; the signal's reason
 */
export async function askHttp(
  question: HttpQuestion,
  network: Network,
  clock: Clock,
): Promise<HttpAnswer> {
  const { source, limits, signal } = question;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const cancel = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  const watch = new Watch(source, limits, clock, stop);
  try {
    const response = await followed(question, network, stop.signal);
    const body = await readBody(response, question, () => watch.heard());
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw connectionError(source, error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    watch.end();
  }
}

/**
 * Refuses what is not http(s) or ws(s), and hosts that are, or whose name leads, outside the public
 * internet. The connection looks the name up once more: this keeps a configured URL from naming a
 * neighbour by mistake, and does not defend against a name server that answers twice differently.
 * @throws SourceError
 */
export async function admitHost(
  url: URL,
  source: string,
  allowPrivate: boolean,
  lookup: Network['lookup'],
): Promise<void> {
  if (!/^(https?|wss?):$/.test(url.protocol)) {
    throw new SourceError(source, `is asked by http or ws only, not ${url.protocol}`, false);
  }
  if (allowPrivate) return;
  // the URL parser has written every form of an IPv4 address (octal, hex, one number) as four bytes
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await addressesOf(host, source, lookup);
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return;
  const what = `${url.host} is not an address of the public internet`;
  throw new SourceError(source, `${what}; set "private": true if it is meant`, false);
}

async function addressesOf(
  host: string,
  source: string,
  lookup: Network['lookup'],
): Promise<readonly string[]> {
  try {
    return await lookup(host);
  } catch (error) {
    const code = codeOf(error);
    const message = `the name of its host was not found${code && ` (${code})`}`;
    throw new SourceError(source, message, code !== 'ENOTFOUND');
  }
}

async function followed(
  question: HttpQuestion,
  network: Network,
  signal: AbortSignal,
): Promise<Response> {
  const { source, method, headers, body } = question;
  let { url } = question;
  for (let redirects = 0; ; redirects += 1) {
    await admitHost(url, source, question.private, network.lookup);
    signal.throwIfAborted();
    const response = await network.fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal,
    });
    const location = response.headers.get('location');
    if (!/^30[12378]$/.test(String(response.status)) || location === null) return response;
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) {
      throw new SourceError(source, `redirects more than ${MOST_REDIRECTS} times`, false);
    }
    // 301, 302 and 303 turn a POST into a GET (Fetch standard, HTTP-redirect fetch, step 12)
    if (method === 'POST' && response.status < 307) {
      throw new SourceError(source, `redirects a POST with status ${response.status}`, false);
    }
    url = admittedRedirect(url, location, question);
  }
}

function admittedRedirect(url: URL, location: string, { source, hosts = [] }: HttpQuestion): URL {
  const next = URL.parse(location, url);
  if (next === null) throw new SourceError(source, 'redirects to what is no URL', false);
  const isNamed = next.protocol === 'https:' && hosts.includes(next.host);
  const isAdmitted = next.origin === url.origin || isNamed;
  if (!isAdmitted || next.username !== '' || next.password !== '') {
    const to = `redirects to another host, ${next.protocol}//${next.host}, which is not followed`;
    throw new SourceError(source, to, false);
  }
  return next;
}

async function readBody(
  response: Response,
  { source, limits, sink }: HttpQuestion,
  heard: () => void,
): Promise<Uint8Array> {
  heard();
  // of a packed body, the length before unpacking: it still bounds from below what is to come
  const declared = Number(response.headers.get('content-length') ?? Number.NaN);
  const tooLong = () =>
    new LimitError('answer size', `${source} sent more than ${limits.bytes} bytes`);
  if (declared > limits.bytes) {
    await response.body?.cancel();
    throw tooLong();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    heard();
    length += chunk.length;
    // leaving the loop cancels the body
    if (length > limits.bytes) throw tooLong();
    if (sink && response.status === 200) await sink(chunk);
    else chunks.push(chunk);
  }
  const packed = response.headers.has('content-encoding');
  if (!packed && !Number.isNaN(declared) && declared !== length) {
    throw new SourceError(source, `sent ${length} bytes of ${declared}`, true);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Ends a request that takes too long, or says nothing for too long. */
class Watch {
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #last: number;

  constructor(source: string, limits: HttpLimits, clock: Clock, stop: AbortController) {
    this.#clock = clock;
    this.#last = clock.now();
    void this.#run(source, limits, this.#last + limits.time, stop);
  }

  heard(): void {
    this.#last = this.#clock.now();
  }

  end(): void {
    // with a reason: without one an error with a stack is made
    this.#ended.abort('ended');
  }

  async #run(source: string, limits: HttpLimits, end: number, stop: AbortController) {
    while (!this.#ended.signal.aborted) {
      const now = this.#clock.now();
      if (now >= end) {
        const message = `gave no whole answer within ${limits.time / 1000} s`;
        return stop.abort(new SourceError(source, message, true));
      }
      if (now >= this.#last + limits.silence) {
        const message = `was silent for ${limits.silence / 1000} s`;
        return stop.abort(new SourceError(source, message, true));
      }
      const next = Math.min(end, this.#last + limits.silence) - now;
      // a whole millisecond at least: a remainder that rounds to nothing would not pass
      await this.#clock.sleep(Math.max(1, next), this.#ended.signal);
    }
  }
}

/** Names of faults of TLS and certificates, in Node.js and OpenSSL. */
const TLS_FAULT = /CERT|TLS|SSL|^UNABLE_TO_|^HOSTNAME_MISMATCH$/;

/** What went wrong on the way, without the words of the network: those may hold the URL. */
export function connectionError(source: string, error: unknown): Error {
  if (error instanceof SourceError || error instanceof LimitError) return error;
  const code = codeOf(error);
  if (TLS_FAULT.test(code)) {
    return new SourceError(source, `its TLS certificate or connection is bad (${code})`, false);
  }
  return new SourceError(source, `the connection failed${code && ` (${code})`}`, true);
}

/** The system's name of the fault (`ECONNRESET`) out of an error or its cause, or nothing. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? at.code : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
    // several addresses of one host were tried
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
  }
  return '';
}
