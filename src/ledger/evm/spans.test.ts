import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LimitError } from '../../base/errors.ts';
import { type Found, type Span, Spans } from './spans.ts';

/** A node that allows so many blocks and so many results, and says how many blocks or does not. */
interface Node {
  readonly blocks: number;
  readonly isFrank: boolean;
  readonly results: number;
}

const nodes = fc.record({
  blocks: fc.integer({ min: 1, max: 400 }),
  isFrank: fc.boolean(),
  results: fc.integer({ min: 1, max: 50 }),
});
const windows = fc
  .tuple(fc.nat(1000), fc.nat(1500))
  .map(([from, length]) => ({ from, to: from + length }));

/** Each third block holds something; a single block is never too much. */
function ask({ blocks, isFrank, results }: Node, asked: Span[] = []) {
  return async (span: Span): Promise<Found<number[]>> => {
    asked.push(span);
    const length = span.to - span.from + 1;
    // answers come in any order
    await new Promise((resolve) => setImmediate(resolve));
    if (length > blocks) {
      return { wide: { kind: 'wide', of: 'blocks', most: isFrank ? blocks : null } };
    }
    const found = Array.from({ length }, (_, i) => span.from + i).filter((n) => n % 3 === 0);
    if (length > 1 && found.length > results) {
      return { wide: { kind: 'wide', of: 'results', most: null } };
    }
    return { found };
  };
}

describe('questions about spans of blocks', () => {
  test('whatever a node allows, all blocks are read once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        nodes,
        windows,
        fc.integer({ min: 1, max: 3000 }),
        async (node, span, most) => {
          const parts = await new Spans(most).read(span, ask(node));
          const length = span.to - span.from + 1;
          const expected = Array.from({ length }, (_, i) => span.from + i).filter(
            (n) => n % 3 === 0,
          );
          assert.deepEqual(parts.flat(), expected);
        },
      ),
    );
  });

  test('what was learned holds from the next time on, and is never too much again', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, windows, async (node, span) => {
        const spans = new Spans(Number.MAX_SAFE_INTEGER);
        const [first, second]: [Span[], Span[]] = [[], []];
        await spans.read(span, ask(node, first));
        spans.settle();
        await spans.read(span, ask({ ...node, results: 1e9 }, second));
        const longest = Math.max(...second.map(({ from, to }) => to - from + 1));
        assert.ok(longest <= Math.max(node.blocks, 1) || first.length === 1);
      }),
    );
  });

  test('the questions are the same, however answers overtake each other', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, windows, fc.scheduler(), async (node, span, s) => {
        const [calm, hasty]: [Span[], Span[]] = [[], []];
        await new Spans(1000).read(span, ask(node, calm));
        const spans = new Spans(1000);
        const slow = ask(node, hasty);
        const work = spans.read(span, (part) => s.schedule(slow(part)));
        await s.waitFor(work);
        const inOrder = (list: readonly Span[]): string[] =>
          list.map(({ from, to }) => `${from} ${to}`).sort();
        assert.deepEqual(inOrder(hasty), inOrder(calm));
      }),
      { numRuns: 20 },
    );
  });

  test('there is a bound', async () => {
    const spans = new Spans(1);
    const none = (): Promise<Found<number>> => Promise.resolve({ found: 1 });
    await assert.rejects(spans.read({ from: 1, to: 200_000 }, none), LimitError);
  });
});
