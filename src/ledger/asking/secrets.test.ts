import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { openTest } from '../../../test/ledger/recorded-source.ts';
import { type Asked, serve, serveBytes } from '../../../test/loopback.ts';
import { serveSocket } from '../../../test/socket-server.ts';
import { systemNetwork } from '../../base/network.ts';
import type { Judge } from '../source.ts';
import type { SourceConfig } from '../source-config.ts';
import { SecretGuard } from './secrets.ts';

const MARKER = 'mArKeR/+0"4%7e';
const FORMS = [
  MARKER,
  encodeURIComponent(MARKER),
  JSON.stringify(MARKER).slice(1, -1),
  Buffer.from(`someone:${MARKER}`).toString('base64'),
];
const ENV = { KEY: MARKER, LOGIN: `someone:${MARKER}` };
const key = { env: 'KEY' };

/** Every place at which a secret can be set. */
const PLACES: readonly (readonly [name: string, config: (url: string) => Partial<SourceConfig>])[] =
  [
    ['a header', (url) => ({ url, key: { ...key, header: 'x-key' } })],
    ['a header with a prefix', (url) => ({ url, key })],
    ['the query', (url) => ({ url, key: { ...key, query: 'apikey' } })],
    ['the path', (url) => ({ url: `${url}/v3/{key}/x`, key })],
    ['a password', (url) => ({ url, user: 'someone', password: key })],
    ['a login', (url) => ({ url, password: { env: 'LOGIN' } })],
  ];

/** A text in which no form of the secret may stand. */
function holdsNoSecret(text: string, what: string): void {
  for (const form of FORMS) assert.ok(!text.includes(form), `${what} holds ${form}: ${text}`);
}

/** All that can be printed of an error. */
function allOf(error: unknown): string {
  const own = error instanceof Error ? `${error.message} ${error.stack} ${error.cause}` : '';
  return `${own} ${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`;
}

/** All that evidence holds, unpacked. */
function evidenceOf(held: ReadonlyMap<string, Uint8Array>): string {
  const texts = [...held].map(([name, bytes]) => {
    const body = name.endsWith('.zst') ? zstdDecompressSync(bytes) : Buffer.from(bytes);
    return `${name} ${body.toString('latin1')}`;
  });
  return texts.join('\n');
}

const echo = ({ url, headers, body }: Asked): string =>
  JSON.stringify({ url, headers, body, decoded: decodeURIComponent(url), note: MARKER });

type Server = (t: TestContext) => Promise<string>;

const http = (reply: Parameters<typeof serve>[1]): Server => {
  return async (t) => (await serve(t, reply)).url;
};

/** Servers that repeat the request to whoever asks, in every way there is. */
const ECHOES: readonly Server[] = [
  http((asked, response) => response.end(echo(asked))),
  http((asked, response) => response.writeHead(400).end(echo(asked))),
  http((asked, response) => response.end(`<html>${echo(asked)}`)),
  http((asked, response) => response.end(`${echo(asked)},`)),
  http(({ url }, response) => {
    response.writeHead(302, { location: `http://a.example/${url}?${MARKER}` }).end();
  }),
  http(({ url }, response) => {
    response.writeHead(429, { 'retry-after': '0', 'x-url': encodeURI(url) }).end(url);
  }),
  (t) => serveBytes(t, (socket, request) => socket.end(request)),
  (t) => serveBytes(t, (socket) => socket.resetAndDestroy()),
];

/** Repeats what the server says, as a judge may do. */
const repeating: Judge = ({ status, value }) =>
  status === 200 && typeof value === 'object'
    ? { kind: 'answer' }
    : { kind: 'refused', why: `says ${typeof value === 'string' ? value : JSON.stringify(value)}` };

async function provoke(config: Partial<SourceConfig> & { url: string }): Promise<void> {
  const lookup = (): Promise<never> =>
    Promise.reject(Object.assign(new Error(MARKER), { code: 'EAI_AGAIN' }));
  const network = { ...systemNetwork, lookup };
  const { source, held, run } = openTest(config, { env: ENV, network });
  const asks = [
    source.get('/a'),
    source.get('/b', { judge: repeating }),
    source.get('/c', { as: 'text' }),
    source.get('/d', { judge: () => ({ kind: 'refused', why: `no ${MARKER} ${FORMS[1]}` }) }),
    source.post('/e', { some: 'body' }, { judge: repeating }),
    source.call('eth_x', ['f'], { judge: repeating }),
    source.call('eth_x', ['g']),
  ];
  for (const settled of await Promise.allSettled(asks)) {
    if (settled.status === 'rejected') holdsNoSecret(allOf(settled.reason), 'an error');
    else holdsNoSecret(inspect(settled.value, { depth: 10 }), 'an answer');
  }
  await run.settled();
  const evidence = evidenceOf(held);
  // at least the refused questions are in it
  assert.ok(evidence.includes('"digest":null'), evidence);
  holdsNoSecret(evidence, 'the evidence');
  holdsNoSecret(inspect([run.used(), source], { depth: 10, showHidden: true }), 'the source');
}

