import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { InputError, LimitError } from '../../base/errors.ts';
import { isZip, unzip } from './zip.ts';

interface Change {
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly crc?: number;
}

/** An archive as common tools write it; `change` makes its statements false. */
function zip(files: readonly (readonly [string, string])[], change: Change = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const data = Buffer.from(text);
    const method = change.method ?? 8;
    const packed = method === 8 ? deflateRawSync(data) : data;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(change.flags ?? 0, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(change.crc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(change.size ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const read = (bytes: Uint8Array, left = 1_000_000) =>
  unzip(bytes, 'a.zip', { left }).map(({ name, data }) => [name, Buffer.from(data).toString()]);

test('files survive packing and unpacking; folders are left out', () => {
  const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
  const file = fc.tuple(
    name.filter((text) => !text.endsWith('/')),
    fc.string({ unit: 'grapheme-ascii', maxLength: 500 }),
  );
  fc.assert(
    fc.property(fc.array(file, { maxLength: 4 }), fc.constantFrom(0, 8), (files, method) => {
      deepEqual(
        read(zip(files, { method })),
        files.map((pair) => [...pair]),
      );
    }),
  );
  deepEqual(read(zip([['folder/', '']])), []);
  equal(isZip(zip([['a', 'b']])), true);
  equal(isZip(Buffer.from('89e1:::0000000000000000000000')), false);
});

test('a comment may follow the end record', () => {
  const bytes = Buffer.concat([zip([['a', 'text']]), Buffer.alloc(1000, 0x20)]);
  deepEqual(read(bytes), [['a', 'text']]);
});

test('a false statement is found', () => {
  const file = [['a', 'some text']] as const;
  throws(() => read(zip(file, { crc: 1 })), /a\.zip, a, checksum/);
  throws(() => read(zip(file, { size: 8 })), InputError);
  throws(() => read(zip(file, { size: 10 })), /a\.zip, a, size/);
  throws(() => read(zip(file, { flags: 1 })), /without a password/);
  throws(() => read(zip(file, { method: 12 })), /stored or deflated/);
});

test('a bomb is not unpacked', () => {
  const bomb = zip([['a', '0'.repeat(1_000_000)]]);
  throws(() => read(bomb, 999_999), LimitError);
  throws(() => read(zip([['a', '0'.repeat(1_000_000)]], { size: 10 })), InputError);
});

test('whatever the damage, the answer is the files, an InputError or a LimitError', () => {
  const whole = zip([
    ['a', 'some text'],
    ['b', 'more'],
  ]);
  for (let length = 0; length < whole.length; length++) {
    throws(() => read(whole.subarray(0, length)), InputError);
  }
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      try {
        read(bytes);
      } catch (error) {
        ok(error instanceof InputError || error instanceof LimitError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
