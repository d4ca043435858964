import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SourceError } from '../../base/errors.ts';
import type { Source } from '../source.ts';
import { Fork, Headers } from './headers.ts';
import { Node } from './node.ts';

const hashOf = (block: number): string => `0x${block.toString(16).padStart(64, '0')}`;

/** A node with blocks at these times; those below `kept` it has no longer. */
function chainOf(times: readonly number[], kept = 0): { source: Source; asked: number[] } {
  const asked: number[] = [];
  const none = (): Promise<never> => Promise.reject(new Error('only JSON-RPC'));
  const call: Source['call'] = (_, [number]) => {
    const block = Number(number);
    asked.push(block);
    const hex = (value: number): string => `0x${value.toString(16)}`;
    const header = { number: hex(block), hash: hashOf(block), timestamp: hex(times[block] ?? 0) };
    const value = { result: block < kept ? null : header };
    return Promise.resolve({ status: 200, value, at: 0, evidence: asked.length });
  };
  return { source: { name: 'node.test', get: none, post: none, call }, asked };
}

const chains = fc
  .array(fc.nat(30), { minLength: 1, maxLength: 3000 })
  .map((steps) =>
    steps.reduce<number[]>(
      (times, step) => [...times.slice(-1e9), (times.at(-1) ?? 1000) + step],
      [],
    ),
  );

describe('the headers of a chain', () => {
  test('the first block from a time on is found in few steps, each block asked once', async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.nat(40_000), async (times, time) => {
        const { source, asked } = chainOf(times);
        const headers = new Headers(new Node(source));
        const head = await headers.at(times.length - 1);
        const found = await headers.firstFrom(time, head);
        const expected = times.findIndex((at) => at >= time);
        assert.equal(found, expected < 0 ? null : expected);
        assert.equal(new Set(asked).size, asked.length);
        assert.ok(asked.length <= 1 + 15 * 4, `${asked.length}`);
      }),
      { numRuns: 60 },
    );
  });

  test('blocks that a node has no longer are taken for old', async () => {
    const times = Array.from({ length: 1000 }, (_, block) => 1000 + block * 10);
    const { source } = chainOf(times, 400);
    const headers = new Headers(new Node(source));
    const head = await headers.at(999);
    assert.equal(await headers.firstFrom(1000 + 7000, head), 700);
    assert.equal(await headers.firstFrom(0, head), 400);
    await assert.rejects(headers.at(399), (error) => {
      return (
        error instanceof SourceError && error.message.includes('eth_getBlockByNumber of 399: none')
      );
    });
  });

  test('two hashes at one height are a fork', () => {
    const headers = new Headers(new Node(chainOf([1]).source));
    headers.agree(5, hashOf(5));
    headers.agree(5, hashOf(5));
    assert.throws(
      () => headers.agree(5, hashOf(6)),
      (error) => error instanceof Fork && error.message === 'block 5 was replaced',
    );
  });
});
