import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { testVectors } from '../../../test/vectors/policies.ts';
import { sum } from './lots.ts';
import { tiho } from './tiho.ts';

testVectors(tiho);

test('ties go to the lower index, and the fee comes last however high it is (§2.3)', () => {
  const inputs = [
    [{ amount: 12n, label: null, history: -1 }],
    [{ amount: 5n, label: 0, history: 0 }],
  ];
  const dirty = tiho
    .outputs(inputs, [2n, 3n, 3n, 9n])
    .map((lots) => sum(lots.filter((lot) => lot.label !== null)));
  deepEqual(dirty, [0n, 3n, 2n, 0n]);
});
