// `Idempotency-Key`: a write that was sent twice, because its answer was lost, is done once. The
// first to come with a key does it; whoever comes again is given the same answer.

import type { Context, MiddlewareHandler } from 'hono';
import { sha256InTurns } from '../base/digest.ts';
import { beginWrite, dropWrite, endWrite, type Write } from '../store/idempotency.ts';
import type { DeskEnv } from './desk.ts';
import { Problem } from './problem.ts';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const KEY = /^[\x21-\x7e]{1,200}$/;
/** What an index of PostgreSQL takes, with room for the rest of its row. */
const MOST_ROUTE = 1000;
/** Longer answers are not kept. */
const MOST_BYTES = 1_000_000;

export const idempotent: MiddlewareHandler<DeskEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key');
  const visitor = c.get('visitor');
  const route = `${c.req.method} ${c.req.path}`;
  const isRead = READS.includes(c.req.method);
  if (key === undefined || visitor === null || isRead || route.length > MOST_ROUTE) return next();
  if (!KEY.test(key)) {
    throw new Problem('bad-input', 'An idempotency key is 1 to 200 characters of visible ASCII.');
  }
  const body = new Uint8Array(await c.req.raw.clone().arrayBuffer());
  const requestSha256 = await sha256InTurns(body);
  // a key of a person sees less than they do: what they were answered is not for it
  const write: Write = { key, personId: visitor.actor.id, route, requestSha256 };
  const { db } = c.get('desk').store;
  const begun = await beginWrite(db, write);
  switch (begun.kind) {
    case 'done':
      return answered(begun);
    case 'different':
      throw new Problem('key-reused', 'This key came before with another body.');
    case 'running': {
      const headers = { 'Retry-After': '1' };
      const detail = 'The first request with this key is still being answered.';
      throw new Problem('conflict', detail, { headers });
    }
    case 'new':
      await next();
  }
  // what failed may be tried again with the same key
  if (c.error || c.res.status >= 400) return dropWrite(db, write);
  return endWrite(db, write, { status: c.res.status, body: await answerOf(c) });
};

/** The answer as text, so that it is the same to the byte; null where it is shown once only. */
async function answerOf(c: Context<DeskEnv>): Promise<{ media: string; text: string } | null> {
  const media = c.res.headers.get('content-type') ?? '';
  const isText = media === '' || media.startsWith('application/json');
  if (!isText || c.get('isSecret')) return null;
  const text = await c.res.clone().text();
  return text.length <= MOST_BYTES ? { media, text } : null;
}

function answered({ status, body }: { status: number; body: unknown }): Response {
  if (body === null) {
    throw new Problem('conflict', 'It was done, and its answer is shown once only.');
  }
  const { media, text } = body as { media: string; text: string };
  return new Response(text === '' ? null : text, {
    status,
    headers: { ...(media === '' ? {} : { 'content-type': media }), 'idempotency-replayed': 'true' },
  });
}
