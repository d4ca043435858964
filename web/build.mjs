// Builds the pages into dist/web where their sources are newer than what lies there.
// `node web/build.mjs` does it; build.mjs and the tests call it.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = path.dirname(import.meta.dirname);
const target = path.join(root, 'dist', 'web');
const lock = path.join(root, 'dist', '.web-lock');
/** A build takes a second; a lock this old was left behind. */
const LEFT_BEHIND_MS = 60_000;
const POLL_MS = 50;

/** When the newest of these files and folders was changed; a folder changes when a file goes. */
function newest(place) {
  const stat = fs.statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = fs.readdirSync(place).map((name) => newest(path.join(place, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

function isFresh() {
  const built = fs.statSync(path.join(target, 'index.html'), { throwIfNoEntry: false });
  if (built === undefined) return false;
  const sources = ['web', 'vite.config.ts', 'package-lock.json'];
  return sources.every((name) => newest(path.join(root, name)) <= built.mtimeMs);
}

/** One process builds at a time; the others wait, and find it done. */
async function locked(work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > LEFT_BEHIND_MS) fs.rmSync(lock, { recursive: true, force: true });
      await pause(POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

/** Builds if it must, beside the old and then in its place; gives the folder. */
export async function buildPages() {
  if (isFresh()) return target;
  return locked(async () => {
    if (isFresh()) return target;
    const { build } = await import('vite');
    const fresh = path.join(root, 'dist', `.web-${process.pid}`);
    await build({
      configFile: path.join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh },
    });
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(fresh, target);
    return target;
  });
}

if (import.meta.main) process.stdout.write(`${await buildPages()}\n`);
