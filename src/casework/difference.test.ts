import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { differences } from './difference.ts';

const places = (before: unknown, after: unknown) =>
  differences(before, after).map(({ path }) => path);

describe('differences', () => {
  test('none between a value and its copy', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        deepEqual(places(JSON.parse(text), JSON.parse(text)), []);
      }),
    );
  });

  test('are named by their path, with what stands there', () => {
    const before = { hops: [{ amount: '5' }, { amount: '7' }], title: 'a' };
    const after = { hops: [{ amount: '5' }, { amount: '8' }], title: 'a' };
    deepEqual(differences(before, after), [
      { path: 'hops[1].amount', before: '"7"', after: '"8"' },
    ]);
  });

  test('a missing or added part is one, and a list is no object', () => {
    deepEqual(places({ a: 1 }, { b: 1 }), ['a', 'b']);
    deepEqual(places([1], [1, 2]), ['[1]']);
    deepEqual(places({ a: [] }, { a: {} }), ['a']);
    deepEqual(places(1, '1'), ['the whole']);
  });

  test('stop at the most that is asked for', () => {
    deepEqual(differences([1, 2, 3], [4, 5, 6], 2).length, 2);
  });
});
