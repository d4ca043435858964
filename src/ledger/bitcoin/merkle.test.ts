import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256d } from './hash.ts';
import { merkleRoot } from './merkle.ts';

const id = (n: number) => sha256d(Uint8Array.of(n & 255, n >> 8));
const ids = (n: number) => Array.from({ length: n }, (_, i) => id(i));
const pair = (a: Uint8Array, b: Uint8Array) => sha256d(Buffer.concat([a, b]));

test('one id is its own root; three are closed with the third', () => {
  const [a, b, c] = [id(0), id(1), id(2)];
  deepEqual(merkleRoot([a]), { root: a, mutated: false });
  deepEqual(merkleRoot([a, b]).root, pair(a, b));
  deepEqual(merkleRoot([a, b, c]).root, pair(pair(a, b), pair(c, c)));
});

test('a repeated last part keeps the root and is told apart (CVE-2012-2459)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), (n) => {
      const list = ids(n);
      const honest = merkleRoot(list);
      equal(honest.mutated, false);
      // The largest power of two that divides n is what an odd level doubles.
      const part = n & -n;
      if (part === n) return;
      const forged = merkleRoot([...list, ...list.slice(-part)]);
      deepEqual(forged.root, honest.root);
      equal(forged.mutated, true);
    }),
  );
});

test('any other order has another root', () => {
  const list = ids(5);
  const swapped = [list[1], list[0], ...list.slice(2)] as Uint8Array[];
  equal(Buffer.compare(merkleRoot(list).root, merkleRoot(swapped).root) === 0, false);
});
