import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { judgeOf, refusalOf } from './refusals.ts';

/** What nodes and providers say, as their documents and users quote it. */
const WIDE: readonly (readonly [of: string, most: number | null, code: number, message: string])[] =
  [
    ['results', null, -32005, 'query returned more than 10000 results'],
    [
      'results',
      null,
      -32005,
      'query returned more than 10000 results. Try with this block range [0xBDE5F8, 0x102DBCC].',
    ],
    ['blocks', 10_000, -32602, 'range 1000000 exceeds limit of 10000'],
    ['results', null, -32005, 'query timeout exceeded'],
    [
      'results',
      null,
      -32602,
      'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x0, 0xd043b8]',
    ],
    [
      'blocks',
      500,
      -32600,
      'You can make eth_getLogs requests with up to a 500 block range. Based on your parameters, this block range should work: [0x123c9b2, 0x123cba5]',
    ],
    [
      'blocks',
      10,
      -32600,
      'Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1, 0xa].',
    ],
    ['blocks', 10_000, -32614, 'eth_getLogs is limited to a 10,000 range'],
    ['blocks', 5, -32615, 'eth_getLogs is limited to a 5 range'],
    [
      'blocks',
      1024,
      -32602,
      'eth_getLogs is limited to 1024 block range. Please check the parameter requirements at the docs',
    ],
    ['blocks', 5000, -32000, 'exceed maximum block range: 5000'],
    [
      'blocks',
      5000,
      -32000,
      'block range is larger than max block range, block range = 5120, max block range = 5000',
    ],
    ['blocks', 100_000, -32602, 'query exceeds max block range 100000'],
    [
      'results',
      null,
      -32602,
      'query exceeds max results 20000, retry with the range 24383075-24383096',
    ],
    ['blocks', 100, -32602, 'Block range too large; currently limited to 100 blocks'],
    ['blocks', null, -32600, 'block range is too wide'],
    ['blocks', null, -32600, 'block range too high'],
    ['blocks', null, -32000, 'block range too large'],
    ['blocks', null, -32602, 'Requested range exceeds maximum RPC range limit'],
    ['blocks', null, -32602, 'Block range limit exceeded. See more details at the docs'],
    ['blocks', 2048, -32000, 'requested too many blocks from 1 to 9000, maximum is set to 2048'],
    ['blocks', 10_000, 35, 'ranges over 10000 blocks are not supported on freetier'],
    ['results', null, -32005, 'limit exceeded'],
    ['results', null, -32000, 'Too many logs requested. Max logs per response is 20000.'],
    ['results', null, -32000, 'logs matched by query exceeds limit of 10000'],
    ['results', null, -32000, 'response size should not greater than 10000000 bytes'],
    ['results', null, -32602, 'exceed max topics'],
  ];

const BUSY: readonly (readonly [code: number, message: string])[] = [
  [-32005, 'project ID request rate exceeded'],
  [
    429,
    'Your app has exceeded its compute units per second capacity. If you have retries enabled, you can safely ignore this message.',
  ],
  [-32012, 'credits limited to 6000/sec'],
  [-32005, 'daily request count exceeded, request rate limited'],
  [
    -32007,
    '50/second request limit reached - reduce calls per second or upgrade your account: too many requests',
  ],
  [-32029, 'rate limit'],
  [-32000, 'header not found'],
  [-32602, 'block range extends beyond current head block'],
];

describe('what nodes refuse', () => {
  for (const [of, most, code, message] of WIDE) {
    test(`too wide: ${message.slice(0, 70)}`, () => {
      const refusal = refusalOf('eth_getLogs', { code, message });
      assert.deepEqual(refusal, { kind: 'wide', of, most });
      const judged = judgeOf('eth_getLogs')({ status: 200, value: { error: { code, message } } });
      assert.equal(judged.kind, 'answer');
    });
  }

  for (const [code, message] of BUSY) {
    test(`busy: ${message.slice(0, 70)}`, () => {
      for (const method of ['eth_getLogs', 'eth_call']) {
        const judged = judgeOf(method)({ status: 200, value: { error: { code, message } } });
        assert.deepEqual(judged, { kind: 'again', why: message }, method);
      }
    });
  }

  test('a method that is not there, and what is kept no longer', () => {
    const method = 'debug_traceTransaction';
    for (const message of [
      'the method debug_traceTransaction does not exist/is not available',
      'Method not found',
      'method debug_traceTransaction not supported',
      'Unsupported method: debug_traceTransaction on ETH_MAINNET',
      'trace_filter is not available: method not allowed',
    ]) {
      assert.equal(refusalOf(method, { code: -32000, message }).kind, 'method', message);
    }
    assert.equal(refusalOf(method, { code: -32601, message: 'no' }).kind, 'method');
    for (const message of [
      'missing trie node 0x12 (path ) state 0x34 is not available',
      'required historical state unavailable (reexec=128)',
      'state at block #123 is pruned',
    ]) {
      assert.equal(refusalOf(method, { code: -32000, message }).kind, 'gone', message);
    }
  });

  test('errors of calls are answers, and shapes that are none are no danger', () => {
    const judged = judgeOf('eth_call')({
      status: 200,
      value: { error: { code: 3, message: 'execution reverted' } },
    });
    assert.equal(judged.kind, 'answer');
    for (const error of [null, 'no', 5, [], {}, { code: 'x', message: {} }]) {
      assert.equal(refusalOf('eth_call', error).kind, 'other');
    }
    // what is wide for a range is nothing of the kind for another question
    assert.equal(refusalOf('eth_call', { message: 'block range too large' }).kind, 'other');
  });

  test('statuses without a word of the node', () => {
    const judge = judgeOf('eth_getLogs');
    const kinds = [200, 429, 408, 500, 503, 401, 403, 404].map((status) => {
      return judge({ status, value: status === 200 ? { result: [] } : null }).kind;
    });
    const [again, refused] = ['again', 'refused'];
    assert.deepEqual(kinds, ['answer', again, again, again, again, refused, refused, refused]);
    // some providers refuse with 400 and say why
    const value = { error: { code: -32600, message: 'block range is too wide' } };
    assert.equal(judge({ status: 400, value }).kind, 'answer');
  });
});
