// Events as they happen: over a real connection, resumed by id, ended with the session or server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createRoute, z } from '@hono/zod-openapi';
import { secured } from '../../src/server/actor.ts';
import { newRoutes } from '../../src/server/desk.ts';
import { type Listening, listen } from '../../src/server/listen.ts';
import { streamContent, streamEvents, streamQuery } from '../../src/server/stream.ts';
import { emit } from '../../src/store/events.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

interface Said {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly n: number; readonly topic: string };
}

/** A stream over its own connection; `next` gives the next event, null at its end. */
async function open(port: number, at: string, headers: Readonly<Record<string, string>>) {
  const request = get({ port, path: at, headers: { ...headers, host: 'localhost' } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  const chunks = response[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<Said | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name: string) => lines.find((l) => l.startsWith(`${name}: `));
        const data = field('data')?.slice(6);
        if (data === undefined) continue;
        const [id = '', event = ''] = [field('id')?.slice(4), field('event')?.slice(7)];
        return { id, event, data: JSON.parse(data) };
      }
      const { value, done } = await chunks.next().catch(() => ({ value: '', done: true }));
      if (done) return null;
      text += value;
    }
  };
  return {
    status: response.statusCode,
    headers: response.headers,
    next,
    cut: () => request.destroy(),
  };
}

describe('a stream of events', () => {
  let desk: TestDesk;
  let listening: Listening;
  let ann: Caller;
  const route = createRoute({
    method: 'get',
    path: '/v1/test/{topic}/events',
    ...secured({ role: 'viewer' }),
    request: { query: streamQuery, params: z.object({ topic: z.string() }) },
    responses: { 200: { description: 'Events', content: streamContent } },
  });
  const path = (query = '') => `/v1/test/case:1/events${query}`;
  const say = (n: number, topic = 'case:1') => {
    return emit(desk.store.db, { topic, kind: 'said', body: { n } });
  };

  before(async () => {
    desk = await testDesk();
    const routes = newRoutes();
    routes.openapi(route, (c) => {
      const { topic } = c.req.valid('param');
      return streamEvents(
        c,
        { topics: [topic], isSeen: async () => true },
        c.req.valid('query').from,
      );
    });
    desk.app.route('/', routes);
    const fetch = (request: Request, env: object) => desk.app.fetch(request, env);
    listening = await listen(fetch, { ...desk.desk.config, port: 0 });
    ann = await desk.person('viewer');
  });
  after(async () => {
    await desk.close();
    await listening.stop();
  });

  test('tells what happens, of its topic alone', async () => {
    const stream = await open(listening.port, path(), ann.headers);
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    await say(1, 'case:2');
    const id = await say(2);
    const said = await stream.next();
    assert.deepEqual([said?.id, said?.event, said?.data.n], [String(id), 'said', 2]);
    stream.cut();
  });

  test('goes on after the last event that was read', async () => {
    const first = await open(listening.port, path(), ann.headers);
    await say(1);
    const last = await first.next();
    first.cut();
    for (const n of [2, 3, 4]) await say(n);
    const headers = { ...ann.headers, 'last-event-id': last?.id ?? '' };
    const second = await open(listening.port, path(), headers);
    for (const n of [2, 3, 4]) assert.equal((await second.next())?.data.n, n);
    second.cut();
    const whole = await open(listening.port, path('?from=start'), ann.headers);
    assert.ok(BigInt((await whole.next())?.id ?? 0) < BigInt(last?.id ?? 0));
    whole.cut();
  });

  test('loses none and repeats none while many are written at once', async () => {
    const stream = await open(listening.port, path(), ann.headers);
    const written = Array.from({ length: 300 }, (_, n) => say(n));
    await Promise.all(written);
    const ids: bigint[] = [];
    while (ids.length < 300) ids.push(BigInt((await stream.next())?.id ?? 0));
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => Number(a - b)),
    );
    assert.equal(new Set(ids).size, 300);
    stream.cut();
  });

  test('refuses an id that is none, and too many of one person', async () => {
    const odd = { ...ann.headers, 'last-event-id': '-1' };
    assert.equal((await open(listening.port, path(), odd)).status, 400);
    const bob = await desk.person('viewer');
    const open1 = () => open(listening.port, path(), bob.headers);
    const streams = await Promise.all(Array.from({ length: 30 }, open1));
    assert.equal((await open1()).status, 429);
    for (const stream of streams) stream.cut();
    const isFree = async () => (await desk.desk.metrics.streams.get()).values[0]?.value === 0;
    while (!(await isFree())) await new Promise((resolve) => setImmediate(resolve));
  });

  test('keeps nobody waiting when the server stops, nor a request without its answer', async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const fetch = async (): Promise<Response> => {
      begun.resolve();
      await go.promise;
      return new Response('whole');
    };
    const own = await listen(fetch, { ...desk.desk.config, port: 0 });
    const answer = once(get({ port: own.port, agent: false }), 'response');
    await begun.promise;
    const stopped = own.stop();
    await assert.rejects(once(get({ port: own.port, agent: false }), 'response'), /ECONNREFUSED/);
    go.resolve();
    const [response] = (await answer) as [IncomingMessage];
    assert.equal((await response.toArray()).join(''), 'whole');
    await stopped;
  });

  test('ends with the server', async () => {
    const stream = await open(listening.port, path(), ann.headers);
    await desk.desk.close();
    assert.equal(await stream.next(), null);
    assert.equal((await desk.ask('GET', '/readyz')).status, 503);
  });
});
