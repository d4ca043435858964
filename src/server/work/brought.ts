// A case from outside names its files by paths; here only those that were brought with it count.

import { posix } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { CaseFile } from '../../casework/case.ts';
import type { Optional } from '../../casework/left-out.ts';
import { fittingNames, lastOf } from './named-files.ts';

/** The parts of a case that may be left out: of each, the paths in it. */
const OPTIONAL: { readonly [part in Optional]: (file: CaseFile) => readonly string[] } = {
  prevouts: ({ ledger }) => ledger.prevouts,
  tags: ({ tags }) => tags.map((tag) => (typeof tag === 'string' ? tag : tag.file)),
  prices: ({ prices }) => prices.flatMap(({ file }) => file ?? []),
  safeTransactions: ({ safeTransactions }) => safeTransactions,
  lists: ({ lists }) => lists,
};

/**
 * The case without these of its files, which it states as left out.
 * @throws InputError for one that it does not name, or cannot be traced without
 */
export function withoutFiles(file: CaseFile, without: readonly string[]): CaseFile {
  if (without.length === 0) return file;
  const gone = new Set(without);
  const parts = Object.entries(OPTIONAL) as readonly [Optional, (typeof OPTIONAL)[Optional]][];
  const leftOut = parts.flatMap(([as, pathsIn]) =>
    [...new Set(pathsIn(file))].filter((name) => gone.has(name)).map((name) => ({ name, as })),
  );
  for (const path of gone) {
    const isNamed = leftOut.some(({ name }) => name === path);
    if (isNamed && !file.ledger.files.includes(path)) continue;
    const expected = 'files of the case that a trace can do without';
    throw new InputError('without', expected, isNamed ? `${path}, its ledger` : path);
  }
  const left = (path: string | undefined): boolean => path === undefined || !gone.has(path);
  const { ledger } = file;
  return {
    ...file,
    ledger: { ...ledger, prevouts: ledger.prevouts.filter(left) },
    tags: file.tags.filter((tag) => left(typeof tag === 'string' ? tag : tag.file)),
    prices: file.prices.flatMap((price) => {
      if (left(price.file)) return price;
      // a price that is stated beside the file stays
      const { file: _, ...stated } = price;
      return stated.usd === undefined ? [] : stated;
    }),
    safeTransactions: file.safeTransactions.filter(left),
    lists: file.lists.filter(left),
    leftOut: [...(file.leftOut ?? []), ...leftOut],
  };
}

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
    tags: file.tags.flatMap<CaseFile['tags'][number]>((tag) =>
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

function pathsOf(file: CaseFile): readonly string[] {
  return [...file.ledger.files, ...Object.values(OPTIONAL).flatMap((pathsIn) => pathsIn(file))];
}
