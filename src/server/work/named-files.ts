// Which of the files that were brought a path of a case means. Before they bring them, the pages
// tell people the same (web/pages/named-files.ts): test/desk/named-files.test.ts compares the two.

import { InputError } from '../../base/errors.ts';
import { safeName } from './trace-request.ts';

/** Paths of a case that stand for several files: each is held against all that was brought. */
const MOST_PATTERNS = 200;
const MOST_STARS = 8;

/** What a path ends with, so that a person finds the file by it. */
export function lastOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/**
 * The brought names that do for each path. A name with `*` or `?` is all that fit it, a folder all
 * TagPacks, which folders are named for; neither is what another path names exactly.
 * @param brought as `safeName` gives them
 * @throws InputError where there are too many patterns to hold against them
 */
export function fittingNames(
  paths: readonly string[],
  brought: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const patterns = paths.filter(isPattern);
  if (patterns.length > MOST_PATTERNS) {
    const expected = `at most ${MOST_PATTERNS} folders and names with * or ?`;
    throw new InputError('case', expected, `${patterns.length}`);
  }
  const there = new Set(brought);
  const exact = new Set(paths.filter((path) => !isPattern(path)).map(nameOf));
  const left = brought.filter((name) => !exact.has(name)).sort();
  const fitting = (path: string): readonly string[] => {
    if (/[\\/]$/.test(path)) return left.filter((name) => /\.ya?ml$/.test(name));
    if (!isPattern(path)) return there.has(nameOf(path)) ? [nameOf(path)] : [];
    const pattern = patternOf(path);
    return left.filter((name) => fitsPattern(name, pattern));
  };
  return new Map([...new Set(paths)].map((path) => [path, fitting(path)]));
}

function isPattern(path: string): boolean {
  return /[\\/]$/.test(path) || /[*?]/.test(lastOf(path));
}

function nameOf(path: string): string {
  return safeName(lastOf(path));
}

/** A pattern for safe names: what `safeName` replaces is replaced in it, too. */
function patternOf(path: string): string {
  const pattern = lastOf(path).replace(/[^\w.()+ *?-]/g, '_');
  if (pattern.split('*').length - 1 > MOST_STARS) {
    throw new InputError('case', `at most ${MOST_STARS} * in the name of a file`, pattern);
  }
  return pattern;
}

/**
 * Whether a name fits a pattern, in which `*` is any text and `?` one character. It goes back to
 * the last `*` only: no pattern takes more steps than the square of the name's length.
 */
export function fitsPattern(name: string, pattern: string): boolean {
  let [at, place, star, tried] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[place] === '*') {
      [star, tried] = [place, at];
      place += 1;
    } else if (pattern[place] === '?' || pattern[place] === name[at]) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      tried += 1;
      [place, at] = [star + 1, tried];
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(place));
}
