import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors.ts';

/** Of a checkout and of the published package alike: above src/server and dist/server. */
const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * The folder of the built pages. In a checkout they are built first where their sources are newer.
 * @throws InputError where they cannot be built, or were not
 */
export function builtPages(): string {
  const folder = path.join(ROOT, 'dist', 'web');
  const builder = path.join(ROOT, 'web', 'build.mjs');
  if (existsSync(builder)) {
    const built = spawnSync(process.execPath, [builder], { encoding: 'utf8' });
    if (built.status !== 0) throw new InputError('web', 'pages that build', built.stderr.trim());
  } else if (!existsSync(path.join(folder, 'index.html'))) {
    throw new InputError('dist/web', 'the pages of the desk', 'none', 'Install the package anew.');
  }
  return folder;
}
