import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { folderOf } from '../../../test/ledger/file-fixtures.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { readSource } from './source.ts';

const TEXT = Buffer.from('one line of the text\n'.repeat(200_000));

async function textOf(baseDir: string, name: string) {
  const pieces: Uint8Array[] = [];
  const read = await readSource(name, { baseDir }, (piece) => pieces.push(Uint8Array.from(piece)));
  return { ...read, text: Buffer.concat(pieces) };
}

describe('a file as a source', () => {
  test('plain, gzip and zstd give the same text, and the digest of what is on disk', async (t) => {
    const contents = {
      plain: TEXT,
      'a.gz': gzipSync(TEXT),
      'a.zst': zstdCompressSync(TEXT),
      'two.gz': Buffer.concat([gzipSync(TEXT.subarray(0, 999)), gzipSync(TEXT.subarray(999))]),
      'two.zst': Buffer.concat([
        zstdCompressSync(TEXT.subarray(0, 999)),
        zstdCompressSync(TEXT.subarray(999)),
      ]),
    };
    const folder = folderOf(t, contents);
    for (const [name, content] of Object.entries(contents)) {
      const { text, sha256: digest, bytes } = await textOf(folder, name);
      assert.ok(text.equals(TEXT), name);
      assert.equal(digest, sha256(content));
      assert.equal(bytes, content.length);
      assert.ok((await textOf('/', path.join(folder, name))).text.equals(TEXT));
    }
    assert.equal((await textOf(folderOf(t, { empty: '' }), 'empty')).bytes, 0);
  });

  test('packed data that breaks off or is damaged is an error', async (t) => {
    for (const [name, packed] of [
      ['gzip', gzipSync(TEXT)],
      ['zstd', zstdCompressSync(TEXT)],
    ] as const) {
      const damaged = Buffer.from(packed);
      damaged[packed.length >> 1] = (damaged[packed.length >> 1] ?? 0) ^ 255;
      const folder = folderOf(t, {
        short: packed.subarray(0, packed.length - 5),
        half: packed.subarray(0, packed.length >> 1),
        head: packed.subarray(0, 6),
        tail: Buffer.concat([packed, Buffer.from('and something else')]),
        damaged,
      });
      for (const file of ['short', 'half', 'head', 'tail', 'damaged']) {
        await assert.rejects(
          textOf(folder, file),
          (error) => error instanceof InputError && error.expected.includes(name),
          `${name} ${file}`,
        );
      }
    }
  });

  test('a text that unpacks beyond the limit is an error, before it is all unpacked', async (t) => {
    const folder = folderOf(t, { 'bomb.gz': gzipSync(Buffer.alloc(50_000_000)), plain: TEXT });
    for (const name of ['bomb.gz', 'plain']) {
      let seen = 0;
      const options = { baseDir: folder, maxBytes: 1_000_000 };
      await assert.rejects(
        readSource(name, options, (piece) => {
          seen += piece.length;
        }),
        LimitError,
      );
      assert.ok(seen <= 1_000_000);
    }
  });

  test('missing files and folders are errors that name the file', async (t) => {
    const folder = folderOf(t, {});
    fs.symlinkSync('itself', path.join(folder, 'itself'));
    for (const name of ['missing.csv', '.', 'a\0b', 'itself', '/dev/null']) {
      await assert.rejects(
        textOf(folder, name),
        (error) => error instanceof InputError && error.label.includes(name),
      );
    }
  });

  const isRoot = process.getuid?.() === 0;
  test('no permission', {
    skip: isRoot ? 'the superuser may read every file' : false,
  }, async (t) => {
    const folder = folderOf(t, { closed: 'text' });
    fs.chmodSync(path.join(folder, 'closed'), 0);
    await assert.rejects(textOf(folder, 'closed'), InputError);
  });

  test('a file that shrinks, grows or is written while it is read', async (t) => {
    const changes: Readonly<Record<string, (file: string) => void>> = {
      shrinks: (file) => fs.truncateSync(file, 1_500_000),
      grows: (file) => fs.appendFileSync(file, 'more'),
      written: (file) => {
        fs.writeFileSync(file, Buffer.alloc(TEXT.length, 'x'));
        fs.utimesSync(file, 1, 1);
      },
    };
    for (const [name, change] of Object.entries(changes)) {
      const folder = folderOf(t, { [name]: TEXT });
      let pieces = 0;
      await assert.rejects(
        readSource(name, { baseDir: folder }, () => {
          pieces += 1;
          if (pieces === 1) change(path.join(folder, name));
        }),
        (error) => error instanceof InputError && error.expected.includes('does not change'),
        name,
      );
    }
  });

  test('reading stops when it is told to, and says how far it is', async (t) => {
    const folder = folderOf(t, { plain: TEXT, 'a.gz': gzipSync(TEXT) });
    for (const name of ['plain', 'a.gz']) {
      const stop = new AbortController();
      const consume = () => stop.abort(new Error('enough'));
      const options = { baseDir: folder, signal: stop.signal };
      const { size } = fs.statSync(path.join(folder, name));
      if (size > 2 ** 20) await assert.rejects(readSource(name, options, consume), /enough/);
      const seen: number[] = [];
      const onProgress = (bytes: number, total: number) => {
        assert.equal(total, size);
        seen.push(bytes);
      };
      await readSource(name, { baseDir: folder, onProgress }, () => undefined);
      assert.equal(seen.at(-1), size);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
    }
  });
});
