import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLICY_SUM_TOLERANCE, POLICY_SUMS, policySums } from '../../bench/accuracy/policy-sums.ts';
import { ANSWERED, dataMissing, dataRoot, readTruth } from '../../bench/accuracy/truth.ts';

const skip = dataMissing() ?? false;

test('the policy sums of tracing.md §7, and the product beside a plain ledger', { skip }, () => {
  for (const [number] of ANSWERED) {
    for (const sum of policySums(readTruth(dataRoot(), number), POLICY_SUMS[number])) {
      const what = `${number} ${sum.policy}`;
      assert.ok(Math.abs(sum.table - sum.blended) < POLICY_SUM_TOLERANCE, `${what} table`);
      assert.ok(Math.abs(sum.product - sum.apart) < 0.01, `${what} product`);
      // Where averaging a transfer's lots changes nothing, the product meets the table itself.
      if (sum.policy === 'fifo' || sum.policy === 'lifo') continue;
      assert.ok(Math.abs(sum.product - sum.table) < POLICY_SUM_TOLERANCE, `${what} both`);
    }
  }
});
