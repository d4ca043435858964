import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChainBlock, placeBlocks } from './chain.ts';
import { MAINNET } from './network.ts';

const HARD = 0x1c00ffff;
const EASY = 0x1d00ffff;
const block = (
  hash: string,
  previous: string,
  stated: number | null = null,
  bits = EASY,
): ChainBlock => ({ hash, previous, stated, bits });

const heights = (blocks: readonly ChainBlock[]) => placeBlocks(blocks).map((place) => place.height);

test('heights count from a block that states its own, in both directions', () => {
  deepEqual(heights([block('b', 'a', 7), block('c', 'b'), block('a', 'z'), block('q', 'r')]), [
    7,
    8,
    6,
    null,
  ]);
});

test('the genesis block is 0', () => {
  deepEqual(heights([block('b', MAINNET.genesis), block(MAINNET.genesis, '0')]), [1, 0]);
});

test('of two branches the one with more work counts, however the files stand', () => {
  const blocks = [
    block('root', 'x', 10),
    block('a1', 'root'),
    block('a2', 'a1'),
    block('b1', 'root', null, HARD),
    block('c', 'b1'),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(blocks, { minLength: blocks.length }), (list) => {
      const stale = placeBlocks(list).flatMap((place, i) => (place.stale ? list[i]?.hash : []));
      deepEqual(stale.sort(), ['a1', 'a2']);
    }),
  );
});

test('of two with equal work the lower hash counts', () => {
  const places = placeBlocks([block('b', 'root'), block('a', 'root')]);
  deepEqual(
    places.map((place) => place.stale),
    [true, false],
  );
});

test('a height against the links is a contradiction; most of them decide', () => {
  const places = placeBlocks([block('a', 'z', 5), block('b', 'a', 6), block('c', 'b', 99)]);
  deepEqual(
    places.map((place) => [place.height, place.contradicted]),
    [
      [5, false],
      [6, false],
      [7, true],
    ],
  );
});

test('long runs do not overflow the stack', () => {
  const blocks = Array.from({ length: 50_000 }, (_, i) => block(`${i}`, `${i - 1}`)).reverse();
  equal(placeBlocks([...blocks, block('-1', 'x', 100)])[0]?.height, 50_100);
});
