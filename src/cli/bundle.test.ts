import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAuthority, needsOpenssl, openssl, serveAuthority } from '../../test/authority.ts';
import { hue as call, type Run } from '../../test/hue.ts';
import { PORTAL } from '../../test/ledger/evm-blocks.ts';
import { needsData } from '../../test/needs.ts';
import { provedTrace } from '../../test/scenarios/proved.ts';
import { leaveTrace } from '../../test/scenarios/trace-folder.ts';

const place = mkdtempSync(join(tmpdir(), 'hue-verbs-'));
after(() => rmSync(place, { recursive: true, force: true }));

/** `hue` with these words; an authority here can answer meanwhile. */
const hue = (...words: string[]): Promise<Run> => call(place, words);

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('hue pack, verify and open', { skip: needsData(PORTAL) }, () => {
  let folder: string;
  before(async () => {
    folder = leaveTrace(place, await provedTrace());
  });

  test('a bundle goes from one computer to another', async () => {
    const packed = await hue('pack', folder, '-o', 'case.hue');
    equal(packed.err, '');
    equal(packed.code, 0);
    ok(packed.out.includes('case.hue verifies.'), packed.out);
    const verified = await hue('verify', 'case.hue', '--hops');
    equal(verified.code, 0, verified.err);
    ok(flat(verified.out).includes('21 proved by the ledger'), verified.out);
    ok(verified.out.split('\n').filter((line) => line.startsWith('proved')).length === 21);
    const opened = await hue('open', 'case.hue', '--into', 'case');
    equal(opened.code, 0, opened.err);
    ok(opened.out.includes('A small theft') && opened.out.includes('verifies'), opened.out);
    deepEqual(
      readFileSync(join(place, 'case', 'result.json')),
      readFileSync(join(folder, 'result.json')),
    );
    ok(readdirSync(join(place, 'case')).includes('page.html'));
    equal((await hue('verify', 'case')).code, 0);
    equal((await hue('verify', join('case', 'result.json'))).code, 0);
    // nothing is written over
    const again = await hue('open', 'case.hue', '--into', 'case');
    equal(again.code, 65);
    ok(again.err.includes('not there yet'));
    const taken = await hue('pack', folder, '-o', 'case.hue');
    ok(taken.code === 65 && taken.err.includes('not taken'), taken.err);
    ok(readdirSync(place).every((name) => !name.endsWith('.part')));
  });

  test('what does not verify is named, and nothing is written', async () => {
    const bytes = readFileSync(join(place, 'case.hue'));
    const start = bytes.indexOf('"format": "hueandcry.trace"');
    const at = bytes.indexOf('"amounts"', bytes.indexOf('"destinations"', start));
    const digit = bytes.indexOf('"haircut": "', at) + 12;
    bytes[digit] = bytes[digit] === 0x31 ? 0x32 : 0x31;
    writeFileSync(join(place, 'bad.hue'), bytes);
    const verified = await hue('verify', 'bad.hue');
    equal(verified.code, 65);
    ok(verified.out.includes('result.json, sha256') && verified.out.includes('destination'));
    const opened = await hue('open', 'bad.hue', '--into', 'bad');
    equal(opened.code, 65);
    ok(opened.err.includes('Nothing was written') && !existsSync(join(place, 'bad')));
    equal((await hue('verify', 'gone.hue')).code, 65);
    equal((await hue('verify')).code, 1);
    equal((await hue('pack', folder)).code, 1);
    const none = await hue('pack', place, '-o', 'none.hue');
    ok(none.code === 65 && none.err.includes('hue trace'), none.err);
  });

  test('signed with a key of OpenSSL and stamped by an authority, both check with OpenSSL', {
    skip: needsOpenssl(),
  }, async () => {
    openssl(place, 'genpkey', '-algorithm', 'ed25519', '-out', 'key.pem');
    const authority = createAuthority();
    const { url, close } = await serveAuthority(authority);
    try {
      const words = ['--sign', 'key.pem', '--timestamp', url];
      const packed = await hue('pack', folder, '-o', 'signed.hue', ...words);
      equal(packed.code, 0, packed.err);
      ok(flat(packed.out).includes('Signed By the key'), packed.out);
      equal((await hue('open', 'signed.hue')).code, 0);
      const open = join(place, 'signed');
      const key = ['-pubin', '-inkey', 'manifest.pub.pem', '-rawin'];
      const signed = ['-in', 'manifest.json', '-sigfile', 'manifest.sig'];
      ok(openssl(open, 'pkeyutl', '-verify', ...key, ...signed).includes('Verified'));
      const root = join(authority.folder, 'ca.pem');
      const stamp = ['-in', 'manifest.tsr', '-CAfile', root];
      for (const over of [
        ['-data', 'manifest.json'],
        ['-queryfile', 'manifest.tsq'],
      ]) {
        ok(openssl(open, 'ts', '-verify', ...stamp, ...over).includes('Verification: OK'));
      }
    } finally {
      await close();
    }
    const gone = await hue('pack', folder, '-o', 'late.hue', '--timestamp', url);
    ok(gone.code === 65 && gone.err.includes('time stamp authority'), gone.err);
    ok(!existsSync(join(place, 'late.hue')));
  });

  test('proofs are asked of sources that serve them', async () => {
    writeFileSync(join(place, 'hue.config.ts'), 'export default { publicSources: false };\n');
    const run = await hue('prove', folder);
    equal(run.code, 0, run.err);
    ok(run.out.startsWith('0 of ') && run.out.includes('no source of ethereum serves proofs'));
  });
});
