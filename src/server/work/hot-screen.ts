// Screening for programs that ask thousands of times a second. What is usual is answered before the
// interface and its middleware: by a key that is remembered, within its limits, a question that is
// well formed, answered as JSON. Whatever is not usual goes on to its route, which says what is
// wrong. Measured by `npm run bench:api`.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasRole } from '../actor.ts';
import { isLoopback } from '../address.ts';
import type { Desk } from '../desk.ts';
import type { First } from '../listen.ts';
import type { Kind } from '../metrics.ts';
import type { Book } from './book.ts';
import { screenQuestionSchema } from './screen-question.ts';
import { workshopOf } from './workshop.ts';

const MOST_BYTES = 10_000;
const SCREEN = '/v1/screen';
const ADDRESS = '/api/v1/address/';
/** An address that stands in a path as it is. */
const PLAIN = /^[A-Za-z0-9]{1,200}$/;
const BEARER = /^Bearer (hue_[A-Za-z0-9_-]{43})$/;
/** How a server on loopback is mostly asked; its other names are the routes' to judge. */
const LOCAL = /^localhost(:\d+)?$/;
/** An answer of JSON is neither framed nor run: of the headers of pages it needs these. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'private, no-cache',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** Answers `POST /v1/screen` and `GET /api/v1/address/{address}` where that is all usual. */
export function hotFirst(desk: Desk): First {
  const book = () => workshopOf(desk).book;
  const answerScreen = answering(desk, { method: 'POST', route: SCREEN, status: 200 });
  const screen: First = (incoming, outgoing, rest) => {
    if (!admits(desk, incoming)) return rest();
    const since = performance.now();
    onBody(incoming, (bytes) => {
      const body = bytes.toString('utf8');
      // answers of other routes are kept beside these, under names that are no JSON
      const kept = body.startsWith('{') ? book().kept(body) : undefined;
      if (kept !== undefined) return answerScreen(outgoing, kept, since);
      void found(book(), body).then((text) => {
        if (text !== null) return answerScreen(outgoing, text, since);
        // the server's library takes the body from there, and the request counts once more
        Object.assign(incoming, { rawBody: bytes });
        rest();
      });
    });
  };
  const route = `${ADDRESS}:address`;
  const answerAddress = answering(desk, { method: 'GET', route, status: 200 });
  const address: First = (incoming, outgoing, rest) => {
    const since = performance.now();
    const kept = book().kept(`chainalysis ${incoming.url?.slice(ADDRESS.length)}`);
    if (kept === undefined || !admits(desk, incoming)) return rest();
    answerAddress(outgoing, kept, since);
  };
  const isLocal = isLoopback(desk.config.host) && desk.config.behindProxy.length === 0;
  return (incoming, outgoing, rest) => {
    if (isLocal && !LOCAL.test(incoming.headers.host ?? '')) rest();
    else if (isScreen(incoming)) screen(incoming, outgoing, rest);
    else if (isAddress(incoming)) address(incoming, outgoing, rest);
    else rest();
  };
}

/** Sends an answer and counts it; a line of the log takes half as long again as all this. */
function answering({ metrics }: Desk, kind: Kind) {
  const count = metrics.counting(kind);
  return (outgoing: ServerResponse, text: string, since: number): void => {
    const length = Buffer.byteLength(text);
    const own = { 'content-length': length, 'x-request-id': randomUUID() };
    outgoing.writeHead(200, { ...HEADERS, ...own });
    // the same bytes where all is ASCII, and sooner encoded
    outgoing.end(text, length === text.length ? 'latin1' : 'utf8');
    count((performance.now() - since) / 1000);
  };
}

function isScreen({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== SCREEN || headers['idempotency-key'] !== undefined) return false;
  if (headers['content-type'] !== 'application/json') return false;
  return Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= MOST_BYTES;
}

function isAddress({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'GET' || !url.startsWith(ADDRESS)) return false;
  return headers['if-none-match'] === undefined && PLAIN.test(url.slice(ADDRESS.length));
}

/** By the same rights and limits as before the routes. */
function admits({ actors, limits }: Desk, { headers }: IncomingMessage): boolean {
  const { authorization, 'x-api-key': own } = headers;
  const key = BEARER.exec(authorization ?? `Bearer ${own}`)?.[1];
  // a key that is seen for the first time, or wrong, is the route's to judge
  const actor = key === undefined ? null : actors.ofKnownKey(key);
  if (!actor || !hasRole(actor, 'viewer') || !actor.scopes.includes('screen')) return false;
  return limits.actor.take(actor.id) === 0;
}

async function found(book: Book, body: string): Promise<string | null> {
  try {
    const { text, ...ask } = screenQuestionSchema.parse(JSON.parse(body));
    return await book.ask({ kind: 'screen', text, ask }, body);
  } catch {
    return null;
  }
}

/** The body as it comes from the socket: a web stream would take longer than the answer. */
function onBody(incoming: IncomingMessage, whole: (bytes: Buffer) => void): void {
  let first: Buffer | null = null;
  incoming.on('data', (chunk: Buffer) => {
    first = first === null ? chunk : Buffer.concat([first, chunk]);
  });
  incoming.on('end', () => whole(first ?? Buffer.alloc(0)));
}
