// What the pages say is missing or not named is what the desk finds missing or does not take.

import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { writtenCaseSchema } from '../../src/casework/case.ts';
import { withBrought } from '../../src/server/work/brought.ts';
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

  test('are taken one and all, wherever the case names them', async () => {
    const named = fc.constantFrom('a.csv', 'packs/', 'x/*.csv', 'b.?sv', 'one.yaml', '*.txt');
    const some = fc.array(named, { maxLength: 2 });
    const fields = fc.record({
      files: some,
      tags: some,
      declared: some,
      prices: some,
      lists: some,
    });
    const all = ['a.csv', 'b.csv', 'one.yaml', 'two.yml', 'c.txt', 'd.json'];
    await fc.assert(
      fc.asyncProperty(fields, fc.subarray(all), async (paths, names) => {
        const body = {
          ...{ format: 'hueandcry.case', version: 1, id: 'x', title: 'x', chain: 'ethereum' },
          ledger: { files: paths.files },
          tags: [
            ...paths.tags,
            ...paths.declared.map((file) => ({ file, source: 'us', category: 'exchange' })),
          ],
          prices: paths.prices.map((file) => ({ asset: 'ETH', file })),
          lists: paths.lists,
        };
        const files = names.map((name) => new File(['x'], name));
        const found = (await lookInto([new File([JSON.stringify(body)], 'case.json'), ...files]))
          .case;
        const placed = placedOf(body, names);
        // two paths that come to one file are refused, and some are missing
        fc.pre(placed !== null && found?.missing.length === 0);
        const { ledger, tags, prices, lists } = placed;
        const taken = [
          ...[...ledger.files, ...lists, ...prices.flatMap(({ file }) => file ?? [])],
          ...tags.map((tag) => (typeof tag === 'string' ? tag : tag.file)),
        ];
        deepEqual(
          names.filter((name) => !taken.includes(name)),
          found.others,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('may lie in folders of Windows', async () => {
    const body = { case_id: 'x', chain: 'ethereum', ledger: 'ledger\\transfers.csv (all)' };
    const file = new File([JSON.stringify({ ...body, lists: ['packs\\'] })], 'case.json');
    const transfers = new File(['from,to'], 'transfers.csv');
    const found = (await lookInto([file, transfers])).case;
    const wanted = found?.missing.map((one) => [one.wanted, one.isOptional]);
    deepEqual([wanted, found?.others], [[['TagPacks of packs', true]], []]);
  });
});

function placedOf(body: unknown, names: readonly string[]): ReturnType<typeof withBrought> | null {
  try {
    return withBrought(writtenCaseSchema.parse(body), names);
  } catch {
    return null;
  }
}
