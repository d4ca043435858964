import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openTest } from '../../test/ledger/recorded-source.ts';
import { type Asked, serve, serveBytes } from '../../test/loopback.ts';
import { SimulatedClock, START } from '../../test/simulated-clock.ts';
import { sha256 } from '../base/digest.ts';
import { LimitError, SourceError } from '../base/errors.ts';
import { systemNetwork } from '../base/network.ts';
import { rootDigest } from './evidence/run.ts';
import type { Judge } from './source.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** A server that gives these replies one after the other, and then the last for ever. */
async function replies(t: TestContext, ...list: readonly Reply[]) {
  let count = 0;
  return await serve(t, (_, response) => {
    const {
      status = 200,
      headers = {},
      body = '{"ok":true}',
    } = list[Math.min(count, list.length - 1)] ?? {};
    count += 1;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
}

async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return error;
}

describe('an answer', () => {
  test('of a GET is parsed, kept, and numbered', async (t) => {
    const { url, asked } = await replies(t, { body: '{"a": 12345678901234567890}' });
    const { source, run } = openTest({ url: `${url}/api/` });
    const answer = await source.get('/tx/1?x=y');
    assert.deepEqual(answer.value, { a: 12345678901234567890n });
    assert.deepEqual([answer.status, answer.evidence], [200, 0]);
    assert.equal(asked[0]?.url, '/api/tx/1?x=y');
    assert.deepEqual(run.used()[0]?.question, 'GET /tx/1?x=y');
    assert.equal(run.used()[0]?.at, answer.at);
  });

  test('of a POST is asked with the body as JSON', async (t) => {
    const { url, asked } = await replies(t, {});
    await openTest({ url }).source.post('/wallet/x', { value: 'é' });
    const [{ method, headers, body } = {} as Asked] = asked;
    assert.deepEqual(
      [method, headers['content-type'], body],
      ['POST', 'application/json', '{"value":"é"}'],
    );
  });

  test('may be text or bytes, which are asked for unpacked', async (t) => {
    const { url, asked } = await replies(t, { body: Buffer.from([0x61, 0xc3, 0xa9]) });
    const { source } = openTest({ url });
    assert.equal((await source.get('/1', { as: 'text' })).value, 'aé');
    assert.deepEqual(
      Buffer.from((await source.get('/2', { as: 'bytes' })).value as Uint8Array),
      Buffer.from('aé'),
    );
    assert.equal(asked[0]?.headers['accept-encoding'], 'identity');
  });

  test('of another status is one if the judge says so, as JSON or text', async (t) => {
    const { url } = await replies(
      t,
      { status: 404, body: 'Transaction not found' },
      { status: 400, body: '{"error":"no"}' },
    );
    const { source, held, run } = openTest({ url });
    const judge: Judge = () => ({ kind: 'answer' });
    const answers = [await source.get('/1', { judge }), await source.get('/2', { judge })];
    await run.settled();
    const facts = answers.map(({ status, value }) => [status, value]);
    assert.deepEqual(facts, [
      [404, 'Transaction not found'],
      [400, { error: 'no' }],
    ]);
    const { source: replay } = openTest({ url }, { held, mode: 'replay' });
    const again = [await replay.get('/1'), await replay.get('/2')];
    assert.deepEqual(
      again.map(({ status, value }) => [status, value]),
      facts,
    );
  });

  test('is asked once, however many ask at once, and however often', async (t) => {
    const { url, asked } = await replies(t, {});
    const { source, run } = openTest({ url });
    const answers = await Promise.all([1, 2, 3].map(() => source.get('/a')));
    answers.push(await source.get('/a'));
    assert.equal(asked.length, 1);
    assert.deepEqual(new Set(answers.map(({ evidence }) => evidence)), new Set([0]));
    assert.equal(run.used().length, 1);
  });

  test('never asks outside the source', async (t) => {
    const { url, asked } = await replies(t, {});
    const { source } = openTest({ url: `${url}/api` });
    for (const path of [
      '/../x',
      '/%2e%2e/x',
      'x',
      '@evil.example/',
      '.evil.example',
      '/a#b',
      '/a b',
      '/\n',
    ]) {
      await assert.rejects(source.get(path), { name: 'InputError' }, path);
    }
    assert.equal(asked.length, 0);
  });
});

describe('a fault', () => {
  const PASSING: readonly (readonly [name: string, reply: Reply, seconds?: number])[] = [
    ['429', { status: 429, body: 'slow down' }],
    ['429 with seconds', { status: 429, headers: { 'retry-after': '30' } }, 30],
    [
      '429 with a date',
      { status: 429, headers: { 'retry-after': 'Fri, 21 Feb 2025 00:00:30 GMT' } },
      30,
    ],
    ['500', { status: 500, body: 'oops' }],
    ['502 as a page', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['503', { status: 503 }],
    ['truncated JSON', { body: '{"a":[1,2' }],
    ['invalid UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }],
    ['an empty body', { body: '' }],
    [
      'a cut packed body',
      {
        headers: { 'content-encoding': 'gzip' },
        body: gzipSync(JSON.stringify([...'abcdefghij'].map(sha256))).subarray(0, 200),
      },
    ],
  ];
  for (const [name, reply, seconds = 0] of PASSING) {
    test(`${name} passes`, async (t) => {
      const { url, asked } = await replies(t, reply, { body: '[1]' });
      const { source, run } = openTest({ url });
      const { value, at } = await source.get('/a');
      assert.deepEqual(value, [1]);
      assert.ok(at >= START / 1000 + seconds, `after ${at - START / 1000} s`);
      assert.equal(asked.length, 2);
      assert.equal(run.used().length, 1);
    });
  }

  const FINAL: readonly (readonly [name: string, reply: Reply, message: string])[] = [
    ['a page', { headers: { 'content-type': 'text/html' }, body: 'x' }, 'sent a web page (HTML)'],
    ['an unmarked page', { body: '<!doctype html>' }, 'sent a web page (HTML)'],
    ['400', { status: 400 }, 'refused with status 400'],
    ['401', { status: 401 }, 'refused with status 401: is its key right?'],
    ['404', { status: 404, body: 'none' }, 'refused with status 404'],
    [
      'a redirect elsewhere',
      { status: 302, headers: { location: 'http://a.example' } },
      'redirects',
    ],
  ];
  for (const [name, reply, message] of FINAL) {
    test(`${name} is final, and is recorded`, async (t) => {
      const { url, asked } = await replies(t, reply);
      const { source, held, run } = openTest({ url });
      const error = await failure(source.get('/a'));
      assert.ok(error instanceof SourceError && !error.retry, `${error}`);
      assert.ok(error.message.startsWith(`test: ${message}`), error.message);
      assert.equal(asked.length, 1);
      await run.settled();
      const replayed = openTest({ url }, { held, mode: 'replay' });
      assert.equal((await failure(replayed.source.get('/a'))).message, error.message);
      assert.deepEqual(replayed.run.used(), run.used());
      await failure(openTest({ url }, { held }).source.get('/a'));
      assert.equal(asked.length, 2);
    });
  }

  test('that stays ends, after three garbled answers or six attempts', async (t) => {
    const garbled = await replies(t, { body: '[1,' });
    const error = await failure(openTest({ url: garbled.url }).source.get('/a'));
    assert.equal(error.message, 'test: sent JSON that ends too early');
    assert.equal(garbled.asked.length, 3);
    const busy = await replies(t, { status: 503 });
    const other = await failure(openTest({ url: busy.url }).source.get('/a'));
    assert.ok(other instanceof SourceError && other.retry);
    assert.equal(other.message, 'test: is busy (status 503)');
    assert.equal(busy.asked.length, 6);
  });

  test('on the way passes: a reset, a short body, silence', async (t) => {
    let count = 0;
    const url = await serveBytes(t, (socket) => {
      count += 1;
      if (count === 1) socket.resetAndDestroy();
      if (count === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1');
      if (count > 3) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]');
    });
    const { source } = openTest({ url, timeoutSeconds: 200 });
    assert.deepEqual((await source.get('/a')).value, [1]);
    assert.ok(count >= 4);
  });

  test('of size is a limit, packed or not, and is recorded as one', async (t) => {
    const long = JSON.stringify('x'.repeat(5000));
    for (const reply of [
      { body: long },
      { body: gzipSync(long), headers: { 'content-encoding': 'gzip' } },
    ]) {
      const { url, asked } = await replies(t, reply);
      const { source, held, run } = openTest({ url, maxBytes: 2000 });
      const error = await failure(source.get('/a'));
      assert.ok(error instanceof LimitError);
      assert.equal(asked.length, 1);
      await run.settled();
      const replayed = await failure(openTest({ url }, { held, mode: 'replay' }).source.get('/a'));
      assert.ok(replayed instanceof LimitError);
      assert.equal(replayed.message, error.message);
    }
  });
});

describe('a judge', () => {
  const rated = '{"status":"0","message":"NOTOK","result":"Max rate limit reached"}';
  const judge: Judge = ({ value }) => {
    const { result } = value as { readonly result?: unknown };
    if (result === 'Max rate limit reached')
      return { kind: 'again', why: 'Max rate limit reached' };
    if (result === 'Missing key') return { kind: 'refused', why: 'Missing key' };
    return { kind: 'answer' };
  };

  test('finds a limit of rate in an answer of status 200', async (t) => {
    const { url, asked } = await replies(
      t,
      { body: rated },
      { body: rated },
      { body: '{"result":1}' },
    );
    const { source, run } = openTest({ url });
    assert.deepEqual((await source.get('/a', { judge })).value, { result: 1 });
    assert.equal(asked.length, 3);
    assert.equal(run.used().length, 1);
  });

  test('names a time to wait', async (t) => {
    const { url } = await replies(t, { body: rated }, { body: '{"result":1}' });
    const slow: Judge = (answer) => {
      const verdict = judge(answer);
      return verdict.kind === 'again' ? { ...verdict, afterSeconds: 60 } : verdict;
    };
    const { source } = openTest({ url });
    const { at } = await source.get('/a', { judge: slow });
    assert.ok(at >= START / 1000 + 60, `after ${at - START / 1000} s`);
  });

  test('refuses for good', async (t) => {
    const { url, asked } = await replies(t, { body: '{"result":"Missing key"}' });
    const error = await failure(openTest({ url }).source.get('/a', { judge }));
    assert.equal(error.message, 'test: Missing key');
    assert.equal(asked.length, 1);
  });
});

describe('evidence', () => {
  test('answers a later run without the network, and a replay without a key', async (t) => {
    const { url, asked } = await replies(t, { body: '{"n": 12345678901234567890}\n' });
    const key = { env: 'KEY' };
    const live = openTest({ url, key }, { env: { KEY: 'abcdefghijk' } });
    const answer = await live.source.get('/a');
    await live.run.settled();
    const later = openTest({ url, key }, { env: { KEY: 'abcdefghijk' }, held: live.held });
    assert.deepEqual(await later.source.get('/a'), answer);
    const network = { ...systemNetwork, fetch: () => assert.fail('the network was asked') };
    const replay = openTest({ url, key }, { held: live.held, mode: 'replay', network });
    assert.deepEqual(await replay.source.get('/a'), answer);
    assert.equal(asked.length, 1);
    assert.equal(rootDigest(replay.run.used()), rootDigest(live.run.used()));
  });

  test('a replay says which question is not recorded', async () => {
    const { source } = openTest({ url: 'http://127.0.0.1:1' }, { mode: 'replay' });
    const error = await failure(source.call('eth_chainId', []));
    assert.ok(error instanceof SourceError && !error.retry);
    assert.equal(error.message, 'test: not recorded: CALL eth_chainId []');
  });
});

test('addresses of a host are looked up once a minute, and again if none were found', async () => {
  const looked: number[] = [];
  const clock = new SimulatedClock();
  const network = {
    ...systemNetwork,
    fetch: async () => new Response('[]'),
    lookup: async (host: string) => {
      assert.equal(host, 'node.example');
      looked.push(clock.now() - START);
      if (looked.length === 1) throw new Error('none');
      return ['8.8.8.8'];
    },
  };
  const { source } = openTest({ url: 'https://node.example', private: false }, { clock, network });
  for (let i = 0; i < 10; i += 1) {
    await clock.run(source.get(`/${i}`));
    await clock.run(clock.sleep(20_000));
  }
  assert.deepEqual(looked, [0, 0, 60_000, 120_000, 180_000]);
});

describe('cancelling', () => {
  test('one of two who ask leaves the other its answer', async (t) => {
    const begun = Promise.withResolvers<() => void>();
    const { url } = await serve(t, (_, response) => begun.resolve(() => response.end('[1]')));
    const { source } = openTest({ url });
    const stop = new AbortController();
    const left = failure(source.get('/a', { signal: stop.signal }));
    const kept = source.get('/a');
    const finish = await begun.promise;
    stop.abort();
    assert.equal((await left).name, 'AbortError');
    finish();
    assert.deepEqual((await kept).value, [1]);
  });

  test('all who ask ends the request, and nothing is kept', async (t) => {
    const ended = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { url } = await serve(t, (_, response) => {
      response.on('close', ended.resolve);
      begun.resolve();
    });
    const { source, run, held } = openTest({ url });
    const stop = new AbortController();
    const asks = [1, 2].map(() => failure(source.get('/a', { signal: stop.signal })));
    await begun.promise;
    stop.abort(new Error('enough'));
    assert.deepEqual(
      (await Promise.all(asks)).map(({ message }) => message),
      ['enough', 'enough'],
    );
    await ended.promise;
    assert.deepEqual([run.used(), held.size], [[], 0]);
    await assert.rejects(source.get('/b', { signal: stop.signal }), /enough/);
  });
});
