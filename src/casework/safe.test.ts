import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeFindings, safeTransactionsSchema } from './safe.ts';

const SAFE = `0x${'5a'.repeat(20)}`;
const SIGNATURE = { signature: '0x01' };

function version(changes: object) {
  const plain = { safe: SAFE, to: `0x${'11'.repeat(20)}`, value: '0', data: null, operation: 0 };
  const filed = { nonce: 7, safeTxHash: '0xaa', isExecuted: false, confirmations: [SIGNATURE] };
  return { ...plain, ...filed, ...changes };
}

function findings(...results: object[]) {
  return safeFindings(safeTransactionsSchema.parse({ results }).results, 'test');
}

test('an executed delegatecall beside the version that was shown', () => {
  const executed = { operation: 1, data: '0xa9059cbb00', isExecuted: true, safeTxHash: '0xbb' };
  const [finding, ...more] = findings(version(executed), version({ value: '30' }));
  assert.equal(more.length, 0);
  assert.match(finding?.statement ?? '', /executed was a DELEGATECALL .*selector 0xa9059cbb/);
  assert.match(finding?.statement ?? '', /Also filed for this nonce: a call .* 30 wei, no data/);
  assert.match(finding?.statement ?? '', /1 signatures stand under both versions/);
});

test('a plain call that nobody filed otherwise is no finding', () => {
  assert.deepEqual(findings(version({ isExecuted: true })), []);
  assert.deepEqual(findings(version({ isExecuted: true }), version({ nonce: 8 })), []);
});
