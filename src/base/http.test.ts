import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serve, serveBytes } from '../../test/loopback.ts';
import { needs } from '../../test/needs.ts';
import { SimulatedClock } from '../../test/simulated-clock.ts';
import { systemClock } from './clock.ts';
import { LimitError, SourceError } from './errors.ts';
import { admitHost, askHttp, connectionError, type HttpQuestion } from './http.ts';
import { systemNetwork } from './network.ts';

const LIMITS = { time: 20_000, silence: 10_000, bytes: 100_000 };

function ask(url: string, more: Partial<HttpQuestion> = {}) {
  const question: HttpQuestion = {
    ...{ source: 'test', url: new URL(url), method: 'GET', headers: {}, limits: LIMITS },
    ...{ private: true, ...more },
  };
  return askHttp(question, systemNetwork, systemClock);
}

/** The error that it ends with. */
async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return error;
}

async function sourceError(work: Promise<unknown>, pattern: RegExp, retry: boolean): Promise<void> {
  const error = await failure(work);
  assert.ok(error instanceof SourceError, `${error}`);
  assert.match(error.message, pattern);
  assert.equal(error.retry, retry, error.message);
}

const PLAIN = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';

describe('an answer', () => {
  test('comes with status, headers and body', async (t) => {
    const { url, asked } = await serve(t, ({ body }, response) => {
      response.writeHead(404, { 'x-one': '1' }).end(`you said ${body}`);
    });
    const answer = await ask(`${url}/a?b=c`, {
      ...{ method: 'POST', body: 'hello', headers: { 'x-two': '2' } },
    });
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('x-one'), '1');
    assert.equal(Buffer.from(answer.body).toString(), 'you said hello');
    assert.deepEqual([asked[0]?.url, asked[0]?.headers['x-two']], ['/a?b=c', '2']);
  });

  test('may be empty', async (t) => {
    const { url } = await serve(t, (_, response) => response.writeHead(204).end());
    assert.equal((await ask(url)).body.length, 0);
  });
});

describe('bounds', () => {
  test('a body that is too long by its own word is not read', async (t) => {
    const { url } = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-length': '200000' }).write('x');
    });
    const error = await failure(ask(url));
    assert.ok(error instanceof LimitError);
    assert.equal(error.message, 'answer size: test sent more than 100000 bytes');
  });

  test('an endless body is left', async (t) => {
    const { url } = await serve(t, (_, response) => {
      const more = (): void => {
        if (!response.destroyed && response.write('x'.repeat(10_000))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    assert.ok((await failure(ask(url))) instanceof LimitError);
  });

  test('a packed body counts unpacked', async (t) => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { url } = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    assert.ok(bomb.length < LIMITS.bytes);
    assert.ok((await failure(ask(url))) instanceof LimitError);
  });

  test('exactly so many bytes are allowed', async (t) => {
    const { url } = await serve(t, (_, response) => response.end('x'.repeat(LIMITS.bytes)));
    assert.equal((await ask(url)).body.length, LIMITS.bytes);
  });

  test('a source that says nothing is left', async (t) => {
    const url = await serveBytes(t, () => undefined);
    const work = ask(url, { limits: { ...LIMITS, silence: 50 } });
    await sourceError(work, /^test: was silent for 0.05 s$/, true);
  });

  test('a source that stops in the middle is left', async (t) => {
    const { url } = await serve(t, (_, response) => response.writeHead(200).write('[1,'));
    const work = ask(url, { limits: { ...LIMITS, silence: 50 } });
    await sourceError(work, /was silent/, true);
  });

  test('a source that drips is left when all its time is over', async (t) => {
    const { url } = await serve(t, (_, response) => {
      const drip = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(drip));
    });
    const work = ask(url, { limits: { ...LIMITS, time: 150 } });
    await sourceError(work, /^test: gave no whole answer within 0.15 s$/, true);
  });

  test('the limits go by the clock that is handed in', async (t) => {
    const url = await serveBytes(t, () => undefined);
    const clock = new SimulatedClock();
    const question: HttpQuestion = {
      ...{ source: 'test', url: new URL(url), method: 'GET', headers: {}, private: true },
      limits: { time: 3_600_000, silence: 3_600_000, bytes: 1 },
    };
    await sourceError(clock.run(askHttp(question, systemNetwork, clock)), /within 3600 s/, true);
  });

  test('a cancelled question ends with the reason', async (t) => {
    const url = await serveBytes(t, () => stop.abort(new Error('enough')));
    const stop = new AbortController();
    assert.equal((await failure(ask(url, { signal: stop.signal }))).message, 'enough');
    assert.equal((await failure(ask(url, { signal: stop.signal }))).message, 'enough');
  });
});

