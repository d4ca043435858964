import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { type Scenario, trace } from '../../test/scenarios/trace.ts';

/** `via basis least-most` of the hop in a transaction: its traced units over what conserves. */
async function hopOf(rows: string, tx: string, scenario: Partial<Scenario> = {}) {
  const { result } = await trace({ rows, ...scenario });
  const hop = result.hops.find((known) => known.tx === tx);
  if (!hop) return null;
  const { poison: _, ...kept } = hop.traced;
  const units = Object.values(kept).map(Number);
  return `${hop.via} ${hop.basis} ${Math.min(...units)}-${Math.max(...units)}`;
}

const MIXED = '1 a S>A 5000 \n 2 b O>A 9000 \n';

describe('a payment of one receipt', () => {
  test('takes what that receipt brought, under every policy', async () => {
    equal(await hopOf(`${MIXED} 3 c A>B 5000`, 'c'), 'identified inferred 4999-5000');
    equal(await hopOf(`${MIXED} 3 c A>B 4995`, 'c'), 'identified inferred 4994-4995');
  });

  test('of what is left of it, too', async () => {
    const rows = '1 a S>A 5000 \n 2 b A>C 1000 \n 3 c O>A 9000 \n 4 d A>B 4000';
    equal(await hopOf(rows, 'd'), 'identified inferred 3999-4000');
  });

  test('not where the amount is another, or two receipts would do', async () => {
    equal(await hopOf(`${MIXED} 3 c A>B 4900`, 'c'), null);
    const two = '1 a O>A 1000 \n 2 b S>A 5000 \n 3 c O>A 5000 \n 4 d S>A 5000 \n 5 e A>B 5000';
    equal((await hopOf(two, 'e'))?.startsWith('transfer'), true);
  });

  test('leaves one unit with the rest, so that poison reaches as far as before', async () => {
    const { result, exploration } = await trace({ rows: `${MIXED} 3 c A>B 5000 \n 4 d A>C 9000` });
    const there = result.destinations.find((rest) => rest.holder === 'B')?.amounts;
    // the unit that stayed was one of 9001 at A
    deepEqual([there?.haircut, there?.lifo, there?.poison], ['4999', '4999', '5000']);
    const { accounts, holders } = exploration.replay;
    const poisoned = accounts.held('poison').map((h) => `${holders.names[h.holder]} ${h.amount}`);
    deepEqual(poisoned.sort(), ['B 5000', 'aside:C 9000']);
  });
});

test('however receipts are passed on, it closes and every purse is empty', async (t) => {
  const row = fc.record({
    from: fc.constantFrom('S', 'O', 'A', 'B', 'C'),
    to: fc.constantFrom('A', 'B', 'C', 'D'),
    amount: fc.constantFrom(3000, 5000, 5005, 8000, 13000),
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 20 }), async (list) => {
      const rows = list
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, amount }, i) => `${i + 1} t${i} ${from}>${to} ${amount}`)
        .join('\n');
      // payments to oneself alone are no ledger
      fc.pre(rows !== '');
      const { result, exploration } = await trace({ rows });
      found += exploration.reach.identified.length;
      for (const { difference } of result.certificate) equal(difference, '0');
      for (const policy of exploration.replay.accounts.policies) {
        for (const { holder } of exploration.replay.accounts.held(policy)) {
          const name = exploration.replay.holders.names[holder] ?? '';
          ok(!name.startsWith('receipt:'), `${policy} leaves something in ${name}`);
        }
      }
    }),
    seeded(t, 300),
  );
  ok(found > 0);
});
