import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-run-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** `npm test` with these test files alone. */
function run(files: Readonly<Record<string, string>>) {
  const places = Object.entries(files).map(([name, text]) => {
    const place = path.join(folder, `${name}.test.mjs`);
    fs.writeFileSync(place, `import { describe, test } from 'node:test';\n${text}`);
    return place;
  });
  const program = path.join(import.meta.dirname, 'run.mjs');
  const { status, stdout } = spawnSync(process.execPath, [program, ...places], {
    encoding: 'utf8',
  });
  const closing = [...stdout.matchAll(/^ℹ (\w+) ([\d.]+)$/gm)].map(([, name, n]) => [name, n]);
  return { status, stdout, closing: closing.filter(([name]) => name !== 'duration_ms') };
}

const PASSES = "test('passes', () => {});";

test('files share out over processes and close with one count, in the words of node', () => {
  const { status, stdout, closing } = run({
    one: PASSES,
    two: `describe('a suite', () => { ${PASSES} });`,
    three: "test('steps aside', { skip: 'for a reason' }, () => {});",
  });
  equal(status, 0, stdout);
  deepEqual(closing, [
    ['tests', '3'],
    ['suites', '1'],
    ['pass', '2'],
    ['fail', '0'],
    ['cancelled', '0'],
    ['skipped', '1'],
    ['todo', '0'],
  ]);
  match(stdout, /﹣ steps aside .* # for a reason/);
  ok(!stdout.includes('passes'), stdout);
});

test('a failure is told with its place, and so is a file that cannot be loaded', () => {
  const { status, stdout, closing } = run({
    fails: "test('adds up', () => { throw new Error('it does not'); });",
    breaks: "import './not-there.mjs';",
    passes: PASSES,
  });
  equal(status, 1);
  deepEqual(closing[0], ['tests', '3']);
  deepEqual(closing[3], ['fail', '2']);
  match(stdout, /fails\.test\.mjs:2:1\n✖ adds up/);
  match(stdout, /it does not/);
  match(stdout, /breaks\.test\.mjs can be loaded/);
});

test('what modules share lasts until the last file has run, and is then put away', () => {
  const shared = path.join(folder, 'shared');
  const place = path.join(folder, 'shared.mjs');
  fs.writeFileSync(
    place,
    `import fs from 'node:fs';
    import { after } from 'node:test';
    export const folder = ${JSON.stringify(shared)} + process.pid;
    fs.mkdirSync(folder);
    after(() => fs.rmSync(folder, { recursive: true }));`,
  );
  const uses = `import fs from 'node:fs';
    import { folder } from './shared.mjs';
    test('is there', () => fs.writeFileSync(folder + '/a', ''));`;
  // more than there are processes
  const files = Object.fromEntries([...'abcdefghi'].map((name) => [`shares-${name}`, uses]));
  const { status, stdout, closing } = run(files);
  equal(status, 0, stdout);
  deepEqual(closing[2], ['pass', '9']);
  deepEqual(
    fs.readdirSync(folder).filter((name) => /^shared\d/.test(name)),
    [],
  );
});

test('a process that ends in the middle of a file is a failure', () => {
  const { status, stdout } = run({ ends: "test('ends', () => process.exit(0));" });
  equal(status, 1);
  match(stdout, /✖ the process ended in .*ends\.test\.mjs: code 0/);
});
