// `npm test`: type check and lint side by side, then every test in one process of node's own
// runner. `npm test -- src/trace/policies/fifo.test.ts` runs only the tests of the given patterns.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const chosen = process.argv.slice(2);
const globs = chosen.length > 0 ? chosen : ['src/**/*.test.ts', 'test/**/*.test.ts'];
/** Long enough for a browser or a database to start on a slow computer. */
const TEST_TIMEOUT_MS = 60_000;

function run(name, args, stdio) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio });
    const output = [];
    child.stdout?.on('data', (bytes) => output.push(bytes));
    child.stderr?.on('data', (bytes) => output.push(bytes));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const ok = code === 0;
      // What a passing check says is of no interest.
      if (!ok) process.stdout.write(Buffer.concat(output));
      console.log(`${ok ? '✔' : '✖'} ${name} (${seconds} s)${signal ? `: ${signal}` : ''}`);
      resolve(ok);
    });
  });
}

function check() {
  return run('types', ['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false'], 'pipe');
}

function lint() {
  const args = ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'];
  return run('lint and format', [...args, '--colors=off'], 'pipe');
}

function test() {
  const args = ['--test', '--test-isolation=none', `--test-timeout=${TEST_TIMEOUT_MS}`];
  return run('tests', [...args, '--test-reporter=./test/reporter.ts', ...globs], 'inherit');
}

if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(`the tests need Node 24; this is ${process.version}: run them with npm test`);
}
for (const glob of globs) {
  // The runner takes a pattern without files for success.
  if (fs.globSync(glob, { cwd: root }).length === 0) throw new Error(`no test file is ${glob}`);
}
const results = chosen.length > 0 ? [] : await Promise.all([check(), lint()]);
results.push(await test());
process.exitCode = results.every(Boolean) ? 0 : 1;
