// Screening for programs that ask thousands of times a second. What is usual is answered before the
// interface and its middleware: by a key that is remembered, within its limits, a question that is
// well formed, answered as JSON. Whatever is not usual goes on to its route, which says what is
// wrong. Measured by `npm run bench:api`.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Actor, hasRole } from '../actor.ts';
import type { Desk } from '../desk.ts';
import type { Fetch } from '../listen.ts';
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
export function hotFirst(desk: Desk, rest: Fetch): Fetch {
  const book = () => workshopOf(desk).book;
  const { metrics } = desk;
  const sent = (text: string, since: number, about: typeof ANSWERED.screen): Response => {
    metrics.observe({ ...about, seconds: (performance.now() - since) / 1000 });
    return new Response(text, { headers: { ...HEADERS, 'x-request-id': randomUUID() } });
  };
  const screen: Hot = async (request, env, incoming) => {
    const start = performance.now();
    const actor = await actorOf(desk, incoming);
    if (!actor || !admits(desk, actor)) return rest(request, env);
    const body = await bodyOf(incoming);
    const text = book().kept(body) ?? (await asked(body));
    if (text !== null) return sent(text, start, ANSWERED.screen);
    // the route reads the body again, and counts the request once more against its limit
    const { url, method, headers } = request;
    return rest(new Request(url, { method, headers, body }), env);
  };
  const asked = async (body: string): Promise<string | null> => {
    const question = questionOf(body);
    if (question === null) return null;
    return book()
      .ask(question, body)
      .catch(() => null);
  };
  const address: Hot = async (request, env, incoming) => {
    const start = performance.now();
    const text = book().kept(`chainalysis ${incoming.url?.slice(ADDRESS.length)}`);
    const actor = text === undefined ? null : await actorOf(desk, incoming);
    if (text === undefined || !actor || !admits(desk, actor)) return rest(request, env);
    return sent(text, start, ANSWERED.address);
  };
  return (request, env) => {
    const { incoming } = env;
    if (!incoming) return rest(request, env);
    const { method, url = '', headers } = incoming;
    if (headers['idempotency-key'] ?? headers['if-none-match']) return rest(request, env);
    if (method === 'POST' && url === SCREEN && isShort(headers)) {
      return screen(request, env, incoming);
    }
    if (method === 'GET' && url.startsWith(ADDRESS) && PLAIN.test(url.slice(ADDRESS.length))) {
      return address(request, env, incoming);
    }
    return rest(request, env);
  };
}

type Hot = (
  request: Request,
  env: Parameters<Fetch>[1],
  incoming: IncomingMessage,
) => Promise<Response>;

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
function bodyOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    incoming.on('data', (chunk: Buffer) => {
      first = first === null ? chunk : Buffer.concat([first, chunk]);
    });
    incoming.on('end', () => resolve(first === null ? '' : first.toString('utf8')));
    incoming.on('error', reject);
  });
}