describe('a secret stays with its source', () => {
  for (const [place, configured] of PLACES) {
    test(`in ${place}, whatever the server says`, async (t) => {
      await Promise.all(
        ECHOES.map(async (server) => {
          const url = await server(t);
          await provoke({ ...configured(url), url: configured(url).url ?? url });
        }),
      );
    });

    test(`in ${place}, over a WebSocket`, async (t) => {
      const { url } = await serveSocket(t, (peer, text) => {
        const { id, params } = JSON.parse(text);
        const told = { url: peer.url, headers: peer.headers, decoded: MARKER };
        if (params[0] === 'g') peer.send(JSON.stringify(told));
        else peer.send(JSON.stringify({ id, error: told, result: told }));
      });
      // what is not answered at all is given up after 50 ms
      await provoke({ timeoutSeconds: 10, ...configured(url), url: configured(url).url ?? url });
    });

    test(`in ${place}, where the host is refused or not found`, async () => {
      for (const url of ['http://127.0.0.1:1', 'http://a.invalid', 'http://[::1]']) {
        const config = { ...configured(url), private: false };
        await provoke({ ...config, url: config.url ?? url });
      }
    });
  }

  test('what a judge repeats is shown without it', async (t) => {
    const { url } = await serve(t, (_, response) => response.end('[]'));
    const { source } = openTest({ url, key: { ...key, header: 'x-key' } }, { env: ENV });
    const why = `${FORMS[0]}, ${FORMS[1]} and ${FORMS[2]}`;
    for (const kind of ['refused', 'again'] as const) {
      const work = source.get('/a', { judge: () => ({ kind, why }) });
      await assert.rejects(work, { message: 'test: [key], [key] and [key]' });
    }
  });

  test('an answer that repeats it is not kept', async (t) => {
    const { url } = await serve(t, (asked, response) => response.end(echo(asked)));
    const { source } = openTest({ url, key: { ...key, header: 'x-key' } }, { env: ENV });
    const message = 'test: its answer repeats the key, and is not kept';
    await assert.rejects(source.get('/a'), { message });
  });

  test('it is sent to its own place, and to no other host', async (t) => {
    for (const [place, configured] of PLACES) {
      const { url, asked } = await serve(t, (_, response) => response.end('[]'));
      const config = configured(url);
      await openTest({ ...config, url: config.url ?? url }, { env: ENV }).source.get('/a');
      const [sent] = asked;
      const shown = JSON.stringify([sent?.url, sent?.headers]);
      const whole = FORMS.filter((form) => shown.includes(form) || `${sent?.url}`.includes(form));
      assert.ok(whole.length > 0, `${place}: ${shown}`);
    }
  });
});

describe('where a secret is read', () => {
  const url = 'https://node.example';

  test('a missing one says which source needs it and where it belongs', () => {
    const cases = [
      [{ url, key }, /^key of source test for eip155:1: expected the environment variable KEY/],
      [{ url, key: { file: '/nowhere/key' } }, /expected the file \/nowhere\/key, found/],
      [{ url, user: 'someone' }, /^source test for eip155:1: expected a password for the user/],
      [{ url, password: key }, /^password of source test .* the environment variable KEY/],
      [{ url: `${url}/{key}` }, /^source test for eip155:1: expected a key, found "none"$/],
      [{ url, kind: 'etherscan' }, /^source test for eip155:1: expected a key, found "none"$/],
    ] as const;
    for (const [config, message] of cases) {
      assert.throws(() => openTest(config), { name: 'InputError', message });
    }
    const hint = /add "key": \{ "env": "ETHERSCAN_API_KEY" \} to this source and set the variable/;
    assert.throws(() => openTest({ url, kind: 'etherscan' }), { hint });
    openTest({ url, kind: 'etherscan' }, { mode: 'replay' });
  });

  test('one that is no key is not sent, and not shown', (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-key-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'key');
    for (const text of ['two words', 'two\nlines', 'ünïcode', '\u0007bell', 'x'.repeat(5000)]) {
      fs.writeFileSync(file, text);
      for (const [place, env] of [
        [{ file }, {}],
        [{ env: 'KEY' }, { KEY: text }],
      ] as const) {
        assert.throws(
          () => openTest({ url, key: place }, { env }),
          (error) => error instanceof Error && !allOf(error).includes(text),
        );
      }
    }
  });

  test('a file may be the cookie of a node', async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-key-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, '.cookie');
    fs.writeFileSync(file, '__cookie__:0123456789\n');
    const node = await serve(t, (_, response) => response.end('[]'));
    await openTest({ url: node.url, password: { file } }).source.get('/a');
    const expected = `Basic ${Buffer.from('__cookie__:0123456789').toString('base64')}`;
    assert.equal(node.asked[0]?.headers.authorization, expected);
    fs.writeFileSync(file, 'no-user');
    const message = /expected user:password, or "user" in the configuration/;
    assert.throws(() => openTest({ url: node.url, password: { file } }), message);
  });

  test('certificates are always checked', () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    assert.throws(() => openTest({ url }, { env }), /NODE_TLS_REJECT_UNAUTHORIZED: expected not/);
    openTest({ url: 'http://node.example' }, { env, network: systemNetwork });
  });
});

test('short secrets are not looked for: they stand in any answer by chance', () => {
  const guard = new SecretGuard(['', 'test', 'bitcoin']);
  assert.equal(guard.isIn(Buffer.from('{"chain":"test","name":"bitcoin"}')), false);
  assert.equal(guard.hide('test'), 'test');
  const long = new SecretGuard(['abcdefgh']);
  assert.equal(long.isIn(Buffer.from('xabcdefghx').subarray(1, 9)), true);
  assert.equal(long.hide('abcdefgh and abcdefgh'), '[key] and [key]');
});
