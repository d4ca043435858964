import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { judgeOf, refusalOf } from './refusals.ts';

const VECTORS = new URL('refusals.vectors.json', import.meta.url);
/** What nodes and providers say, as their documents and users quote it. */
const { wide, busy } = JSON.parse(fs.readFileSync(VECTORS, 'utf8')) as {
  readonly wide: readonly (readonly [string, number | null, number, string])[];
  readonly busy: readonly (readonly [code: number, message: string])[];
};

describe('what nodes refuse', () => {
  for (const [of, most, code, message] of wide) {
    test(`too wide: ${message.slice(0, 70)}`, () => {
      const refusal = refusalOf('eth_getLogs', { code, message });
      assert.deepEqual(refusal, { kind: 'wide', of, most });
      const judged = judgeOf('eth_getLogs')({ status: 200, value: { error: { code, message } } });
      assert.equal(judged.kind, 'answer');
    });
  }

  for (const [code, message] of busy) {
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
