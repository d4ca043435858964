import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { assertPlatform, missingPackages, SetupError, withLock } from '../setup.mjs';

const root = path.dirname(import.meta.dirname);
const linux = { os: 'linux', cpu: 'x64' };

const folders: string[] = [];

function scratch(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-setup-'));
  folders.push(folder);
  return folder;
}

after(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

describe('set-up', () => {
  test('demands what the lock file names, optional packages of this platform included', () => {
    const lock = {
      packages: {
        '': { name: 'hueandcry' },
        'node_modules/a': { version: '1.0.0' },
        'node_modules/for-linux': { version: '2.0.0', optional: true, os: 'linux', cpu: 'x64' },
        'node_modules/for-mac': { version: '2.0.0', optional: true, os: ['darwin'] },
        'node_modules/not-linux': { version: '2.0.0', optional: true, os: ['!linux'] },
        'node_modules/not-wanted': { version: '3.0.0', optional: true },
      },
    };
    const all = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-linux': { version: '2.0.0' },
    };
    assert.deepEqual(missingPackages(lock, { packages: all }, linux), []);
    const old = { ...all, 'node_modules/a': { version: '0.9.0' } };
    assert.deepEqual(missingPackages(lock, { packages: old }, linux), ['node_modules/a']);
    const none = { packages: {} };
    const missing = ['node_modules/a', 'node_modules/for-linux'];
    assert.deepEqual(missingPackages(lock, none, linux), missing);
    const mac = { os: 'darwin', cpu: 'arm64' };
    const wanted = ['node_modules/a', 'node_modules/for-mac', 'node_modules/not-linux'];
    assert.deepEqual(missingPackages(lock, none, mac), wanted);
  });

  test('says which Node it needs', () => {
    assertPlatform('v20.0.0', linux);
    assertPlatform('v24.0.0', { os: 'darwin', cpu: 'arm64' });
    assert.throws(() => assertPlatform('v18.20.0', linux), /needs Node 20 .* v18\.20\.0/);
    const mac = { os: 'darwin', cpu: 'arm64' };
    assert.throws(() => assertPlatform('v22.0.0', mac), /needs Node 24 .* darwin-arm64.* v22/);
  });

  test('waits for a living set-up and takes over from a dead one', () => {
    const file = path.join(scratch(), 'lock');
    fs.writeFileSync(file, String(process.pid));
    assert.throws(() => withLock(file, () => 1, 150), SetupError);
    const dead = spawnSync(process.execPath, ['--version']).pid;
    fs.writeFileSync(file, String(dead));
    assert.equal(
      withLock(file, () => 1, 150),
      1,
    );
    assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
  });

  test('is silent and quick where everything is in place', () => {
    const result = spawnSync(process.execPath, ['setup.mjs'], { cwd: root, encoding: 'utf8' });
    assert.equal(result.status, 0);
    assert.equal(result.stdout + result.stderr, '');
  });
});

/** A checkout in which the set-up is done and the program prints what it was given. */
function checkout(): string {
  const folder = scratch();
  for (const file of ['hue', 'setup.mjs', 'launch.mjs', 'package-lock.json', 'package.json']) {
    fs.copyFileSync(path.join(root, file), path.join(folder, file));
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  fs.mkdirSync(path.join(folder, 'src', 'cli'), { recursive: true });
  const main = 'process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));';
  fs.writeFileSync(path.join(folder, 'src', 'cli', 'main.ts'), main);
  return folder;
}

describe('handing over', () => {
  const program = path.join('src', 'cli', 'main.ts');

  test('passes arguments through and the exit code back', () => {
    const cwd = fs.realpathSync(checkout());
    const args = ['setup.mjs', program, 'two words', '--json'];
    const result = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(result.stdout), [cwd, 'two words', '--json']);
    fs.writeFileSync(path.join(cwd, program), 'process.exit(7)');
    assert.equal(spawnSync(process.execPath, args, { cwd }).status, 7);
  });

  test('passes on the signal to end, and waits for the end', async () => {
    const cwd = checkout();
    const text = `process.on('SIGTERM', () => setTimeout(() => process.exit(9), 50));
      process.stdout.write('up'); setInterval(() => {}, 1000);`;
    fs.writeFileSync(path.join(cwd, program), text);
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, ['setup.mjs', program], { cwd, stdio: [...stdio] });
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 9);
  });
});

describe('./hue', { skip: process.platform === 'win32' && 'needs a POSIX shell' }, () => {
  test('passes arguments and folder through, by a chain of links too', () => {
    const folder = checkout();
    const elsewhere = fs.realpathSync(scratch());
    fs.symlinkSync(path.join(folder, 'hue'), path.join(elsewhere, 'first'));
    fs.symlinkSync('first', path.join(elsewhere, 'second'));
    for (const command of [path.join(folder, 'hue'), './second']) {
      const args = ['trace', 'two words', '', '--json', '*'];
      const result = spawnSync(command, args, { cwd: elsewhere, encoding: 'utf8' });
      assert.equal(result.stderr, '');
      assert.deepEqual(JSON.parse(result.stdout), [elsewhere, ...args]);
    }
  });

  test('hands on the exit code and the end by a signal', async () => {
    const folder = checkout();
    const main = path.join(folder, 'src', 'cli', 'main.ts');
    fs.writeFileSync(main, 'process.exit(7)');
    assert.equal(spawnSync(path.join(folder, 'hue')).status, 7);
    fs.writeFileSync(main, "process.stdout.write('up'); setInterval(() => {}, 1000);");
    const child = spawn(path.join(folder, 'hue'), { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const signal = await new Promise((resolve) => {
      child.once('exit', (_code, received) => resolve(received));
    });
    assert.equal(signal, 'SIGTERM');
  });
});
