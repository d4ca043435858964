// What the pages say is missing or not named is what the desk finds missing or does not take.

import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fittingNames } from '../../src/server/work/named-files.ts';
import { safeName } from '../../src/server/work/trace-request.ts';
import { lookInto } from '../../web/pages/bring-files.ts';
import { fittingNames as fittingOnPages } from '../../web/pages/named-files.ts';

describe('files that a case names', () => {
  test('are the same to the pages and to the desk', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b.csv', '.yml', '.', '/', '\\', '*', '?', '[', '{', 'é', '('), {
        ...{ minLength: 1, maxLength: 6 },
      })
      .map((parts) => parts.join(''));
    const names = fc.uniqueArray(text, { maxLength: 6, selector: safeName });
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 6 }), names, (paths, brought) => {
        const sorted = (found: ReadonlyMap<string, readonly string[]>) =>
          [...found].map(([path, fits]) => [path, fits.map(safeName).sort()]);
        const onPages = sorted(fittingOnPages(paths, brought));
        deepEqual(onPages, sorted(fittingNames(paths, brought.map(safeName))));
      }),
      { numRuns: 2000 },
    );
  });

  test('may lie in folders of Windows', async () => {
    const body = { case_id: 'x', chain: 'ethereum', ledger: 'ledger\\transfers.csv (all)' };
    const file = new File([JSON.stringify({ ...body, lists: ['packs\\'] })], 'case.json');
    const transfers = new File(['from,to'], 'transfers.csv');
    const found = (await lookInto([file, transfers])).case;
    deepEqual([found?.missing, found?.others], [['TagPacks of packs'], []]);
  });
});
