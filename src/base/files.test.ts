import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { sha256 } from './digest.ts';
import { InputError } from './errors.ts';
import { reason, writeWhole } from './files.ts';
import { toJson } from './json.ts';

const folder = mkdtempSync(join(tmpdir(), 'hue-files-'));
after(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe('writing a file whole', () => {
  test('folders are made, an earlier file is replaced, nothing else is left', () => {
    const path = join(folder, 'a', 'b', 'out.json');
    writeWhole(path, 'first, and longer');
    writeWhole(path, new Uint8Array([0x7b, 0x7d]));
    equal(readFileSync(path, 'utf8'), '{}');
    deepEqual(readdirSync(join(folder, 'a', 'b')), ['out.json']);
  });

  test('a large text arrives whole', () => {
    const path = join(folder, 'large.txt');
    const text = 'ä€𝄞 '.repeat(200_000);
    writeWhole(path, text);
    equal(sha256(readFileSync(path)), sha256(text));
  });

  test('threads of one process write the same file at once', async () => {
    const path = join(folder, 'threads.txt');
    const module = new URL('./files.ts', import.meta.url).href;
    const code = `
      const { workerData } = require('node:worker_threads');
      import(workerData.module).then(({ writeWhole }) => {
        for (let i = 0; i < 300; i++) writeWhole(workerData.path, workerData.text);
      });`;
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(5000));
    const threads = texts.map(
      (text) => new Worker(code, { eval: true, workerData: { module, path, text } }),
    );
    const codes = await Promise.all(threads.map(async (thread) => (await once(thread, 'exit'))[0]));
    deepEqual(codes, [0, 0, 0]);
    ok(texts.includes(readFileSync(path, 'utf8')));
    ok(readdirSync(folder).every((name) => !name.endsWith('.part')));
  });

  test('where it cannot be written, the earlier file stays and the error names the place', () => {
    const path = join(folder, 'taken');
    mkdirSync(path);
    writeFileSync(join(path, 'kept'), 'kept');
    throws(
      () => writeWhole(path, 'text'),
      (error) => error instanceof InputError && error.label === `output ${path}`,
    );
    deepEqual(readdirSync(path), ['kept']);
    throws(() => writeWhole(join(folder, 'large.txt', 'x'), 'text'), InputError);
    ok(readdirSync(folder).every((name) => !name.endsWith('.part')));
  });
});

test('a reason is short and holds no path', () => {
  const error = new Error("EACCES: permission denied, open '/secret/place'");
  equal(reason(error), 'EACCES: permission denied');
  equal(reason('text'), 'text');
});

describe('JSON', () => {
  test('amounts are digits, the order is that of the program, the end is a line end', () => {
    const text = toJson({ b: 2n ** 130n, a: [1, null, 'x'] });
    equal(
      text,
      '{\n  "b": "1361129467683753853853498429727072845824",\n' +
        '  "a": [\n    1,\n    null,\n    "x"\n  ]\n}\n',
    );
  });

  test('what JSON cannot carry is a fault', () => {
    throws(() => toJson({ a: Number.NaN }), TypeError);
    throws(() => toJson([1 / 0]), TypeError);
  });
});

test('digests are lower-case hex of the bytes', () => {
  equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  equal(sha256('abc'), sha256(new Uint8Array([97, 98, 99])));
});
