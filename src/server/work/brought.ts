// A case from outside names its files by paths; here only those that were brought with it count.

import { posix } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { CaseFile } from '../../casework/case.ts';
import { fittingNames, lastOf } from './named-files.ts';

/**
 * The case with each of its files by the name under which it was brought, whatever folder the case
 * had it in. It must not read from the server's disk: what was not brought is asked for by name.
 * @throws InputError naming all that is missing, or two files that come to one name
 */
export function withBrought(file: CaseFile, brought: readonly string[]): CaseFile {
  const fittingOf = fittingNames(pathsOf(file), brought);
  const missing = new Set<string>();
  const takenBy = new Map<string, string>();
  const found = (named: string): readonly string[] => {
    const fitting = fittingOf.get(named) ?? [];
    if (fitting.length === 0) missing.add(lastOf(named));
    const path = posix.normalize(named.replaceAll('\\', '/'));
    for (const name of fitting) {
      const other = takenBy.get(name) ?? path;
      if (other !== path) {
        throw new InputError('case', 'files of different names', `${other} and ${path}`);
      }
      takenBy.set(name, path);
    }
    return fitting;
  };
  const all = (names: readonly string[]) => names.flatMap(found);
  const { ledger } = file;
  const placed: CaseFile = {
    ...file,
    ledger: { ...ledger, files: all(ledger.files), prevouts: all(ledger.prevouts) },
    tags: file.tags.flatMap((tag) =>
      typeof tag === 'string' ? found(tag) : found(tag.file).map((one) => ({ ...tag, file: one })),
    ),
    prices: file.prices.flatMap((price) =>
      price.file === undefined ? price : found(price.file).map((one) => ({ ...price, file: one })),
    ),
    safeTransactions: all(file.safeTransactions),
    lists: all(file.lists),
  };
  if (missing.size > 0) {
    const expected = 'the files that it names to be brought with it';
    throw new InputError('case', expected, `none called ${[...missing].join(', ')}`);
  }
  return placed;
}

function pathsOf({ ledger, tags, prices, safeTransactions, lists }: CaseFile): readonly string[] {
  return [
    ...ledger.files,
    ...ledger.prevouts,
    ...tags.map((tag) => (typeof tag === 'string' ? tag : tag.file)),
    ...prices.flatMap(({ file }) => file ?? []),
    ...safeTransactions,
    ...lists,
  ];
}
