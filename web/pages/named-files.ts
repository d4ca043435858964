// Which of the files that were brought a path of a case means, as the desk will take it, too
// (src/server/work/named-files.ts): test/desk/named-files.test.ts compares the two.

/** The names that do for each path. A pattern or folder is not what another path names exactly. */
export function fittingNames(
  paths: readonly string[],
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const exact = new Set(paths.filter((path) => !isPattern(path)).map((path) => safe(lastOf(path))));
  const fitting = (path: string): readonly string[] => {
    if (!isPattern(path)) return names.filter((name) => safe(name) === safe(lastOf(path)));
    const left = names.filter((name) => !exact.has(safe(name)));
    if (isFolder(path)) return left.filter((name) => /\.ya?ml$/.test(safe(name)));
    const pattern = lastOf(path).replace(/[^\w.()+ *?-]/g, '_');
    return left.filter((name) => fitsPattern(safe(name), pattern));
  };
  return new Map(paths.map((path) => [path, fitting(path)]));
}

/** What a path asks for, in words. */
export function wantedBy(path: string): string {
  return isFolder(path) ? `TagPacks of ${lastOf(path)}` : lastOf(path);
}

function isFolder(path: string): boolean {
  return /[\\/]$/.test(path);
}

function isPattern(path: string): boolean {
  return isFolder(path) || /[*?]/.test(lastOf(path));
}

function lastOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/** The name by which the desk keeps a file. */
function safe(name: string): string {
  const last = name.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  const short = last.replace(/[^\w.()+ -]/g, '_').slice(-120);
  return /^\.*$/.test(short) ? `file${short.length}` : short;
}

/** `*` is any text, `?` one character. It goes back to the last `*` only, which is enough. */
function fitsPattern(name: string, pattern: string): boolean {
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
