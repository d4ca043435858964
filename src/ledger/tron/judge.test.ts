import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeTron } from './judge.ts';

const message = Buffer.from('Contract validate error : account does not exist').toString('hex');

/** Answers as the providers give them, and what they mean. */
const ANSWERS: readonly (readonly [status: number, value: unknown, kind: string])[] = [
  [200, {}, 'answer'],
  [200, [], 'answer'],
  [200, { data: [], success: true, meta: { at: 1, page_size: 0 } }, 'answer'],
  // an outcome that says that its transaction failed
  [200, { id: 'ab', fee: 1, result: 'FAILED', receipt: { result: 'OUT_OF_ENERGY' } }, 'answer'],
  [200, { result: { result: true }, constant_result: ['00'] }, 'answer'],
  [200, { jsonrpc: '2.0', id: 1, result: null }, 'answer'],
  [200, { Error: 'class java.lang.IllegalAccessException : lack of computing resources' }, 'again'],
  [200, { result: { code: 'SERVER_BUSY' } }, 'again'],
  [429, { Error: 'request rate exceeded the allowed_rps(3)' }, 'again'],
  [503, '<html>503 Service Temporarily Unavailable</html>', 'again'],
  [500, null, 'again'],
  [200, { Error: 'class org.tron.core.exception.BadItemException : not found' }, 'refused'],
  [200, { result: { code: 'CONTRACT_VALIDATE_ERROR', message } }, 'refused'],
  [
    400,
    { success: false, error: 'A valid account address is required', statusCode: 400 },
    'refused',
  ],
  [401, { Error: 'ApiKey not exists' }, 'refused'],
  [403, { Error: 'Exceed the user daily usage limit(100000)' }, 'refused'],
  [404, {}, 'refused'],
  [405, { Error: 'Method Not Allowed' }, 'refused'],
  [200, { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'no such method' } }, 'refused'],
];

describe('judgeTron', () => {
  for (const [status, value, kind] of ANSWERS) {
    test(`${status} ${JSON.stringify(value)} is ${kind}`, () => {
      equal(judgeTron({ status, value }).kind, kind);
    });
  }

  test('says how long TronGrid suspends a client', () => {
    const text =
      'The key exceeds the frequency limit(15), and the query server is suspended for 27 s';
    for (const status of [200, 403, 429]) {
      const verdict = judgeTron({ status, value: { Error: text } });
      deepEqual([verdict.kind, 'afterSeconds' in verdict && verdict.afterSeconds], ['again', 27]);
    }
  });

  test('shows the text of a refusal that is written in hex', () => {
    const value = { result: { code: 'CONTRACT_VALIDATE_ERROR', message } };
    const verdict = judgeTron({ status: 200, value });
    equal('why' in verdict && verdict.why.includes('account does not exist'), true);
  });
});