describe('broken connections', () => {
  const cases: readonly (readonly [name: string, sent: string])[] = [
    ['a body shorter than was said', `${PLAIN}content-length: 100\r\n\r\nshort`],
    ['chunks without an end', `${PLAIN}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`],
    ['a header without an end', 'HTTP/1.1 200 OK\r\ncontent-type: te'],
    ['nothing at all', ''],
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
  ];
  for (const [name, sent] of cases) {
    test(`${name} is a passing fault`, async (t) => {
      const url = await serveBytes(t, (socket) => socket.end(sent));
      await sourceError(ask(url), /^test: the connection failed/, true);
    });
  }

  test('a reset is a passing fault', async (t) => {
    const url = await serveBytes(t, (socket) => socket.resetAndDestroy());
    await sourceError(ask(url), /the connection failed \(E?[A-Z_]+\)/, true);
  });

  test('nobody there is a passing fault', async (t) => {
    const { url } = await serve(t, () => undefined);
    const port = Number(new URL(url).port);
    const closed = http.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const free = (closed.address() as { port: number }).port;
    await new Promise((resolve) => closed.close(resolve));
    assert.notEqual(free, port);
    await sourceError(ask(`http://127.0.0.1:${free}`), /failed \(ECONNREFUSED\)/, true);
  });

  test('a length that fetch lets pass is still checked', async () => {
    const fetch = async (): Promise<Response> =>
      new Response('short', { headers: { 'content-length': '100' } });
    const question: HttpQuestion = {
      ...{ source: 'test', url: new URL('http://127.0.0.1'), method: 'GET', headers: {} },
      ...{ limits: LIMITS, private: true },
    };
    const work = askHttp(question, { ...systemNetwork, fetch }, systemClock);
    await sourceError(work, /^test: sent 5 bytes of 100$/, true);
  });
});

describe('redirects', () => {
  const redirecting = (t: TestContext, status: number, to: (count: number) => string) => {
    let count = 0;
    return serve(t, ({ url }, response) => {
      count += 1;
      if (url === '/end') response.end('here');
      else response.writeHead(status, { location: to(count) }).end();
    });
  };

  test('within the origin are followed, three times', async (t) => {
    const three = await redirecting(t, 302, (count) => (count < 3 ? `/${count}` : '/end'));
    assert.equal(Buffer.from((await ask(`${three.url}/a`)).body).toString(), 'here');
    const four = await redirecting(t, 302, (count) => `/${count}`);
    await sourceError(ask(four.url), /redirects more than 3 times/, false);
    assert.equal(four.asked.length, 4);
  });

  for (const to of [
    'http://localhost:1/end',
    'https://127.0.0.1/end',
    '//example.com/end',
    'file:///etc/passwd',
  ]) {
    test(`to ${to} are not followed`, async (t) => {
      const { url } = await redirecting(t, 301, () => `${to}?key=marker`);
      const error = await failure(ask(url));
      assert.ok(error instanceof SourceError);
      assert.match(error.message, /redirects to another host/);
      assert.doesNotMatch(error.message, /marker/);
    });
  }

  test('with a user are not followed', async (t) => {
    const { url, asked } = await redirecting(t, 302, () => `http://u:p@${new URL(url).host}/end`);
    await sourceError(ask(url), /another host/, false);
    assert.equal(asked.length, 1);
  });

  test('keep a POST a POST, or are refused', async (t) => {
    const kept = await redirecting(t, 307, () => '/end');
    await ask(kept.url, { method: 'POST', body: 'x' });
    assert.deepEqual(
      kept.asked.map(({ method, body }) => [method, body]),
      [
        ['POST', 'x'],
        ['POST', 'x'],
      ],
    );
    const turned = await redirecting(t, 302, () => '/end');
    const work = ask(turned.url, { method: 'POST', body: 'x' });
    await sourceError(work, /redirects a POST with status 302/, false);
  });
});

