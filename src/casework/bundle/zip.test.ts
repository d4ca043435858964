import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { needs } from '../../../test/needs.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { folder } from '../../../test/scenarios/folder.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { unzip } from '../../ledger/bitcoin/zip.ts';
import { type BundleFile, readZip, writeZip } from './zip.ts';

const file = (name: string, text = name): BundleFile => ({ name, bytes: Buffer.from(text) });
const FILES = [file('manifest.json', '{}'), file('a/b.txt', 'two'), file('größe €.csv', '')];

const texts = (files: readonly BundleFile[]) =>
  files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('latin1')]);

describe('a bundle as a zip archive', () => {
  test('is read back; other readers read it too', () => {
    const bytes = writeZip(FILES);
    deepEqual(texts(readZip(bytes, 'x.hue')), texts(FILES));
    const own = unzip(bytes, 'x.hue', { left: 1000 });
    deepEqual(
      own.map(({ name }) => name),
      FILES.map(({ name }) => name),
    );
  });

  test('unzip finds nothing wrong with it', {
    skip: needs(spawnSync('unzip', ['-v']).status === 0, 'unzip'),
  }, () => {
    const path = join(folder(), 'x.hue');
    writeFileSync(path, writeZip(FILES));
    const { status, stdout } = spawnSync('unzip', ['-t', path], { encoding: 'utf8' });
    equal(status, 0, stdout);
  });

  test('has the same bytes on every computer', () => {
    equal(
      sha256(writeZip(FILES)),
      '2f503057025077f49d86c27b752d37131fb62da18a1f8313a513c9e6ea624762',
    );
  });

  test('any files, any bytes', (t) => {
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}$/);
    const list = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 50 })), {
      selector: ([text]) => text,
      maxLength: 8,
    });
    fc.assert(
      fc.property(list, (pairs) => {
        const files = pairs.map(([text, bytes]) => ({ name: text, bytes }));
        deepEqual(texts(readZip(writeZip(files), 'x')), texts(files));
      }),
      seeded(t, 200),
    );
  });

  test('one changed byte is a fault, or other bytes when it is written anew', () => {
    const bytes = writeZip(FILES);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 0x20;
      try {
        const again = writeZip(readZip(changed, 'x'));
        ok(Buffer.compare(again, changed) !== 0, `offset ${at}`);
      } catch (error) {
        ok(error instanceof InputError || error instanceof LimitError, `offset ${at}: ${error}`);
      }
    }
  });

  test('paths that lead elsewhere, and names that are one, are refused both ways', () => {
    const names = [
      '../a',
      'a/../../b',
      '/a',
      'a//b',
      'a/',
      '.',
      'a\\b',
      'c:d',
      'a\u0000',
      'a\u202eb',
      'a.',
      '',
    ];
    for (const name of names) {
      throws(() => writeZip([file(name)]), InputError, name);
    }
    throws(() => writeZip([file('a'), file('A')]), /each one once/);
    throws(() => writeZip([file('e\u0301'), file('\u00e9')]), /each one once/);
    // the same lengths, so that names can be put into a written archive
    const bytes = Buffer.from(writeZip([file('aaaa'), file('bbbb')]));
    const put = (from: string, to: string): Uint8Array =>
      Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
    throws(() => readZip(put('aaaa', '../x'), 'x'), /a path inside a folder/);
    throws(() => readZip(put('aaaa', 'BBBB'), 'x'), /each one once/);
    throws(() => readZip(put('aaaa', 'a\xff\xfea'), 'x'), /UTF-8/);
  });

  test('what is packed, split, longer or no archive is refused', () => {
    const bytes = Buffer.from(writeZip(FILES));
    const method = Uint8Array.from(bytes);
    method[bytes.lastIndexOf(Buffer.from('504b0102', 'hex')) + 10] = 8;
    throws(() => readZip(method, 'x'), /a stored file/);
    throws(() => readZip(Buffer.concat([bytes, Buffer.from('more')]), 'x'), InputError);
    throws(() => readZip(Buffer.concat([Buffer.from('more'), bytes]), 'x'), InputError);
    throws(() => readZip(bytes.subarray(0, -1), 'x'), InputError);
    throws(() => readZip(Buffer.from('{}'), 'x'), InputError);
    throws(() => readZip(new Uint8Array(0), 'x'), InputError);
    const many = Array.from({ length: 70_000 }, (_, i) => file(`${i}`, ''));
    throws(() => writeZip(many), LimitError);
  });
});
