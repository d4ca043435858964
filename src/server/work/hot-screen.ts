// Screening for programs that ask thousands of times a second. What is usual is answered before the
// interface and its middleware: by a key that is remembered, within its limits, a question that is
// well formed, answered as JSON. Whatever is not usual goes on to its route, which says what is
// wrong. Measured by `npm run bench:api`.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actor, hasRole } from '../actor.ts';
import type { Desk } from '../desk.ts';
import type { First } from '../listen.ts';
import type { BookQuestion } from './desk-book.ts';
import { screenQuestionSchema } from './screen-question.ts';
import { workshopOf } from './workshop.ts';

const MOST_BYTES = 10_000;
const SCREEN = '/v1/screen';
const ADDRESS = '/api/v1/address/';
/** An address that stands in a path as it is. */
const PLAIN = /^[A-Za-z0-9]{1,200}$/;
const BEARER = /^Bearer (hue_[A-Za-z0-9_-]{43})$/;
const API_KEY = /^hue_[A-Za-z0-9_-]{43}$/;
/** An answer of JSON is neither framed nor run: of the headers of pages it needs these. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'private, no-cache',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** As the metrics have the routes. */
const ANSWERED = {
  screen: { method: 'POST', route: SCREEN, status: 200 },
  address: { method: 'GET', route: `${ADDRESS}:address`, status: 200 },
};

/** Answers `POST /v1/screen` and `GET /api/v1/address/{address}` where that is all usual. */
export function hotFirst(desk: Desk): First {
  const book = () => workshopOf(desk).book;
  const { metrics } = desk;
  const send = (outgoing: ServerResponse, text: string, { since, about }: Sent): void => {
    metrics.observe({ ...about, seconds: (performance.now() - since) / 1000 });
    const own = { 'content-length': Buffer.byteLength(text), 'x-request-id': randomUUID() };
    outgoing.writeHead(200, { ...HEADERS, ...own });
    outgoing.end(text);
  };
  const screen: Hot = async (incoming, outgoing) => {
    const since = performance.now();
    const actor = await actorOf(desk, incoming);
    if (!actor || !admits(desk, actor)) return false;
    const bytes = await bodyOf(incoming);
    const body = bytes.toString('utf8');
    // answers of other routes are kept beside these, under names that are no JSON
    const text = (body.startsWith('{') ? book().kept(body) : undefined) ?? (await asked(body));
    // the server's library takes the body from there, and the request counts once more
    if (text === null) Object.assign(incoming, { rawBody: bytes });
    else send(outgoing, text, { since, about: ANSWERED.screen });
    return text !== null;
  };
  const asked = async (body: string): Promise<string | null> => {
    const question = questionOf(body);
    if (question === null) return null;
    return book()
      .ask(question, body)
      .catch(() => null);
  };
  const address: Hot = async (incoming, outgoing) => {
    const since = performance.now();
    const text = book().kept(`chainalysis ${incoming.url?.slice(ADDRESS.length)}`);
    const actor = text === undefined ? null : await actorOf(desk, incoming);
    if (text === undefined || !actor || !admits(desk, actor)) return false;
    send(outgoing, text, { since, about: ANSWERED.address });
    return true;
  };
  return (incoming, outgoing, rest) => {
    const hot = hotOf(incoming, { screen, address });
    if (hot === null) return rest();
    // a request whose body broke off has nobody left to be answered
    hot(incoming, outgoing).then(
      (isAnswered) => isAnswered || rest(),
      () => incoming.destroy(),
    );
  };
}

interface Sent {
  readonly since: number;
  readonly about: typeof ANSWERED.screen;
}

/** Whether it answered. */
type Hot = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<boolean>;

function hotOf(
  { method, url = '', headers }: IncomingMessage,
  { screen, address }: { readonly screen: Hot; readonly address: Hot },
): Hot | null {
  if (headers['idempotency-key'] ?? headers['if-none-match']) return null;
  if (method === 'POST' && url === SCREEN && isShort(headers)) return screen;
  const isAddress = method === 'GET' && url.startsWith(ADDRESS);
  return isAddress && PLAIN.test(url.slice(ADDRESS.length)) ? address : null;
}

/** The same rights and limits as before the routes. */
function admits({ limits }: Desk, actor: Actor): boolean {
  if (!hasRole(actor, 'viewer') || !actor.scopes.includes('screen')) return false;
  return limits.actor.take(actor.id) === 0;
}

function isShort(headers: IncomingMessage['headers']): boolean {
  return Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= MOST_BYTES;
}

async function actorOf(desk: Desk, { headers }: IncomingMessage): Promise<Actor | null> {
  const { authorization, 'x-api-key': own } = headers;
  const bearer = authorization === undefined ? null : BEARER.exec(authorization)?.[1];
  const key = bearer ?? (typeof own === 'string' && API_KEY.test(own) ? own : null);
  // a key that is seen for the first time, or wrong, is the route's to judge
  if (!key || !desk.actors.wasGood(key)) return null;
  return (await desk.actors.ofKey(key))?.actor ?? null;
}

function questionOf(body: string): BookQuestion | null {
  try {
    const { text, ...ask } = screenQuestionSchema.parse(JSON.parse(body));
    return { kind: 'screen', text, ask };
  } catch {
    return null;
  }
}

/** The body as it comes from the socket: a web stream would take longer than the answer. */
function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    incoming.on('data', (chunk: Buffer) => {
      first = first === null ? chunk : Buffer.concat([first, chunk]);
    });
    incoming.on('end', () => resolve(first ?? Buffer.alloc(0)));
    incoming.on('error', reject);
  });
}
