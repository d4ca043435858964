import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Verdict } from '../source.ts';
import { judgeCall, judgeList, judgeNumber, linesOf } from './explorer-judge.ts';

const list = judgeList(() => null);

/** The words of the explorers' documentation, and what they mean. */
const SAID: readonly (readonly [status: number, value: unknown, kind: Verdict['kind']])[] = [
  [200, { status: '1', message: 'OK', result: [{}] }, 'answer'],
  [200, { status: '0', message: 'No transactions found', result: [] }, 'answer'],
  [200, { status: '0', message: 'No internal transactions found', result: [] }, 'answer'],
  [200, { status: '0', message: 'No token transfers found', result: [] }, 'answer'],
  [200, { status: '0', message: 'No records found', result: null }, 'answer'],
  [200, { status: '2', message: 'OK', result: [] }, 'answer'],
  [200, notok('Max rate limit reached, please use API Key for higher rate limit'), 'again'],
  [200, notok('Max calls per sec rate limit reached (5/sec)'), 'again'],
  [200, notok('Query Timeout occured. Please select a smaller result dataset'), 'again'],
  [
    200,
    notok('Unexpected err, timeout occurred or server too busy. Please try again later'),
    'again',
  ],
  [429, { status: '0', message: 'Too many requests. Increase limits now', result: null }, 'again'],
  [429, '<html>', 'again'],
  [502, 'Bad Gateway', 'again'],
  [200, notok(''), 'again'],
  [200, 'text', 'again'],
  [200, [], 'again'],
  [200, null, 'again'],
  [200, { status: '0', message: 'NOTOK', result: [] }, 'again'],
  [200, notok('Invalid API Key (#err2)|'), 'refused'],
  [200, notok('Missing/Invalid API Key'), 'refused'],
  [200, notok('Too many invalid api key attempts, please try again later'), 'refused'],
  [200, notok('Max daily rate limit reached. 110000 (100%) of 100000 day/limit'), 'refused'],
  [
    200,
    notok('Free API access is not supported for this chain. Please upgrade your api plan'),
    'refused',
  ],
  [200, notok('Missing or unsupported chainid parameter (required for v2 api)'), 'refused'],
  [200, notok('Error! Missing Or invalid Action name'), 'refused'],
  [200, notok('Error! Invalid address format'), 'refused'],
  [
    200,
    { status: '0', message: 'Result window is too large, PageNo x Offset size', result: null },
    'refused',
  ],
  [401, {}, 'refused'],
  [403, {}, 'refused'],
  [404, {}, 'refused'],
];

function notok(result: string): unknown {
  return { status: '0', message: 'NOTOK', result };
}

describe('what an explorer says', () => {
  for (const [status, value, kind] of SAID) {
    test(`${status} ${JSON.stringify(value).slice(0, 80)} is ${kind}`, () => {
      assert.equal(list({ status, value }).kind, kind);
    });
  }

  test('a list that contradicts other answers is asked for again', () => {
    const judge = judgeList((lines) => (lines.length === 1 ? 'lacks one' : null));
    const answer = (result: unknown) => ({ status: 200, value: { status: '1', result } });
    assert.deepEqual(judge(answer([{}])), { kind: 'again', why: 'lacks one' });
    assert.deepEqual(judge(answer([{}, {}])), { kind: 'answer' });
  });

  test('advice for a key says where keys are set, and repeats the explorer', () => {
    const verdict = list({ status: 200, value: notok('Invalid API Key') });
    assert.match(verdict.kind === 'refused' ? verdict.why : '', /keys of sources.*Invalid API Key/);
  });

  test('nothing is null, not an error, where a call may find nothing', () => {
    const [maybe, sure] = [judgeCall(false), judgeCall(true)];
    const nothing = { status: 200, value: { jsonrpc: '2.0', id: 1, result: null } };
    assert.equal(maybe(nothing).kind, 'answer');
    assert.equal(sure(nothing).kind, 'again');
    const text = { jsonrpc: '2.0', id: 1, error: 'Transaction not found' };
    assert.equal(maybe({ status: 200, value: text }).kind, 'answer');
    const busy = { jsonrpc: '2.0', id: 1, error: { code: -32005, message: 'rate limit' } };
    assert.equal(maybe({ status: 200, value: busy }).kind, 'again');
    assert.equal(maybe({ status: 200, value: notok('Max rate limit reached') }).kind, 'again');
    assert.equal(maybe({ status: 200, value: notok('Invalid API Key') }).kind, 'refused');
  });

  test('a number is text of digits, in an object on Blockscout', () => {
    const value = (result: unknown) => ({ status: 200, value: { status: '1', result } });
    assert.equal(judgeNumber(value('9251482')).kind, 'answer');
    assert.equal(judgeNumber(value({ blockNumber: '9251482' })).kind, 'answer');
    assert.equal(judgeNumber(value('Error! No closest block found')).kind, 'refused');
  });

  test('a list of which the explorer has not read all is not whole', () => {
    assert.deepEqual(linesOf({ status: '2', message: 'OK', result: [1] }), {
      lines: [1],
      isWhole: false,
    });
    assert.equal(linesOf(notok('x')), null);
  });
});
