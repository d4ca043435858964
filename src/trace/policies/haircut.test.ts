import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { testVectors } from '../../../test/vectors/policies.ts';
import { haircut } from './haircut.ts';
import { byLabel, sum } from './lots.ts';

testVectors(haircut);

test('with many labels and few units, capacities hold and shares stay near exact (§2.3)', () => {
  const labels = [0, 1, 2, 3, 4];
  const inputs = labels.map((label) => [{ amount: 1n, label, history: label }]);
  const columns = haircut.outputs(inputs, [1n, 1n, 1n, 1n, 1n]);
  deepEqual(columns.map(sum), [1n, 1n, 1n, 1n, 1n]);
  deepEqual(
    columns.map((lots) => lots[0]?.label),
    labels,
  );
  const unequal = haircut.outputs(inputs, [4n, 1n]).map(byLabel);
  ok(
    labels.every((label) => (unequal[0]?.get(label) ?? 0n) + (unequal[1]?.get(label) ?? 0n) === 1n),
  );
});

test('a label that is blended keeps the history of its oldest lot', () => {
  const lots = [
    { amount: 3n, label: 0, history: 5 },
    { amount: 3n, label: 0, history: 2 },
  ];
  deepEqual(haircut.outputs([lots], [4n, 2n]), [
    [{ amount: 4n, label: 0, history: 5 }],
    [{ amount: 2n, label: 0, history: 5 }],
  ]);
});
