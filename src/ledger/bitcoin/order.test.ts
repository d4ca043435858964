import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chainOrder, type OrderItem } from './order.ts';

/** Items whose parents are drawn from those before them, so that there is no circle. */
const items = fc
  .array(
    fc.record({
      block: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
      time: fc.integer({ min: 0, max: 6 }),
      txIndex: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
      parents: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map((item, i) => {
      const parents = i === 0 ? [] : item.parents.map((parent) => parent % i);
      return { ...item, id: `tx${String(i).padStart(2, '0')}`, parents };
    }),
  );

const names = (list: readonly OrderItem[]) => chainOrder(list).order.map((i) => list[i]?.id);

test('the order given does not matter', () => {
  const shuffled = items.chain((list) => {
    const numbers = list.map((_, i) => i);
    const order = fc.shuffledSubarray(numbers, { minLength: list.length });
    return order.map((places) => ({ list, places }));
  });
  fc.assert(
    fc.property(shuffled, ({ list, places }) => {
      const moved = places.map((from) => {
        const item = list[from] as OrderItem;
        return { ...item, parents: item.parents.map((parent) => places.indexOf(parent)) };
      });
      deepEqual(names(moved), names(list));
    }),
    { numRuns: 500 },
  );
});

test('nothing stands before what it spends, and each thing stands once', () => {
  fc.assert(
    fc.property(items, (list) => {
      const { order, circular } = chainOrder(list);
      deepEqual(circular, []);
      deepEqual(
        [...order].sort((a, b) => a - b),
        list.map((_, i) => i),
      );
      for (const [i, item] of list.entries()) {
        for (const parent of item.parents) ok(order.indexOf(parent) < order.indexOf(i));
      }
    }),
    { numRuns: 500 },
  );
});

const item = (id: string, block: number | null, time: number, parents: number[] = []) => {
  return { id, block, time, txIndex: null, parents };
};

test('height rules over the miners’ clocks; what has no height takes its place by time', () => {
  const list = [item('c', 3, 90), item('b', 2, 100), item('x', null, 95), item('y', null, 100)];
  deepEqual(names(list), ['x', 'b', 'c', 'y']);
});

test('a child whose clock is behind its parent’s waits for it', () => {
  const list = [item('child', null, 5, [1]), item('parent', null, 9), item('other', null, 7)];
  deepEqual(names(list), ['other', 'parent', 'child']);
});

test('circles, which no chain holds, are named and broken at their first', () => {
  const list = [item('a', null, 1, [1]), item('b', null, 2, [0]), item('c', null, 0)];
  const { order, circular } = chainOrder(list);
  deepEqual(order, [2, 0, 1]);
  deepEqual(circular, [0]);
  equal(chainOrder([item('self', null, 1, [0])]).circular.length, 1);
});
