import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PORTAL } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { type ProvedTrace, provedTrace } from '../../../test/scenarios/proved.ts';
import { leaveTrace } from '../../../test/scenarios/trace-folder.ts';
import { InputError } from '../../base/errors.ts';
import { toJson } from '../../base/json.ts';
import { renderPage } from '../exports/page.ts';
import { traceFolder } from '../trace-folder.ts';
import { problemText } from '../verify/problem.ts';
import { type CheckedBundle, checkBundle, checkTrace } from './check.ts';
import { looseTrace } from './loose.ts';
import { inOrder, manifestOf } from './manifest.ts';
import { packTrace } from './pack.ts';
import { reportText } from './report.ts';
import { writeZip } from './zip.ts';

const place = mkdtempSync(join(tmpdir(), 'hue-bundle-'));
after(() => rmSync(place, { recursive: true, force: true }));

const UNSIGNED = { key: null, stamp: null };

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('a bundle', { skip: needsData(PORTAL) }, () => {
  let trace: ProvedTrace;
  let path: string;
  let bytes: Uint8Array;
  before(async () => {
    trace = await provedTrace();
    path = leaveTrace(place, trace);
    bytes = await packTrace(traceFolder(path), UNSIGNED);
  });
  const found = (checked: CheckedBundle): string[] => checked.problems.map(problemText);

  /** The bundle with files changed, and a manifest that lists them as they are. */
  const forged = (change: Readonly<Record<string, string>>): CheckedBundle => {
    const files = [...checkBundle(bytes, 'x').files]
      .filter(([name]) => !name.startsWith('manifest.'))
      .map(([name, own]) => {
        const text = change[name];
        return { name, bytes: text === undefined ? own : Buffer.from(text) };
      });
    const manifest = manifestOf(inOrder(files), trace.result.evidence!.root);
    return checkBundle(
      writeZip([{ name: 'manifest.json', bytes: manifest }, ...inOrder(files)]),
      'x',
    );
  };

  test('verifies, with every hop proved', () => {
    const checked = checkBundle(bytes, 'case.hue');
    deepEqual(found(checked), []);
    ok(checked.verification!.hops.every(({ standing }) => standing === 'proved'));
    equal([...checked.files.keys()][0], 'manifest.json');
    ok(checked.files.has('inputs/1-my labels.csv'));
    const text = reportText(checked, 'case.hue', 80);
    for (const part of ['case.hue verifies.', '21 proved', 'two or more sources', 'By nobody']) {
      ok(text.replace(/\s+/g, ' ').includes(part), text);
    }
  });

  test('is the same bytes each time, also where more was recorded since', async () => {
    const again = leaveTrace(place, trace);
    const index = join(again, 'evidence', 'index.jsonl');
    const lines = readFileSync(index, 'utf8').trimEnd().split('\n');
    const other = lines[0]!.replace('0xe147ed', '0xe147ee');
    writeFileSync(index, `${[other, ...lines.reverse()].join('\n')}\n`);
    writeFileSync(join(again, 'proofs', 'x.json.123.part'), 'half');
    deepEqual(await packTrace(traceFolder(again), UNSIGNED), bytes);
  });

  test('any byte that is changed is found', () => {
    const step = Math.max(1, Math.floor(bytes.length / 24));
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1;
      ok(checkBundle(changed, 'x').problems.length > 0, `offset ${at}`);
    }
  });

  test('a changed file is named, and what changed in it', () => {
    const text = Buffer.from(checkBundle(bytes, 'x').files.get('result.json')!).toString();
    const hop = trace.result.hops[4]!;
    const at = text.indexOf(`"amount": "${hop.amount}"`, text.indexOf('"hops": ['));
    const changed = Buffer.from(bytes);
    const offset = changed.indexOf(text.slice(at, at + 40));
    changed[offset + 11]! ^= 1;
    const problems = found(checkBundle(changed, 'x'));
    ok(
      problems.some((line) => line.startsWith('result.json, sha256')),
      problems.join('\n'),
    );
    ok(
      problems.some((line) => /^hop \d+ \(0x/.test(line)),
      problems.join('\n'),
    );
  });

  test('a forger who also makes a new manifest is found by proofs and answers', () => {
    const result = structuredClone(trace.result);
    const hop = result.hops[0]!;
    hop.amount = `${BigInt(hop.amount!) + 1n}`;
    const checked = forged({ 'result.json': toJson(result), 'page.html': renderPage(result) });
    const problems = found(checked);
    equal(problems.length, 2, problems.join('\n'));
    ok(problems[0]?.startsWith(`hop 1 (${hop.tx}): expected ${BigInt(hop.amount) - 1n} of`));
    ok(problems[1]?.startsWith(`hop 1 (${hop.tx}): expected what the answer to "node CALL`));
    const page = renderPage(trace.result).replace('</title>', '!</title>');
    deepEqual(found(forged({ 'page.html': page })), [
      'page.html: expected the page of this result, found another',
    ]);
    const newer = { ...trace.result, program: { name: 'hueandcry', version: '99.0.0' } };
    const note = forged({ 'result.json': toJson(newer), 'page.html': page }).notes.join();
    ok(note.includes('99.0.0'), note);
  });

  test('files that are added, left out or no longer what they were', () => {
    const files = [...checkBundle(bytes, 'x').files].map(([name, own]) => ({ name, bytes: own }));
    const check = (changed: typeof files): string => {
      return found(checkBundle(writeZip(inOrder(changed)), 'x')).join('\n');
    };
    const more = { name: 'proofs/more.txt', bytes: Buffer.from('more') };
    ok(check([...files, more]).includes('proofs/more.txt: expected files of the manifest only'));
    ok(
      check(files.filter(({ name }) => name !== 'page.html')).includes(
        'page.html: expected the file',
      ),
    );
    ok(check(files.filter(({ name }) => name !== 'result.json')).includes('result.json'));
    ok(check(files.filter(({ name }) => name !== 'manifest.json')).includes('the manifest'));
    const broken = (name: string, text: string): string =>
      check(files.map((file) => (file.name === name ? { name, bytes: Buffer.from(text) } : file)));
    ok(broken('manifest.json', '[]').includes('manifest.json'));
    ok(broken('result.json', '{"format":1}').includes('result.json, field format'));
    ok(broken('result.json', '{').includes('result.json: expected JSON'));
    ok(broken('evidence/index.jsonl', 'x\n').includes('line 1'));
    ok(broken('case.json', '{}').includes('case.json, sha256'));
  });

  test('a signature says by which key', async () => {
    const pem = newKey();
    const key = { pem, label: 'key' };
    const signed = await packTrace(traceFolder(path), { key, stamp: null });
    deepEqual(signed, await packTrace(traceFolder(path), { key, stamp: null }));
    const checked = checkBundle(signed, 'x');
    deepEqual(found(checked), []);
    ok(checked.signature?.valid && /^[0-9a-f]{64}$/.test(checked.signature.keyId));
    const files = (): { name: string; bytes: Uint8Array }[] =>
      [...checked.files].map(([name, own]) => ({ name, bytes: own }));
    const other = checkBundle(
      await packTrace(traceFolder(path), { key: { pem: newKey(), label: '' }, stamp: null }),
      'x',
    );
    const swap = (name: string): string[] =>
      found(
        checkBundle(
          writeZip(
            files().map((file) =>
              file.name === name ? { name, bytes: other.files.get(name)! } : file,
            ),
          ),
          'x',
        ),
      );
    for (const name of ['manifest.sig', 'manifest.pub.pem']) {
      ok(
        swap(name).some((line) => line.startsWith('manifest.sig: expected a signature')),
        name,
      );
    }
    const without = files().filter(({ name }) => name !== 'manifest.pub.pem');
    ok(
      found(checkBundle(writeZip(without), 'x'))
        .join()
        .includes('one of its files is missing'),
    );
  });

  test('a key that is none is refused, and nothing of it is shown', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const text of [pem, 'secret words']) {
      await rejects(
        packTrace(traceFolder(path), { key: { pem: text, label: 'key k.pem' }, stamp: null }),
        (error) => error instanceof InputError && !error.message.includes(text.slice(0, 12)),
      );
    }
  });

  test('a trace whose evidence or result is not there cannot be packed', async () => {
    const half = leaveTrace(place, trace);
    rmSync(join(half, 'evidence', 'index.jsonl'));
    await rejects(packTrace(traceFolder(half), UNSIGNED), /the answer to node CALL/);
    writeFileSync(join(half, 'result.json'), '{}');
    await rejects(packTrace(traceFolder(half), UNSIGNED), InputError);
    rmSync(join(half, 'case.json'));
    await rejects(packTrace(traceFolder(half), UNSIGNED), InputError);
  });

  test('a folder is checked as it lies, and a result alone', () => {
    const whole = checkTrace(looseTrace(join(path, 'result.json')));
    deepEqual(whole.problems, []);
    ok(whole.verification!.hops.every(({ standing }) => standing === 'proved'));
    const alone = leaveTrace(place, trace);
    for (const name of readdirSync(alone)) {
      if (name !== 'result.json') rmSync(join(alone, name), { recursive: true });
    }
    const checked = checkTrace(looseTrace(join(alone, 'result.json')));
    deepEqual(checked.problems, []);
    ok(checked.verification!.hops.every(({ standing }) => standing === 'claimed'));
    ok(reportText(checked, 'result.json', 80).includes('None came with it'));
  });
});
