// `hue serve` as an operator runs it: what it prints, what it refuses, TLS, and how it stops.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { deskSchema } from '../../src/server/desk.ts';
import { assertSafeToListen } from '../../src/server/listen.ts';
import { needsOpenssl, openssl } from '../authority.ts';
import { testStore } from './store.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/cli/main.ts');

describe('hue serve', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'hue-serve-'));
  const store = await testStore();
  const running: ChildProcess[] = [];
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await store.close();
    rmSync(home, { recursive: true, force: true });
  });

  const start = (...flags: string[]) => {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...flags], {
      cwd: home,
      env: {
        ...process.env,
        HUE_HOME: home,
        DATABASE_URL: store.url,
        DATABASE_OWNER_URL: store.ownerUrl,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (bytes) => (out += bytes));
    child.stderr?.on('data', (bytes) => (err += bytes));
    const ended = once(child, 'close').then(([code]) => ({ code, out, err }));
    const said = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(out)?.[1];
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(err);
        await Promise.race([once(child.stdout!, 'data'), ended]);
      }
    };
    return { child, ended, said };
  };

  test('says where it is and how the first one comes in, and stops when told', async () => {
    const { child, ended, said } = start();
    const origin = await said(/serves (\S+)\n/);
    assert.match(origin, /^http:\/\/localhost:\d+$/);
    const link = await said(/(http\S+\/setup\/\S+)\n/);
    const token = link.split('/setup/')[1];
    assert.equal((await fetch(`${origin}/v1/invitations/${token}`)).status, 200);
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    child.kill('SIGTERM');
    const { code, err } = await ended;
    assert.equal(code, 0, err);
    assert.match(err, /the custody log verifies/);
    assert.ok(!err.includes(token ?? ''), 'the log names the token');
  });

  test('does not listen beyond this computer in the open', async () => {
    const cases = [
      ['--host', '0.0.0.0'],
      ['--tls-cert', 'cert.pem'],
    ];
    const ends = await Promise.all(cases.map((flags) => start(...flags).ended));
    for (const { code, err } of ends) assert.equal(code, 65, err);
    assert.match(ends[0]?.err ?? '', /--host: expected loopback, or TLS, or a stated proxy/);
    const refused = (more: object) => () =>
      assertSafeToListen(deskSchema.parse({ host: '0.0.0.0', ...more }));
    assert.throws(refused({ behindProxy: ['10.0.0.1'] }), /origin/);
    assert.throws(refused({ behindProxy: ['everybody'] }), InputError);
  });

  test('serves TLS', { skip: needsOpenssl() }, async () => {
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2'];
    openssl(home, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...names);
    const at = (name: string) => path.join(home, name);
    const tls = ['--tls-cert', at('cert.pem'), '--tls-key', at('key.pem')];
    const { child, ended, said } = start(...tls, '--origin', 'https://localhost:9999');
    await said(/serves (\S+)\n/);
    const listening = await said(/listens on (\S+)\n/);
    const asked = request(`${listening}/v1/version`, { rejectUnauthorized: false });
    asked.end();
    const [answer] = await once(asked, 'response');
    assert.equal(answer.statusCode, 200);
    assert.match(answer.headers['strict-transport-security'], /max-age=31536000/);
    answer.resume();
    child.kill('SIGINT');
    assert.equal((await ended).code, 0);
  });
});
