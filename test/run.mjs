// `npm test`: type check and lint side by side with the tests, which run in two processes more than
// there are processors, four at most. `npm test -- src/trace/policies/fifo.test.ts` runs only the
// tests of the given patterns. Apart, since they take long, are those that a real browser walks
// (`npm run test:browser`), those with real nodes and with programs that are killed and go on
// (`test:live`), and the long runs of `test:simulation` and `test:faults`. `.ci/run` runs all.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import { folderInMemory } from './memory.mjs';

const root = path.dirname(import.meta.dirname);
const ALL = ['test/**/*.test.ts', 'src/**/*.test.ts'];
const BROWSER = [
  'test/browser/*.test.ts',
  'test/web/browser.test.ts',
  'test/desk/pages.test.ts',
  'test/desk/journeys/*.test.ts',
  'src/casework/exports/pdf.test.ts',
];
/** What chance makes, and 200 rounds of kills: `npm run test:simulation` and `test:faults`. */
const AT_LENGTH = [
  'test/live/simulation.test.ts',
  'test/watch/extended.test.ts',
  'test/desk/faults.test.ts',
];
/** Where nodes run, and programs that are killed and started again. */
const LIVE = [
  'test/live/{anvil,bcoin,explorer,tron}.test.ts',
  'test/watch/{desk-watch,feeds,store}.test.ts',
  'test/scenarios/coins-live.test.ts',
  'test/ledger/{bitcoin-node,evm-node}.test.ts',
  'test/desk/{recordings,serve,tag-decisions}.test.ts',
  'src/server/work/worker.test.ts',
  'src/store/postgres/start.test.ts',
];
const named = process.argv.slice(2);
const GROUPS = new Map([
  ['--browser', BROWSER],
  ['--live', LIVE],
]);
const chosen = named.flatMap((name) => GROUPS.get(name) ?? name);
/** Ends only what never would, however slow or busy the computer is. */
const TEST_TIMEOUT_MS = 240_000;
const CACHE = path.join(root, 'node_modules', '.cache');
/** What one process compiles, the others and the next run need not. */
const COMPILED = path.join(CACHE, 'compiled');
/** Milliseconds that each file took when all last ran. */
const TIMES = path.join(CACHE, 'test-times.json');
/** More than there are processors: tests wait for browsers, nodes and answers that do not come. */
const WAITING = 2;
/** Each holds the program and its fixtures in memory, up to half a gigabyte. */
const MOST_WORKERS = 4;
/** Young values have room: fewer collections, in each of which little is left alive. */
const ROOMY = ['--min-semi-space-size=32', '--max-semi-space-size=64'];
/** The names of node's closing lines, in their order, and where the counts come from. */
const CLOSING = {
  tests: 'tests',
  suites: 'suites',
  pass: 'passed',
  fail: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  todo: 'todo',
};

function verdict(ok, name, start, signal) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? '✔' : '✖'} ${name} (${seconds} s)${signal ? `: ${signal}` : ''}`);
  return ok;
}

function run(name, args) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'pipe' });
    const output = [];
    child.stdout.on('data', (bytes) => output.push(bytes));
    child.stderr.on('data', (bytes) => output.push(bytes));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      // What a passing check says is of no interest.
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(verdict(code === 0, name, start, signal));
    });
  });
}

/** One checker does half the work of four, which each check what they share; only changes anew. */
function check(name, project) {
  const args = ['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false'];
  const kept = path.join(CACHE, `${name.replace(' ', '-')}.tsbuildinfo`);
  const often = ['--checkers', '1', '--incremental', '--tsBuildInfoFile', kept];
  return run(name, [...args, '-p', project, ...often]);
}

function lint() {
  const args = ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'];
  return run('lint and format', [...args, '--colors=off']);
}

function readTimes() {
  try {
    return JSON.parse(fs.readFileSync(TIMES, 'utf8'));
  } catch {
    return {};
  }
}

/** The long ones first: then no process is left with one when the others have ended. */
function longestFirst(files) {
  const times = readTimes();
  const time = (file) => times[path.relative(root, file)] ?? Infinity;
  // of new ones nothing is known, and two of them have no difference
  return files.toSorted((a, b) => (time(a) === time(b) ? 0 : time(b) - time(a)));
}

function keepTimes(times) {
  fs.mkdirSync(CACHE, { recursive: true });
  fs.writeFileSync(TIMES, JSON.stringify(times));
}

/**
 * Runs files of the queue until none is left, and notes how long each took; gives the counts, none
 * if it died before.
 */
function work(queue, times, folder) {
  const args = [
    '--import=./test/few-hooks.mjs',
    ...ROOMY,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    '--test-reporter=./test/reporter.ts',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, 'test/worker.ts'], {
      cwd: root,
      env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let counts;
    let file;
    let given = 0;
    let start = 0;
    child.on('message', (message) => {
      if (message === 'next') {
        if (file) times[path.relative(root, file)] = Math.round(performance.now() - start);
        start = performance.now();
        file = queue.shift() ?? null;
        if (file !== null) given += 1;
        child.send(file);
      } else {
        counts = message;
      }
    });
    // the last message may be read only after the process has closed its output
    const ended = Promise.all([once(child, 'close'), once(child, 'disconnect')]);
    ended.then(([[code, signal]]) => {
      // one that came when all files were taken has nothing to count
      const isDone = counts !== undefined || (given === 0 && file === null);
      if (!isDone) console.log(`✖ the process ended in ${file}: ${signal ?? `code ${code}`}`);
      resolve({ ok: code === 0 && isDone, counts });
    }, reject);
  });
}

/** What node's runner says at its end, once for all processes. */
function closing(counts, start) {
  const lines = Object.entries(CLOSING).map(([name, key]) => {
    return `${name} ${counts.reduce((sum, each) => sum + each[key], 0)}`;
  });
  const messages = [...lines, `duration_ms ${performance.now() - start}`];
  return Readable.from(
    messages.map((message) => ({ type: 'test:diagnostic', data: { nesting: 0, message } })),
  ).pipe(new spec());
}

async function test(files, others) {
  const start = performance.now();
  const queue = longestFirst(files);
  const times = {};
  const workers = Math.min(os.availableParallelism() + WAITING, MOST_WORKERS, files.length);
  const { folder, remove } = folderInMemory();
  const all = Promise.all(Array.from({ length: workers }, () => work(queue, times, folder)));
  const [results, ...checks] = await Promise.all([all, ...others]);
  remove();
  if (chosen.length === 0) keepTimes(times);
  const counts = results.flatMap((result) => result.counts ?? []);
  for await (const text of closing(counts, start)) process.stdout.write(text);
  const ok = results.every((result) => result.ok);
  return [verdict(ok, 'tests', start), ...checks].every(Boolean);
}

function filesOf(globs) {
  const files = globs.flatMap((glob) => {
    const found = fs.globSync(glob, { cwd: root });
    if (found.length === 0) throw new Error(`no test file is ${glob}`);
    return found.sort();
  });
  return [...new Set(files.map((file) => path.resolve(root, file)))];
}

if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(`the tests need Node 24; this is ${process.version}: run them with npm test`);
}
const apart = new Set(filesOf([...BROWSER, ...LIVE, ...AT_LENGTH]));
const files = chosen.length > 0 ? filesOf(chosen) : filesOf(ALL).filter((file) => !apart.has(file));
const ok = await test(
  files,
  chosen.length > 0 ? [] : [check('types', '.'), check('types of pages', 'web'), lint()],
);
process.exitCode = ok ? 0 : 1;
