import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTest } from '../../../test/ledger/recorded-source.ts';
import { serve } from '../../../test/loopback.ts';
import { type Peer, serveSocket } from '../../../test/socket-server.ts';
import { LimitError, SourceError } from '../../base/errors.ts';
import type { Judge, Source } from '../source.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly number[];
}

const answer = (text: string): string => {
  const { id, params }: Call = JSON.parse(text);
  return `{"jsonrpc":"2.0","id":${id},"result":["eth_x",${params[0]}]}`;
};

const resultOf = async (source: Source, n: number, judge?: Judge): Promise<unknown> => {
  const { value } = await source.call('eth_x', [n], judge ? { judge } : {});
  return (value as { result: unknown[] }).result[1];
};

const many = (source: Source, count: number): Promise<unknown[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => resultOf(source, i)));

const upTo = (count: number): number[] => [...Array(count).keys()];

describe('calls over a WebSocket', () => {
  test('go over one connection, and are answered in any order', async (t) => {
    const waiting: string[] = [];
    const { url, peers } = await serveSocket(t, (peer, text) => {
      waiting.push(text);
      if (waiting.length === 4)
        for (const one of waiting.splice(0).reverse()) peer.send(answer(one));
    });
    const { source } = openTest({ url, inFlight: 4 });
    assert.deepEqual(await many(source, 20), upTo(20));
    assert.equal(peers.length, 1);
  });

  test('leave the same evidence as calls over HTTP', async (t) => {
    const socket = await serveSocket(t, (peer, text) => peer.send(answer(text)));
    const http = await serve(t, ({ body }, response) => response.end(`${answer(body)}\n`));
    const [one, other] = [openTest({ url: socket.url }), openTest({ url: http.url, batch: 1 })];
    await Promise.all([many(one.source, 5), many(other.source, 5)]);
    const digests = ({ run }: typeof one): unknown =>
      run
        .used()
        .map(({ question, status, digest }) => `${question} ${status} ${digest}`)
        .sort();
    assert.deepEqual(digests(one), digests(other));
  });

  test('are asked again on a new connection when the old one ends', async (t) => {
    let count = 0;
    const { url, peers } = await serveSocket(t, (peer, text) => {
      count += 1;
      if (count === 3) peer.close(1011);
      else if (count === 7) peer.cut();
      else peer.send(answer(text));
    });
    const { source } = openTest({ url, inFlight: 3 });
    assert.deepEqual(await many(source, 12), upTo(12));
    assert.equal(peers.length, 3);
  });

  test('let notifications and answers to nobody pass', async (t) => {
    const { url } = await serveSocket(t, (peer, text) => {
      peer.send('{"jsonrpc":"2.0","method":"eth_subscription","params":{}}');
      peer.send('{"jsonrpc":"2.0","id":1,"result":7}');
      peer.send(answer(text));
    });
    assert.deepEqual(await many(openTest({ url }).source, 3), upTo(3));
  });

  test('that come too often wait', async (t) => {
    let count = 0;
    const { url } = await serveSocket(t, (peer, text) => {
      count += 1;
      const error = '"error":{"code":-32005,"message":"limit exceeded"}';
      if (count === 1) peer.send(`{"jsonrpc":"2.0",${error},"id":null}`);
      else if (count === 2) peer.send(answer(text).replace(/"result":.*\]/, error));
      else peer.send(answer(text));
    });
    const judge: Judge = ({ value }) =>
      'error' in (value as object) ? { kind: 'again', why: 'limit exceeded' } : { kind: 'answer' };
    assert.equal(await resultOf(openTest({ url }).source, 5, judge), 5);
    assert.equal(count, 3);
  });

  test('carry keys in the path, the query or a header', async (t) => {
    const { url, peers } = await serveSocket(t, (peer, text) => peer.send(answer(text)));
    const env = { KEY: 'abcdefghijk' };
    const key = { env: 'KEY' };
    for (const config of [
      { url: `${url}/v3/{key}`, key },
      { url, key: { ...key, query: 'apikey' } },
      { url, key: { ...key, header: 'x-key' } },
    ]) {
      await resultOf(openTest(config, { env }).source, 1);
    }
    assert.deepEqual(
      peers.map(({ url: asked, headers }) => [asked, headers['x-key']]),
      [
        ['/v3/abcdefghijk', undefined],
        ['/?apikey=abcdefghijk', undefined],
        ['/', 'abcdefghijk'],
      ],
    );
  });
});

describe('faults of a WebSocket', () => {
  const outcome = async (work: Promise<unknown>): Promise<Error> => {
    const [settled] = await Promise.allSettled([work]);
    assert.ok(settled?.status === 'rejected');
    return settled.reason;
  };

  test('no WebSocket there is a passing fault, and ends', async (t) => {
    const { url, asked } = await serve(t, (_, response) => response.writeHead(404).end());
    const { source } = openTest({ url: url.replace('http', 'ws') });
    const error = await outcome(source.call('eth_x', []));
    assert.ok(error instanceof SourceError && error.retry);
    assert.match(error.message, /^test: closed the connection \(code 1006\)$/);
    assert.equal(asked.length, 6);
  });

  test('silence ends the connection; the next attempt takes another', async (t) => {
    const { url, peers } = await serveSocket(t, (peer, text) => {
      if (peers.length > 1) peer.send(answer(text));
    });
    const { source } = openTest({ url, timeoutSeconds: 100, inFlight: 2 });
    assert.deepEqual(await many(source, 2), upTo(2));
    assert.equal(peers.length, 2);
  });

  test('an answer that is too long fails its call alone', async (t) => {
    const { url } = await serveSocket(t, (peer, text) => {
      const { id, params }: Call = JSON.parse(text);
      const long = `{"jsonrpc":"2.0","id":${id},"result":"${'x'.repeat(5000)}"}`;
      peer.send(params[0] === 1 ? long : answer(text));
    });
    const { source } = openTest({ url, maxBytes: 2000 });
    const results = await Promise.allSettled(upTo(3).map((i) => resultOf(source, i)));
    assert.deepEqual(
      results.map((one) => (one.status === 'rejected' ? one.reason.name : one.value)),
      [0, 'LimitError', 2],
    );
    const [, long] = results;
    assert.ok(long?.status === 'rejected' && long.reason instanceof LimitError);
  });

  test('what is not JSON ends the connection', async (t) => {
    let count = 0;
    const { url, peers } = await serveSocket(t, (peer: Peer, text) => {
      count += 1;
      peer.send(count === 1 ? '{"id":1,' : answer(text));
    });
    assert.deepEqual(await many(openTest({ url }).source, 2), upTo(2));
    assert.equal(peers.length, 2);
  });

  test('a private address is refused', async (t) => {
    const { url, peers } = await serveSocket(t, () => undefined);
    const error = await outcome(openTest({ url, private: false }).source.call('eth_x', []));
    assert.match(error.message, /is not an address of the public internet/);
    assert.equal(peers.length, 0);
  });

  test('only calls are taken', async (t) => {
    const { url, peers } = await serveSocket(t, () => undefined);
    const error = await outcome(openTest({ url }).source.get('/x'));
    assert.equal(error.message, 'test: takes JSON-RPC calls only');
    assert.equal(peers.length, 0);
  });

  test('a cancelled call ends at once', async (t) => {
    const stop = new AbortController();
    const { url } = await serveSocket(t, () => stop.abort(new Error('enough')));
    const { source, run } = openTest({ url });
    const error = await outcome(source.call('eth_x', [1], { signal: stop.signal }));
    assert.equal(error.message, 'enough');
    assert.deepEqual(run.used(), []);
  });
});
