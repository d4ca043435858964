import { deepEqual, equal } from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Caller, type TestDesk, testDesk } from '../../../test/desk/desk.ts';
import { EXCHANGE, LISTED, listedHome, NOBODY } from '../../../test/desk/listed-home.ts';
import { type Fetch, type Listening, listen } from '../listen.ts';
import { hotFirst } from './hot-screen.ts';

describe('screening before the routes', () => {
  let desk: TestDesk;
  let listening: Listening;
  /** With the routes alone. */
  let plain: Listening;
  let key: Caller;
  before(async () => {
    desk = await testDesk({ port: 0 }, { home: await listedHome() });
    const { config } = desk.desk;
    const fetch: Fetch = (request, env) => desk.app.fetch(request, env);
    listening = await listen(fetch, config, hotFirst(desk.desk));
    plain = await listen(fetch, config);
    key = await desk.key('analyst', ['screen']);
  });
  after(async () => {
    await Promise.all([listening.stop(), plain.stop()]);
    await desk.close();
  });

  const post = async (body: string, headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(`http://localhost:${listening.port}/v1/screen`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  test('says what its route says, to the byte, the first time and again', async () => {
    for (const text of [LISTED, EXCHANGE, NOBODY, 'Oleg Kharitonov']) {
      const body = JSON.stringify({ text });
      const hot = [await post(body, key.headers), await post(body, key.headers)];
      const route = await desk.ask('POST', '/v1/screen', { as: key, body: { text } });
      const expected = await route.text();
      deepEqual(
        hot.map((one) => [one.status, one.text]),
        [200, 200].map((status) => [status, expected]),
      );
      equal(hot[1]?.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  test('answers whatever is asked as its route does', async () => {
    const text = fc.constantFrom(LISTED, EXCHANGE, NOBODY, 'Oleg Kharitonov', 'Олег', '0x12', '');
    const [good, reader] = [key, await desk.key('analyst', ['read'])].map(
      ({ headers }) => headers.authorization?.slice('Bearer '.length) ?? '',
    );
    const secret = fc.constantFrom(good ?? '', reader ?? '', `hue_${'A'.repeat(43)}`, 'none');
    const authorization = fc
      .tuple(fc.constantFrom('Bearer', 'bearer', 'ApiKey', 'Bearer '), secret)
      .map((words) => words.join(' '));
    const all = {
      authorization: authorization,
      'x-api-key': secret,
      'content-type': fc.constantFrom('application/json', 'Application/JSON; a=b', 'text/plain'),
      'if-none-match': fc.constant('*'),
      host: fc.constantFrom('localhost', '127.0.0.1:80', 'example.org'),
    };
    const headers = fc.record(all, { requiredKeys: [] });
    const body = fc.oneof(
      text.map((one) => JSON.stringify({ text: one })),
      text.map((one) => ` { "text" : ${JSON.stringify(one)}, "chain": "ethereum" }`),
      fc.constantFrom('', '{', '[]', 'null', '{"text":1}', `{"text":"${'a'.repeat(11_000)}"}`),
    );
    const screen = fc.record({
      method: fc.constant('POST'),
      path: fc.constant('/v1/screen'),
      body,
    });
    const path = text.map((one) => `/api/v1/address/${encodeURIComponent(one)}`);
    const address = fc.record({ method: fc.constantFrom('GET', 'HEAD'), path });
    await fc.assert(
      fc.asyncProperty(fc.oneof(screen, address), headers, async (asked, given) => {
        const expected = await sent(plain.port, asked, given);
        // where it was not kept before, it is the second time
        for (const _ of [1, 2]) deepEqual(await sent(listening.port, asked, given), expected);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves to the route whatever is not usual', async () => {
    const body = JSON.stringify({ text: LISTED });
    await post(body, key.headers);
    const status = async (text: string, headers: Readonly<Record<string, string>>) =>
      (await post(text, headers)).status;
    equal(await status(body, {}), 401);
    equal(await status(body, { authorization: `Bearer hue_${'A'.repeat(43)}` }), 401);
    const reader = await desk.key('analyst', ['read']);
    equal(await status(body, reader.headers), 403);
    for (const wrong of ['', '{', '[]', '{"text":""}', '{"text":"0x12"}', '{"text":"a","b":1}']) {
      equal(await status(wrong, key.headers), 400, wrong);
    }
    const twice = { ...key.headers, 'idempotency-key': 'once' };
    const first = await post(body, twice);
    equal((await post(body, twice)).headers.get('idempotency-replayed'), 'true');
    equal(first.status, 200);
    const ann = await desk.person('analyst');
    equal(await status(body, ann.headers), 200);
    equal(await status(body, { cookie: ann.headers.cookie ?? '' }), 403);
  });

  test('a vendor asks for an address as its route answers it', async () => {
    const path = `/api/v1/address/${LISTED}`;
    const ask = async () => {
      const headers = { 'x-api-key': (key.headers.authorization ?? '').slice('Bearer '.length) };
      const answer = await fetch(`http://localhost:${listening.port}${path}`, { headers });
      return [answer.status, await answer.text()];
    };
    const first = await ask();
    equal(first[0], 200);
    deepEqual(await ask(), first);
    equal((await fetch(`http://localhost:${listening.port}${path}`)).status, 401);
  });

  test('gives no answer of another route, whatever is asked', async () => {
    const reader = await desk.key('analyst', ['read', 'screen']);
    for (const at of ['/v1/lists', `/api/v1/address/${NOBODY}`]) {
      equal((await desk.ask('GET', at, { as: reader })).status, 200);
    }
    await post(JSON.stringify({ text: LISTED }), key.headers);
    for (const body of ['lists', `chainalysis ${NOBODY}`]) {
      equal((await post(body, key.headers)).status, 400, body);
    }
  });

  test('an exhausted allowance ends it', async () => {
    const now = Date.now();
    // on which no time passes in which the allowance would grow again
    const clock = { now: () => now, sleep: async () => undefined };
    const { home } = desk.desk;
    const poor = await testDesk({ limits: { perActor: 20 } }, { home, clock });
    try {
      const answer: Fetch = (request, env) => poor.app.fetch(request, env);
      const config = { ...poor.desk.config, port: 0 };
      const other = await listen(answer, config, hotFirst(poor.desk));
      const caller = await poor.key('analyst', ['screen']);
      const init = { method: 'POST', body: JSON.stringify({ text: LISTED }) };
      const headers = { 'content-type': 'application/json', ...caller.headers };
      const statuses: number[] = [];
      for (let i = 0; i < 12; i += 1) {
        const url = `http://localhost:${other.port}/v1/screen`;
        statuses.push((await fetch(url, { ...init, headers })).status);
      }
      equal(statuses[0], 200);
      equal(statuses.at(-1), 429);
      await other.stop();
    } finally {
      await poor.close();
    }
  });
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** Status, type and text of what is answered; what differs for each request is left out. */
async function sent(port: number, { body, ...asked }: Sent, headers: OutgoingHttpHeaders) {
  const outgoing = request({ port, ...asked, headers }).end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = (await textOf(answer)).replace(/requests\/[^"]*/, '');
  const { 'content-type': type, 'cache-control': cache } = answer.headers;
  return { status: answer.statusCode, type, cache, text };
}
