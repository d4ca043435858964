// A case from outside names its files by paths; here only those that were brought with it count.

import { matchesGlob, posix } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { CaseFile } from '../../casework/case.ts';
import { safeName } from './trace-request.ts';

/**
 * The case with each of its files by the name under which it was brought, whatever folder the case
 * had it in. It must not read from the server's disk: what was not brought is asked for by name.
 * @throws InputError naming all that is missing, or two files that come to one name
 */
export function withBrought(file: CaseFile, brought: readonly string[]): CaseFile {
  const missing = new Set<string>();
  const takenBy = new Map<string, string>();
  const found = (named: string): string[] => {
    const fitting = fittingNames(named, brought);
    if (fitting.length === 0) missing.add(lastOf(named));
    const path = posix.normalize(named);
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
  const one = (name: string) => found(name)[0] ?? name;
  const { ledger } = file;
  const placed: CaseFile = {
    ...file,
    ledger: { ...ledger, files: all(ledger.files), prevouts: all(ledger.prevouts) },
    tags: file.tags.map((tag) =>
      typeof tag === 'string' ? one(tag) : { ...tag, file: one(tag.file) },
    ),
    prices: file.prices.map((price) =>
      price.file === undefined ? price : { ...price, file: one(price.file) },
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

/** What a path ends with, so that a person finds the file by it. */
function lastOf(named: string): string {
  return named.replaceAll('\\', '/').replace(/\/+$/, '').split('/').at(-1) ?? named;
}

/** A name with a `*` is all that fit it; a folder is all TagPacks, which folders are named for. */
function fittingNames(named: string, brought: readonly string[]): string[] {
  const last = lastOf(named);
  const pattern = named.endsWith('/') ? '*.{yaml,yml}' : last;
  if (/[*?[{]/.test(pattern)) return brought.filter((name) => matchesGlob(name, pattern)).sort();
  const name = safeName(last);
  return brought.includes(name) ? [name] : [];
}
