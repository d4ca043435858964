import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTest } from '../../../test/ledger/recorded-source.ts';
import { type Asked, serve } from '../../../test/loopback.ts';
import { LimitError } from '../../base/errors.ts';
import { judgeCall } from '../evm/explorer-judge.ts';
import type { Json, Judge } from '../source.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly Json[];
}

type Node = (calls: readonly Call[], isBatch: boolean) => string | { status: number; body: string };

const sizesOf = (asked: readonly Asked[]): number[] =>
  asked.map(({ body }) => [JSON.parse(body)].flat().length);

/** A node that answers by that function. */
async function node(t: TestContext, answer: Node) {
  return await serve(t, ({ body }, response) => {
    const parsed: Call | Call[] = JSON.parse(body);
    const given = answer([parsed].flat(), Array.isArray(parsed));
    const { status, body: text } = typeof given === 'string' ? { status: 200, body: given } : given;
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
}

const answered = ({ id, method, params }: Call): string =>
  `{"jsonrpc":"2.0","id":${id},  "result":["${method}",${JSON.stringify(params[0])}]}`;

/** As a node answers that has no faults. */
const faultless: Node = (calls, isBatch) =>
  isBatch ? `[${calls.map(answered).join(',\n')}]` : `${calls.map(answered)}\n`;

const REFUSED = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"no batches"},"id":null}';

const results = (answers: readonly { value: unknown }[]): unknown[] =>
  answers.map(({ value }) => (value as { result: unknown[] }).result[1]);

const ask = (
  source: { call: (m: string, p: Json[]) => Promise<{ value: unknown }> },
  count: number,
) => Promise.all(Array.from({ length: count }, (_, i) => source.call('eth_x', [i])));

const upTo = (count: number): number[] => [...Array(count).keys()];

describe('a batch', () => {
  test('takes the calls that wait, and its size counts as one request', async (t) => {
    const { url, asked } = await node(t, faultless);
    const { source } = openTest({ url, batch: 10 });
    assert.deepEqual(results(await ask(source, 25)), upTo(25));
    assert.deepEqual(sizesOf(asked), [10, 10, 5]);
  });

  test('leaves no mark on the evidence: bytes are those of single calls', async (t) => {
    const { url } = await node(t, faultless);
    const [single, batched] = [openTest({ url, batch: 1 }), openTest({ url, batch: 7 })];
    await Promise.all([ask(single.source, 20), ask(batched.source, 20)]);
    const digests = ({ run }: typeof single): string[] =>
      run.used().map(({ digest, question, status }) => `${question} ${status} ${digest}`);
    assert.deepEqual(digests(batched).sort(), digests(single).sort());
    assert.equal(new Set(digests(single)).size, 20);
  });

  test('may be answered in any order, with other things in it', async (t) => {
    const { url } = await node(
      t,
      (calls) =>
        `[${[...calls].reverse().map(answered).join()},{"id":null,"error":{}},{"method":"news"}]`,
    );
    assert.deepEqual(results(await ask(openTest({ url, batch: 9 }).source, 9)), upTo(9));
  });

  test('that lacks an answer, or has it twice, is made up by calls by themselves', async (t) => {
    const { url, asked } = await node(t, (calls, isBatch) => {
      if (!isBatch) return answered(calls[0] as Call);
      const [, second, ...others] = calls.map(answered);
      return `[${[second, second, ...others].join()}]`;
    });
    assert.deepEqual(results(await ask(openTest({ url, batch: 5 }).source, 5)), upTo(5));
    assert.deepEqual(sizesOf(asked), [5, 1, 1]);
  });

  for (const [name, refusal] of [
    ['an error', REFUSED],
    ['status 400', { status: 400, body: 'no batches' }],
    ['status 413', { status: 413, body: '' }],
    ['status 500 and an error', { status: 500, body: REFUSED }],
    ['one answer to many', '{"jsonrpc":"2.0","id":1,"result":1}'],
  ] as const) {
    test(`refused with ${name} is made smaller, down to single calls`, async (t) => {
      const { url, asked } = await node(t, (calls, isBatch) =>
        isBatch ? refusal : faultless(calls, false),
      );
      const { source } = openTest({ url, batch: 8, inFlight: 1 });
      assert.deepEqual(results(await ask(source, 8)), upTo(8));
      assert.deepEqual(sizesOf(asked), [8, 4, 2, ...Array(8).fill(1)]);
      await source.call('eth_y', ['z']);
      assert.equal(sizesOf(asked).at(-1), 1);
    });
  }

  test('of too many is made as small as the node takes', async (t) => {
    const { url, asked } = await node(t, (calls, isBatch) =>
      calls.length > 5 ? REFUSED : faultless(calls, isBatch),
    );
    const { source } = openTest({ url, batch: 16, inFlight: 1 });
    assert.deepEqual(results(await ask(source, 16)), upTo(16));
    assert.deepEqual(sizesOf(asked), [16, 8, 4, 4, 4, 4]);
  });

  test('too long in its answer is made smaller; one call too long is a limit', async (t) => {
    const { url } = await node(t, (calls, isBatch) => {
      const texts = calls.map(
        ({ id, params }) => `{"id":${id},"result":["","${'x'.repeat(Number(params[0]))}"]}`,
      );
      return isBatch ? `[${texts.join()}]` : texts.join();
    });
    const { source, run } = openTest({ url, batch: 8, maxBytes: 2000 });
    const sizes = [600, 700, 800, 900, 5000, 1000, 1100, 1200];
    const outcomes = await Promise.allSettled(sizes.map((size) => source.call('eth_x', [size])));
    assert.deepEqual(
      outcomes.map(({ status }) => status === 'fulfilled'),
      sizes.map((size) => size < 2000),
    );
    assert.ok(
      outcomes.some((one) => one.status === 'rejected' && one.reason instanceof LimitError),
    );
    assert.equal(run.used().filter(({ failure }) => failure !== null).length, 1);
  });

  test('that comes too often is asked again, as a whole', async (t) => {
    let count = 0;
    const { url, asked } = await node(t, (calls, isBatch) => {
      count += 1;
      if (count === 1) return { status: 429, body: REFUSED };
      if (count === 2) return '{"error":{"code":-32005,"message":"too many requests"},"id":null}';
      if (count === 3) return '[{"jsonrpc":"2.0","id":';
      return faultless(calls, isBatch);
    });
    const judge: Judge = ({ value }) => {
      const { error } = value as { readonly error?: { readonly code: number } };
      return error?.code === -32005 ? { kind: 'again', why: 'too many' } : { kind: 'answer' };
    };
    const { source } = openTest({ url, batch: 4 });
    const asks = upTo(4).map((i) => source.call('eth_x', [i], { judge }));
    assert.deepEqual(results(await Promise.all(asks)), upTo(4));
    assert.deepEqual(sizesOf(asked), [4, 4, 4, 4]);
  });

  test('refused for the key is not tried in other sizes', async (t) => {
    const { url, asked } = await node(t, () => ({ status: 401, body: '{"error":"no key"}' }));
    const { source } = openTest({ url, batch: 4 });
    const outcomes = await Promise.allSettled(upTo(4).map((i) => source.call('eth_x', [i])));
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected');
      assert.match(outcome.reason.message, /^test: refused with status 401: is its key right\?$/);
    }
    assert.equal(asked.length, 1);
  });

  test('gives each of its answers to the judge of its call', async (t) => {
    const tries = new Map<number, number>();
    const { url } = await node(t, (calls) => {
      const texts = calls.map((call) => {
        tries.set(call.id, (tries.get(call.id) ?? 0) + 1);
        const error = `{"id":${call.id},"error":{"code":${call.params[0]}}}`;
        return tries.get(call.id) === 1 ? error : answered(call);
      });
      return calls.length === 1 ? texts.join() : `[${texts.join()}]`;
    });
    const judge: Judge = ({ status, value }) => {
      assert.equal(status, 200);
      const { error } = value as { readonly error?: { readonly code: number } };
      if (error?.code === 0) return { kind: 'again', why: 'later' };
      return error?.code === 1 ? { kind: 'refused', why: 'never' } : { kind: 'answer' };
    };
    const { source } = openTest({ url, batch: 4 });
    const [again, refused, kept] = await Promise.allSettled(
      upTo(3).map((i) => source.call('eth_x', [i], { judge })),
    );
    assert.ok(again?.status === 'fulfilled' && refused?.status === 'rejected');
    assert.deepEqual(results([again.value]), [0]);
    assert.equal(refused.reason.message, 'test: never');
    assert.deepEqual(
      kept?.status === 'fulfilled' && (kept.value.value as { error: unknown }).error,
      {
        code: 2,
      },
    );
  });
});

