// Puts everything in place that the other commands need, once. `node setup.mjs FILE …` goes on to
// run FILE with a Node that is new enough: a shell that has found the system's node would not look
// for the one that has just arrived. No dependencies, and Node 20 will do.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledNode, handOver, major, PROGRAM_NODE } from './launch.mjs';

/** The oldest Node that can run this file and npm well. */
const OLDEST_NODE = 20;
/** How long to wait for another set-up of the same checkout before giving up. */
const LOCK_WAIT_MS = 10 * 60_000;

/** A reason not to go on that a person can act upon; printed without a stack. */
export class SetupError extends Error {}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether npm's `os` or `cpu` field (a name or a list; `!` excludes) admits `value`. */
function admits(field, value) {
  const list = [field ?? []].flat();
  if (list.includes(`!${value}`)) return false;
  const positive = list.filter((item) => !item.startsWith('!'));
  return positive.length === 0 || positive.includes(value);
}

/**
 * The packages that `lock` demands on a platform and `installed` (npm's own record of a
 * node_modules) lacks or holds in another version. npm skips an optional package that it could not
 * fetch without a word, so the optional ones for this platform are demanded as well.
 */
export function missingPackages(lock, installed, platform) {
  const missing = [];
  for (const [name, want] of Object.entries(lock.packages)) {
    if (name === '') continue;
    const guarded = want.os !== undefined || want.cpu !== undefined;
    const here = admits(want.os, platform.os) && admits(want.cpu, platform.cpu);
    if (want.optional && !(guarded && here && want.libc === undefined)) continue;
    const have = installed.packages[name];
    if (have === undefined || have.version !== want.version) missing.push(name);
  }
  return missing;
}

/** Throws if this computer can never run the program, whatever is installed. */
export function assertPlatform(version, platform) {
  if (major(version) < OLDEST_NODE) {
    throw new SetupError(`needs Node ${OLDEST_NODE} or newer; this is ${version}`);
  }
  const bundled = platform.os === 'linux' && platform.cpu === 'x64';
  if (!bundled && major(version) < PROGRAM_NODE) {
    throw new SetupError(
      `needs Node ${PROGRAM_NODE} or newer on ${platform.os}-${platform.cpu}; this is ${version}`,
    );
  }
}

function isComplete(root, platform) {
  const lock = read(path.join(root, 'package-lock.json'));
  if (lock === undefined) throw new SetupError(`found no package-lock.json in ${root}`);
  if (read(stampFile(root)) === lock) return true;
  const installed = read(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  if (missingPackages(JSON.parse(lock), JSON.parse(installed), platform).length > 0) return false;
  fs.writeFileSync(stampFile(root), lock);
  return true;
}

/** A copy of the lock file that node_modules was made from; `./hue` compares it with cmp(1). */
function stampFile(root) {
  return path.join(root, 'node_modules', '.setup-done.json');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes a lock whose owner has died away; harmless if several try at once. */
function breakLock(file, owner) {
  const mine = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, mine);
    // Somebody may have replaced the dead lock with a living one in between: then give it back.
    if (read(mine) !== owner) fs.linkSync(mine, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Runs `work` while no other process does so for this checkout. */
export function withLock(file, work, waitMs = LOCK_WAIT_MS) {
  const deadline = Date.now() + waitMs;
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = read(file);
    // An empty file is a lock whose owner is about to write its number.
    if (owner && !isAlive(Number(owner))) {
      breakLock(file, owner);
    } else if (Date.now() > deadline) {
      throw new SetupError(`another set-up has not ended; if none is running, delete ${file}`);
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    return work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function install(root) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional'];
  args.push('--no-audit', '--no-fund', '--loglevel=error');
  // Standard output belongs to the command that comes after; npm's goes to standard error.
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };
  const result = spawnSync('npm', args, options);
  if (result.error) throw new SetupError(`could not start npm: ${result.error.message}`);
  if (result.status !== 0) {
    throw new SetupError(`npm ci failed (see above); is the package registry reachable?`);
  }
}

/**
 * Where the bundled Node cannot run (another C library, say) but the system's is new enough, takes
 * the bundled one out of the PATH of `npm run`; where neither will do, throws.
 */
function assertProgramNode(root) {
  const bundled = bundledNode();
  if (bundled !== undefined) {
    const result = spawnSync(bundled, ['--version'], { encoding: 'utf8' });
    if (result.status === 0 && major(result.stdout) >= PROGRAM_NODE) return;
    fs.rmSync(path.join(root, 'node_modules', '.bin', 'node'), { force: true });
  }
  if (major(process.version) < PROGRAM_NODE) {
    throw new SetupError(`could not bring Node ${PROGRAM_NODE}; install it and try again`);
  }
}

/** Makes node_modules match package-lock.json; says so only when there is something to do. */
export function setUp(root, log) {
  const platform = { os: process.platform, cpu: process.arch };
  assertPlatform(process.version, platform);
  if (isComplete(root, platform)) return;
  withLock(path.join(root, '.setup.lock'), () => {
    if (isComplete(root, platform)) return;
    log('Setting up: installing the pinned packages (npm ci), about half a minute …');
    const start = Date.now();
    install(root);
    assertProgramNode(root);
    if (!isComplete(root, platform)) {
      throw new SetupError('npm left packages out; delete node_modules and try again');
    }
    log(`Setting up: done in ${((Date.now() - start) / 1000).toFixed(0)} s.`);
  });
}

function isProgram() {
  const [, program = ''] = process.argv;
  // Under the test runner this is a pattern, not a file.
  return fs.existsSync(program) && fs.realpathSync(program) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  try {
    setUp(path.dirname(fileURLToPath(import.meta.url)), (line) => console.error(line));
    if (process.argv.length > 2) handOver(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`Hue & Cry ${error.message}`);
    process.exitCode = 1;
  }
}
