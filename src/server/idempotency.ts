// `Idempotency-Key`: a write that was sent twice, because its answer was lost, is done once. The
// first to come with a key does it; whoever comes again is given the same answer.

import type { Context, MiddlewareHandler } from 'hono';
import { sha256 } from '../base/digest.ts';
import { document } from '../store/document.ts';
import type { Desk, DeskEnv } from './desk.ts';
import { Problem } from './problem.ts';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const KEY = /^[\x21-\x7e]{1,200}$/;
/** A request that has no answer after so long was lost with its server. */
const ABANDONED_MS = 120_000;
/** Longer answers are not kept. */
const MOST_BYTES = 1_000_000;

interface Asked {
  readonly key: string;
  readonly person_id: string;
  readonly route: string;
}

export const idempotent: MiddlewareHandler<DeskEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key');
  const visitor = c.get('visitor');
  if (key === undefined || visitor === null || READS.includes(c.req.method)) return next();
  if (!KEY.test(key)) {
    throw new Problem('bad-input', 'An idempotency key is 1 to 200 characters of visible ASCII.');
  }
  const route = `${c.req.method} ${c.req.path}`;
  if (Buffer.byteLength(route) > 1000) return next();
  const asked: Asked = { key, person_id: visitor.actor.personId, route };
  const request = sha256(new Uint8Array(await c.req.raw.clone().arrayBuffer()));
  const desk = c.get('desk');
  if (!(await begin(desk, asked, request))) return earlier(c, asked, request);
  try {
    await next();
  } catch (error) {
    await forget(desk, asked);
    throw error;
  }
  // what failed may be tried again with the same key
  if (c.error || c.res.status >= 400) return forget(desk, asked);
  return keep(c, asked);
};

/** Whether this request is the first with its key. */
async function begin({ store, clock }: Desk, asked: Asked, request: string): Promise<boolean> {
  const now = clock.now();
  const row = await store.db
    .insertInto('idempotency')
    .values({ ...asked, request_sha256: request, created_at: new Date(now) })
    .onConflict((conflict) =>
      conflict
        .columns(['person_id', 'route', 'key'])
        .doUpdateSet({ created_at: new Date(now) })
        .where('idempotency.status', 'is', null)
        .where('idempotency.request_sha256', '=', request)
        .where('idempotency.created_at', '<', new Date(now - ABANDONED_MS)),
    )
    .returning('key')
    .executeTakeFirst();
  return row !== undefined;
}

async function earlier(c: Context<DeskEnv>, asked: Asked, request: string): Promise<Response> {
  const row = await find(c.get('desk'), asked);
  if (row && row.request_sha256 !== request) {
    throw new Problem('key-reused', 'This key came before with another body.');
  }
  if (!row || row.status === null) {
    throw new Problem('conflict', 'The first request with this key is still being answered.', {
      headers: { 'Retry-After': '1' },
    });
  }
  if (row.body === null) {
    throw new Problem('conflict', 'It was done, and its answer is shown once only.');
  }
  const { media, text } = row.body as { media: string; text: string };
  return new Response(text === '' ? null : text, {
    status: row.status,
    headers: { ...(media === '' ? {} : { 'content-type': media }), 'idempotency-replayed': 'true' },
  });
}

function find({ store }: Desk, { key, person_id, route }: Asked) {
  return store.db
    .selectFrom('idempotency')
    .select(['request_sha256', 'status', 'body'])
    .where('key', '=', key)
    .where('person_id', '=', person_id)
    .where('route', '=', route)
    .executeTakeFirst();
}

async function keep(c: Context<DeskEnv>, { key, person_id, route }: Asked): Promise<void> {
  const media = c.res.headers.get('content-type') ?? '';
  const isText = media === '' || media.startsWith('application/json');
  const text = isText && !c.get('isSecret') ? await c.res.clone().text() : null;
  const isKept = text !== null && text.length <= MOST_BYTES;
  await c
    .get('desk')
    .store.db.updateTable('idempotency')
    // the text itself, so that the answer is the same to the byte
    .set({ status: c.res.status, body: isKept ? document({ media, text }) : null })
    .where('key', '=', key)
    .where('person_id', '=', person_id)
    .where('route', '=', route)
    .execute();
}

async function forget({ store }: Desk, { key, person_id, route }: Asked): Promise<void> {
  await store.db
    .deleteFrom('idempotency')
    .where('key', '=', key)
    .where('person_id', '=', person_id)
    .where('route', '=', route)
    .execute();
}
