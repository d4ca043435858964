import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { traced } from '../../test/scenarios/folder.ts';
import { sha256 } from '../base/digest.ts';
import type { EvidenceItem } from '../ledger/evidence/run.ts';
import type { TraceResult } from '../trace/result.ts';
import { withEvidence } from './evidence.ts';

const item = (number: number, change: Partial<EvidenceItem> = {}): EvidenceItem => ({
  ...{ source: number % 3 === 0 ? 'node' : 'explorer', chain: 'eip155:1', kind: 'evm-rpc' },
  ...{ question: `GET /tx/${number}`, status: 200, at: 1_700_000_000 + number },
  ...{ digest: sha256(`answer ${number}`), bytes: 10 + number, failure: null },
  ...change,
});
const ITEMS = Array.from({ length: 12 }, (_, number) => item(number));

/** The result of a small case whose hops were read from answers, by their numbers. */
async function resultOver(numbers: readonly number[]): Promise<TraceResult> {
  const result = await traced();
  const hops = result.hops.map((hop, i) => ({ ...hop, input: numbers[i % numbers.length] ?? 0 }));
  return { ...result, hops };
}

test('a hop leads to its answer, and nothing depends on the order of arrival', async (t) => {
  const numbers = [7, 2, 11];
  const plain = await resultOver(numbers);
  const wanted = withEvidence(plain, ITEMS);
  for (const [i, hop] of wanted.hops.entries()) {
    const { question } = ITEMS[numbers[i % 3] ?? 0] as EvidenceItem;
    equal(wanted.inputs[hop.input]?.name.endsWith(` ${question}`), true);
  }
  equal(wanted.inputs.length, plain.inputs.length + ITEMS.length);
  fc.assert(
    fc.property(fc.shuffledSubarray(ITEMS, { minLength: ITEMS.length }), (items) => {
      const hops = plain.hops.map((hop) => {
        return { ...hop, input: items.indexOf(ITEMS[hop.input] as EvidenceItem) };
      });
      deepEqual(withEvidence({ ...plain, hops }, items), wanted);
    }),
    seeded(t, 50),
  );
});

test('the root names the set of answers, not when they came', async () => {
  const plain = await resultOver([0]);
  const root = (items: readonly EvidenceItem[]) => withEvidence(plain, items).evidence?.root;
  const later = ITEMS.map((one) => ({ ...one, at: one.at + 99 }));
  equal(root(later), root(ITEMS));
  const other = ITEMS.with(3, item(3, { digest: sha256('another answer') }));
  notEqual(root(other), root(ITEMS));
  notEqual(root(ITEMS.slice(1)), root(ITEMS));
});

test('each source with its answers and their times; of a failure, the reason', async () => {
  const failure = 'is busy (status 503)';
  const failed = item(20, { digest: null, status: null, bytes: 0, failure });
  const { evidence, inputs } = withEvidence(await resultOver([0]), [...ITEMS, failed]);
  deepEqual(evidence?.sources, [
    {
      ...{ name: 'explorer', answers: 9 },
      ...{ first: '2023-11-14 22:13:21', last: '2023-11-14 22:13:40' },
    },
    {
      ...{ name: 'node', answers: 4 },
      ...{ first: '2023-11-14 22:13:20', last: '2023-11-14 22:13:29' },
    },
  ]);
  const input = inputs.find(({ name }) => name === 'explorer GET /tx/20');
  deepEqual([input?.sha256, input?.rows, input?.role], [sha256(failure), 0, 'evidence']);
});
