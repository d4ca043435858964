import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { needs } from '../../../test/needs.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { Answered, Exchange, Failed, Request } from './exchange.ts';
import { folderFiles, memoryFiles } from './files.ts';
import { blobPath, EvidenceStore } from './store.ts';

const ASKED = { source: 'test', chain: 'eip155:1', kind: 'evm-rpc' };

function folder(t: TestContext): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-evidence-'));
  t.after(() => fs.rmSync(made, { recursive: true }));
  return path.join(made, 'evidence');
}

function answered(request: Request, body: Uint8Array): Answered {
  const digest = sha256(body);
  return { ...ASKED, request, status: 200, at: 1_740_000_000, digest, bytes: body.length };
}

function failed(request: Request, why: string): Failed {
  return { ...ASKED, request, at: 1_740_000_000, digest: null, why, retry: false, limit: null };
}

async function keepText(store: EvidenceStore, question: string, text: string): Promise<Answered> {
  const body = Buffer.from(text);
  const exchange = answered({ get: question }, body);
  store.keep(exchange, body);
  await store.settled();
  return exchange;
}

function found(store: EvidenceStore, question: string): Exchange | null {
  return store.find(ASKED, `GET ${question}`);
}

function isRead(store: EvidenceStore, question: string, text: string): void {
  const exchange = found(store, question);
  assert.ok(exchange !== null && exchange.digest !== null, question);
  assert.equal(Buffer.from(store.read(exchange)).toString(), text);
}

const lines = (place: string): string[] =>
  fs.readFileSync(path.join(place, 'index.jsonl'), 'utf8').split('\n').slice(0, -1);