describe('hosts', () => {
  const admit = (url: string, addresses: readonly string[] = []) =>
    admitHost(new URL(url), 'test', false, async () => addresses);

  test('that are private in any form are refused', async () => {
    const forms = [
      '127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 0x7f.0.0.1 %31%32%37.0.0.1 ①②⑦.0.0.1',
      '169.254.169.254 10.1 192.168.0.1 0 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [fd00::1]',
      '[fe80::1] [64:ff9b::7f00:1] 255.255.255.255 224.0.0.1',
    ];
    for (const host of forms.join(' ').split(' ')) {
      await sourceError(admit(`http://${host}:8080/a?key=marker`), /is not an address of/, false);
    }
  });

  test('whose name leads to a private address are refused', async () => {
    await sourceError(admit('http://localhost', ['127.0.0.1']), /localhost is not/, false);
    await sourceError(admit('https://a.example', ['8.8.8.8', '10.0.0.1']), /a.example/, false);
    await sourceError(admit('https://a.example', ['8.8.8.8', '::ffff:10.0.0.1']), /not an/, false);
    await sourceError(admit('https://a.example', []), /not an/, false);
    await admit('https://a.example', ['8.8.8.8', '2606:4700::1111']);
    await admit('wss://8.8.8.8');
  });

  test('are allowed where the source is configured as private', async () => {
    await admitHost(new URL('http://127.0.0.1'), 'test', true, () => assert.fail('looked up'));
  });

  test('that are not found say so', async () => {
    const missing = (code: string) => () => Promise.reject(Object.assign(new Error('?'), { code }));
    const url = new URL('https://a.example');
    const none = admitHost(url, 'test', false, missing('ENOTFOUND'));
    await sourceError(none, /name of its host was not found \(ENOTFOUND\)/, false);
    await sourceError(admitHost(url, 'test', false, missing('EAI_AGAIN')), /EAI_AGAIN/, true);
  });

  test('are asked by http and ws only', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://8.8.8.8/', 'data:,x', 'gopher://8.8.8.8']) {
      await sourceError(admit(url), /by http or ws only/, false);
    }
  });

  test('are not asked at all where they are refused', async (t) => {
    const { url, asked } = await serve(t, (_, response) => response.end());
    await sourceError(ask(url, { private: false }), /"private": true/, false);
    assert.equal(asked.length, 0);
  });
});

describe('certificates', () => {
  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ]) {
    test(`${code} is final`, () => {
      const cause = Object.assign(new Error('https://host/?key=marker'), { code });
      const error = connectionError('test', new TypeError('fetch failed', { cause }));
      assert.ok(error instanceof SourceError && !error.retry);
      assert.equal(error.message, `test: its TLS certificate or connection is bad (${code})`);
    });
  }

  const openssl = (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => fs.existsSync(path.join(folder, 'openssl')));

  test('one that nobody signed is refused', { skip: needs(openssl, 'openssl') }, async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-tls-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const [keyFile, certFile] = [path.join(folder, 'key'), path.join(folder, 'cert')];
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost';
    execFileSync('openssl', [...request.split(' '), '-keyout', keyFile, '-out', certFile], {
      stdio: 'ignore',
    });
    const pair = { key: fs.readFileSync(keyFile), cert: fs.readFileSync(certFile) };
    const server = https.createServer(pair, (_, response) => response.end('secret'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => server.close());
    const { port } = server.address() as { port: number };
    const work = ask(`https://localhost:${port}/?key=marker`);
    await sourceError(work, /^test: its TLS certificate or connection is bad \([A-Z_]+\)$/, false);
  });

  test('no words of an error on the way are repeated', () => {
    const cause = Object.assign(new Error('marker'), { code: 'marker' });
    const error = connectionError('test', new TypeError('marker', { cause }));
    assert.equal(`${error.message} ${error.cause}`, 'test: the connection failed undefined');
  });
});

describe('a redirect to another host', () => {
  /** A network in which the first host hands on to a place, and everything else answers. */
  async function handedTo(place: string, hosts: readonly string[]): Promise<string> {
    const pieces: string[] = [];
    const fetch = async (url: URL | RequestInfo): Promise<Response> =>
      String(url).startsWith('https://list.test/')
        ? new Response(null, { status: 302, headers: { location: place } })
        : new Response('the list');
    const question: HttpQuestion = {
      ...{ source: 'test', url: new URL('https://list.test/a'), method: 'GET', headers: {} },
      ...{ limits: LIMITS, private: false, hosts },
      sink: async (chunk) => {
        pieces.push(Buffer.from(chunk).toString());
      },
    };
    const network = { ...systemNetwork, fetch, lookup: async () => ['1.1.1.1'] };
    const answer = await askHttp(question, network, systemClock);
    assert.equal(answer.body.length, 0);
    return pieces.join('');
  }

  test('is followed where the question names it, over TLS alone', async () => {
    assert.equal(await handedTo('https://store.test/x?sig=1', ['store.test']), 'the list');
    for (const [place, hosts] of [
      ['https://store.test/x', []],
      ['https://other.test/x', ['store.test']],
      ['http://store.test/x', ['store.test']],
      ['https://a:b@store.test/x', ['store.test']],
    ] as const) {
      await sourceError(handedTo(place, hosts), /which is not followed/, false);
    }
  });
});
