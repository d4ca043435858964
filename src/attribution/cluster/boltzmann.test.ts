import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../../test/properties/policies.ts';
import { linkCounts } from './boltzmann.ts';

interface Vectors {
  readonly equal: readonly { n: number; interpretations: string; linked: string }[];
  readonly rows: readonly {
    inputs: string[];
    outputs: string[];
    interpretations: string;
    links: string[][];
  }[];
}

const file = path.join(import.meta.dirname, '../../../test/vectors/boltzmann.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

test('n equal inputs and outputs (tracing.md §5.6, first table)', () => {
  for (const { n, interpretations, linked } of vectors.equal) {
    const amounts = Array<bigint>(n).fill(5_000_000n);
    const counts = linkCounts(amounts, amounts);
    equal(counts?.interpretations, BigInt(interpretations), `n = ${n}`);
    ok(counts?.links.flat().every((count) => count === BigInt(linked)));
  }
});

test('unequal amounts (tracing.md §5.6, second table)', () => {
  for (const { inputs, outputs, interpretations, links } of vectors.rows) {
    const counts = linkCounts(inputs.map(BigInt), outputs.map(BigInt));
    equal(counts?.interpretations, BigInt(interpretations));
    deepEqual(
      counts?.links,
      links.map((row) => row.map(BigInt)),
    );
  }
});

test('links that every interpretation has, and entropy', () => {
  const counts = linkCounts(
    [10_000_000n, 1_380_000n],
    [9_850_000n, 1_270_000n, 100_000n, 100_000n],
  );
  deepEqual(counts?.deterministic, [
    { output: 0, input: 0 },
    { output: 1, input: 1 },
  ]);
  equal(counts?.entropy, Math.log2(3));
  equal(linkCounts([7n], [5n, 1n])?.entropy, 0);
});

/** All partitions of the inputs, all assignments of the outputs. */
function bruteForce(inputs: readonly bigint[], outputs: readonly bigint[]) {
  const links = outputs.map(() => inputs.map(() => 0n));
  let interpretations = 0n;
  const pay = (owners: readonly number[], blocks: number, given: readonly number[]): void => {
    if (given.length < outputs.length) {
      for (let block = 0; block < blocks; block++) pay(owners, blocks, [...given, block]);
      return;
    }
    for (let block = 0; block < blocks; block++) {
      const into = inputs.reduce(
        (sum, amount, i) => (owners[i] === block ? sum + amount : sum),
        0n,
      );
      const out = outputs.reduce((sum, amount, o) => (given[o] === block ? sum + amount : sum), 0n);
      if (into < out) return;
    }
    interpretations++;
    for (const [o, row] of links.entries()) {
      for (const i of row.keys()) if (given[o] === owners[i]) row[i]! += 1n;
    }
  };
  const part = (owners: readonly number[], blocks: number): void => {
    if (owners.length === inputs.length) pay(owners, blocks, []);
    else
      for (let block = 0; block <= blocks; block++) {
        part([...owners, block], Math.max(blocks, block + 1));
      }
  };
  part([], 0);
  return { interpretations, links };
}

const few = (most: number) => fc.bigInt({ min: 0n, max: BigInt(most) });

test('the counts are those of trying everything', (t) => {
  const ins = fc.array(few(6), { minLength: 1, maxLength: 4 });
  const outs = fc.array(few(5), { maxLength: 4 });
  const property = fc.property(ins, outs, (inputs, wanted) => {
    let left = inputs.reduce((sum, amount) => sum + amount, 0n);
    const outputs = wanted.map((amount) => {
      const paid = amount < left ? amount : left;
      left -= paid;
      return paid;
    });
    const counts = linkCounts(inputs, outputs);
    const { interpretations, links } = bruteForce(inputs, outputs);
    equal(counts?.interpretations, interpretations);
    deepEqual(counts?.links, links);
  });
  fc.assert(property, seeded(t, 400));
});

test('what is too much is not computed', () => {
  const many = Array.from({ length: 40 }, (_, i) => 1_000_000n + BigInt(i * i));
  equal(linkCounts(many, many), null);
  // but many alike are few choices
  const alike = Array<bigint>(30).fill(5_000_000n);
  equal(linkCounts(alike, alike)?.links.length, 30);
});