function blobs(place: string): string[] {
  const all = fs.readdirSync(path.join(place, 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('keeping', () => {
  test('any bytes come back, from this store and from one opened later', async (t) => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(bodies, async (all) => {
        const files = folderFiles(folder(t));
        const store = new EvidenceStore(files);
        const kept = all.map((body, i) => answered({ get: `/${i}` }, body));
        for (const [i, exchange] of kept.entries()) store.keep(exchange, all[i] ?? null);
        await store.settled();
        for (const opened of [store, new EvidenceStore(files)]) {
          assert.deepEqual(opened.notes, []);
          for (const [i, exchange] of kept.entries()) {
            assert.deepEqual(found(opened, `/${i}`), exchange);
            assert.deepEqual(Buffer.from(opened.read(exchange)), Buffer.from(all[i] ?? []));
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  test('the same bytes are stored once', async (t) => {
    const place = folder(t);
    const store = new EvidenceStore(folderFiles(place));
    await Promise.all(['/a', '/b', '/c'].map((question) => keepText(store, question, 'same')));
    await keepText(store, '/d', 'other');
    const digests = [sha256('same'), sha256('other')].map((digest) => `${digest}.zst`);
    assert.deepEqual(blobs(place).sort(), digests.sort());
    assert.equal(lines(place).length, 4);
  });

  test('what is kept is on disk once it is settled, many at once', async (t) => {
    const place = folder(t);
    const store = new EvidenceStore(folderFiles(place));
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await keepText(store, `/${i}`, `body ${i}`);
        assert.ok(lines(place).some((line) => line.includes(`"/${i}"`)));
        assert.ok(fs.existsSync(path.join(place, blobPath(sha256(`body ${i}`)))));
      }),
    );
    const opened = new EvidenceStore(folderFiles(place));
    for (let i = 0; i < 100; i += 1) isRead(opened, `/${i}`, `body ${i}`);
  });

  test('an answer stands for its question, whatever comes after', async () => {
    const files = memoryFiles();
    const store = new EvidenceStore(files);
    store.keep(failed({ get: '/a' }, 'first'), null);
    store.keep(failed({ get: '/a' }, 'second'), null);
    assert.deepEqual(found(store, '/a'), failed({ get: '/a' }, 'second'));
    await keepText(store, '/a', 'answer');
    store.keep(failed({ get: '/a' }, 'third'), null);
    await keepText(store, '/a', 'another answer');
    for (const opened of [store, new EvidenceStore(files)]) isRead(opened, '/a', 'answer');
  });

  test('sources and chains of other names have answers of their own', async () => {
    const store = new EvidenceStore(memoryFiles());
    await keepText(store, '/a', 'answer');
    assert.equal(store.find({ ...ASKED, source: 'other' }, 'GET /a'), null);
    assert.equal(store.find({ ...ASKED, chain: 'eip155:10' }, 'GET /a'), null);
  });

  test('a folder that cannot be written says so', async (t) => {
    const place = folder(t);
    fs.writeFileSync(place, 'a file');
    assert.throws(() => new EvidenceStore(folderFiles(place)), InputError);
    const store = new EvidenceStore({ ...folderFiles(place), read: () => null });
    await assert.rejects(keepText(store, '/a', 'answer'), /expected a place that can be written/);
  });

  test('zstd and sha256sum agree', { skip: needs(hasZstd(), 'zstd') }, async (t) => {
    const place = folder(t);
    const text = JSON.stringify({ hello: 'world'.repeat(1000) });
    const { digest } = await keepText(new EvidenceStore(folderFiles(place)), '/a', text);
    const command = `zstd -dc "${path.join(place, blobPath(digest))}" | sha256sum`;
    assert.equal(execFileSync('sh', ['-c', command]).toString(), `${digest}  -\n`);
  });
});

function hasZstd(): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((name) => fs.existsSync(path.join(name, 'zstd')));
}

describe('damage', () => {
  test('a changed byte of an answer is found, and its digest named', async () => {
    const held = new Map<string, Uint8Array>();
    const exchange = await keepText(new EvidenceStore(memoryFiles(held)), '/a', 'x'.repeat(500));
    const place = blobPath(exchange.digest);
    const whole = held.get(place) ?? new Uint8Array();
    let harmless = 0;
    for (let at = 0; at < whole.length; at += 1) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 1;
      held.set(place, broken);
      try {
        // one bit of the frame's header may change without changing what it holds
        const read = new EvidenceStore(memoryFiles(held)).read(exchange);
        assert.equal(Buffer.from(read).toString(), 'x'.repeat(500));
        harmless += 1;
      } catch (error) {
        assert.ok(error instanceof InputError && error.message.includes(exchange.digest));
      }
    }
    assert.ok(harmless <= 1);
  });

  test('another file, one of another length and none are found', async () => {
    const held = new Map<string, Uint8Array>();
    const store = new EvidenceStore(memoryFiles(held));
    const [one, two] = [await keepText(store, '/1', 'one'), await keepText(store, '/2', 'other')];
    held.set(blobPath(one.digest), held.get(blobPath(two.digest)) ?? new Uint8Array());
    assert.throws(() => store.read(one), new RegExp(`evidence ${one.digest}: expected`));
    held.set(blobPath(two.digest), new Uint8Array());
    assert.throws(() => store.read(two), new RegExp(`evidence ${two.digest}: expected`));
    held.clear();
    assert.throws(() => store.read(one), new RegExp(`evidence ${one.digest}: .*found "nothing"`));
  });

  test('a crash at any byte of the index loses the torn line only, and says so', async () => {
    const files = new Map<string, Uint8Array>();
    const store = new EvidenceStore(memoryFiles(files));
    for (const i of [0, 1, 2]) await keepText(store, `/${i}`, `body ${i}`);
    const whole = Buffer.from(files.get('index.jsonl') ?? []);
    for (let end = 0; end <= whole.length; end += 1) {
      const cut = new Map(files).set('index.jsonl', whole.subarray(0, end));
      const opened = new EvidenceStore(memoryFiles(cut));
      const complete = whole.subarray(0, end).toString().split('\n').length - 1;
      const torn = end > 0 && whole[end - 1] !== 0x0a;
      assert.equal(opened.notes.length, torn ? 1 : 0);
      if (torn)
        assert.match(opened.notes[0] ?? '', new RegExp(`^Line ${complete + 1} of .* left out`));
      for (const i of [0, 1, 2]) {
        if (i < complete) isRead(opened, `/${i}`, `body ${i}`);
        else assert.equal(found(opened, `/${i}`), null);
      }
      if (end % 50 !== 0) continue;
      await keepText(opened, '/9', 'later');
      const later = new EvidenceStore(memoryFiles(cut));
      assert.deepEqual(later.notes, []);
      isRead(later, '/9', 'later');
      if (complete > 0) isRead(later, '/0', 'body 0');
    }
  });

  test('a line that is no exchange is an error that names it', () => {
    const line = JSON.stringify(failed({ get: '/a' }, 'why'));
    for (const bad of ['{', '[]', line.replace('"retry":false', '"retry":"no"'), '']) {
      const index = Buffer.from(`${line}\n${bad}\n${line}\n`);
      const open = () => new EvidenceStore(memoryFiles(new Map([['index.jsonl', index]])));
      assert.throws(open, /evidence\/index.jsonl line 2: expected one exchange/);
    }
  });
});
