import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { decodeUtf8 } from '../../base/parse-json.ts';

const MOST_BYTES = 64 * 2 ** 20;
const MOST_FILES = 100_000;
const DEEPEST = 16;
const ENDINGS = /\.(csv|ya?ml|json|jsonl|ndjson)$/i;

/** A file to import; `named` where it was given itself, not found in a folder. */
export interface Found {
  readonly path: string;
  readonly named: boolean;
}

/**
 * Files by path, and those of folders in the order of their names: the same on every computer.
 * @throws InputError
 */
export function findFiles(paths: readonly string[]): Found[] {
  const found = new Map<string, Found>();
  const walk = (path: string, depth: number): void => {
    if (depth > DEEPEST) throw new InputError(path, `at most ${DEEPEST} folders deep`, 'more');
    for (const entry of entriesOf(path)) {
      const inside = join(path, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) walk(inside, depth + 1);
      else if (entry.isFile() && ENDINGS.test(entry.name) && !found.has(inside)) {
        found.set(inside, { path: inside, named: false });
      }
      if (found.size > MOST_FILES)
        throw new InputError(path, `at most ${MOST_FILES} files`, 'more');
    }
  };
  for (const given of paths) {
    const path = resolve(given);
    if (isFolder(path)) walk(path, 0);
    else found.set(path, { path, named: true });
  }
  return [...found.values()];
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new InputError(path, 'a folder that can be read', reason(error));
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new InputError(path, 'a file or folder that is there', reason(error));
  }
}

/**
 * The bytes of a file and its text.
 * @throws InputError where it is too large or no UTF-8
 */
export function readText(path: string): { readonly bytes: Uint8Array; readonly text: string } {
  const name = basename(path);
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw new InputError(name, `at most ${MOST_BYTES} bytes`, size);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(name, 'a file that can be read', reason(error));
  }
  try {
    return { bytes, text: decodeUtf8(bytes) };
  } catch {
    const wide =
      (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new InputError(name, 'UTF-8', wide ? 'UTF-16' : 'another encoding');
  }
}
