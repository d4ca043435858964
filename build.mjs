// Makes dist/, what the published package runs: Node refuses to run TypeScript from node_modules.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPages } from './web/build.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(root, 'src');
const target = path.join(root, 'dist');

/** Data for the tests; everything else that is not TypeScript is read by the program. */
const TEST_DATA = new Set(['vectors', 'fixtures', 'recordings']);

function copyData(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const from = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!TEST_DATA.has(entry.name)) copyData(from);
    } else if (!entry.name.endsWith('.ts')) {
      const to = path.join(target, path.relative(source, from));
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.copyFileSync(from, to);
    }
  }
}

fs.rmSync(target, { recursive: true, force: true });
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (result.status === 0) {
  copyData(source);
  await buildPages();
}
process.exitCode = result.status ?? 1;