describe('a call by itself', () => {
  test('is answered whatever HTTP says of an error', async (t) => {
    const { url } = await node(t, ([call]) => ({
      status: 500,
      body: `{"result":null,"error":{"code":-5,"message":"none"},"id":${call?.id}}\n`,
    }));
    const { source, run } = openTest({ url, chain: 'bitcoin', kind: 'bitcoin-core' });
    const { value, status } = await source.call('getrawtransaction', ['00']);
    assert.deepEqual((value as { error: unknown }).error, { code: -5, message: 'none' });
    assert.deepEqual([status, run.used()[0]?.status], [200, 200]);
  });

  test('without its id is asked once more, and then fails', async (t) => {
    const { url, asked } = await node(t, () => '{"jsonrpc":"2.0","id":1,"result":1}');
    const work = openTest({ url }).source.call('eth_x', []);
    await assert.rejects(work, { message: 'test: answered without the id of the call' });
    assert.equal(asked.length, 2);
  });

  test('that is refused before it is read goes by what the judge says of the error', async (t) => {
    const { url } = await node(
      t,
      () => '{"error":{"code":-32601,"message":"no such method"},"id":null}',
    );
    const judge: Judge = () => ({ kind: 'refused', why: 'no such method' });
    const work = openTest({ url }).source.call('trace_x', [], { judge });
    await assert.rejects(work, { message: 'test: no such method' });
  });

  test('in the form of other answers, that it is busy, is asked like any fault', async (t) => {
    const busy = '{"status":"0","message":"NOTOK","result":"Query Timeout occured"}';
    let count = 0;
    const { url, asked } = await node(t, (calls) => {
      count += 1;
      return count < 5 ? busy : faultless(calls, false);
    });
    const source = openTest({ url, kind: 'blockscout' }).source;
    await source.call('eth_getTransactionReceipt', [1], { judge: judgeCall(false) });
    assert.equal(asked.length, 5);
  });

  test('goes where the kind of source takes JSON-RPC, or nowhere', async (t) => {
    const { url, asked } = await node(t, faultless);
    await openTest({ url, kind: 'blockscout' }).source.call('eth_x', [1]);
    await openTest({ url, chain: 'tron', kind: 'trongrid' }).source.call('eth_x', [1]);
    await openTest({ url: `${url}/v2/` }).source.call('eth_x', [1]);
    assert.deepEqual(
      asked.map((one) => one.url),
      ['/api/eth-rpc', '/jsonrpc', '/v2'],
    );
    const esplora = openTest({ url, chain: 'bitcoin', kind: 'esplora' }).source.call('x', []);
    await assert.rejects(esplora, { message: 'test: takes no JSON-RPC calls' });
  });
});
