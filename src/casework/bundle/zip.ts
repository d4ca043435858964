import { crc32 } from 'node:zlib';
import { InputError, LimitError } from '../../base/errors.ts';
import { faultAt, type Reader, readerOf, take, u16, u32 } from '../../ledger/bitcoin/reader.ts';

/** A file in a bundle. */
export interface BundleFile {
  /** With forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** PKWARE APPNOTE 6.3.10 without Zip64 counts files in 16 bits and bytes in 32. */
const MOST_FILES = 0xffff;
const MOST_BYTES = 2 ** 31;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 1 January 1980, the first day that the format knows: a bundle holds no clock. */
const DAY = 0x0021;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const VERSION = 20;

/**
 * A zip archive of these files in this order. Nothing is compressed, because what a compressor
 * writes differs between its versions: the same files are the same bytes everywhere.
 * @throws LimitError where they are more than the format can hold; InputError where a name is none
 */
export function writeZip(files: readonly BundleFile[]): Uint8Array {
  checkNames(files.map(({ name }) => name));
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const text = Buffer.from(name);
    const common = shared(text, bytes);
    local.push(Buffer.concat([u32s(LOCAL), common, text]), bytes);
    // no comment, first disk, no attributes
    const place = Buffer.concat([u16s(VERSION), common, u16s(0, 0, 0), u32s(0, at)]);
    central.push(Buffer.concat([u32s(CENTRAL), place, text]));
    at += 30 + text.length + bytes.length;
    if (at > MOST_BYTES) throw new LimitError('bundle', `more than ${MOST_BYTES} bytes`);
  }
  const directory = Buffer.concat(central);
  const count = files.length;
  const end = Buffer.concat([
    u32s(END),
    u16s(0, 0, count, count),
    u32s(directory.length, at),
    u16s(0),
  ]);
  return Buffer.concat([...local, directory, end]);
}

/** What both headers of a file say: version, flags, method, time, checksum, sizes, lengths. */
function shared(name: Uint8Array, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([
    u16s(VERSION, FLAGS, 0, 0, DAY),
    u32s(crc32(bytes), bytes.length, bytes.length),
    u16s(name.length, 0),
  ]);
}

function u16s(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
}

function u32s(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i);
  return bytes;
}

/**
 * The files of a bundle, as views of its bytes. Only stored files are read, so that nothing unpacks
 * to more than it is, and only names that stay inside a folder and differ on every file system.
 * Checksums are left to the manifest, which has better ones.
 * @throws InputError where it is no such archive; LimitError
 */
export function readZip(bytes: Uint8Array, label: string): BundleFile[] {
  if (bytes.length > MOST_BYTES) throw new LimitError(label, `more than ${MOST_BYTES} bytes`);
  const r = readerOf(bytes, label);
  r.at = Math.max(0, bytes.length - 22);
  expect(r, END, 'end of archive');
  take(r, 4, 'disks');
  const count = u16(r, 'files on this disk');
  const files = u16(r, 'files');
  const size = u32(r, 'directory size');
  const start = u32(r, 'directory offset');
  if (count !== files || start + size !== bytes.length - 22) {
    throw faultAt(r, 'archive', 'one part, not Zip64, without a comment', 'another kind');
  }
  r.at = start;
  const found = Array.from({ length: count }, () => centralEntry(r));
  checkNames(found.map(({ name }) => name));
  return found.map((entry) => ({ name: entry.name, bytes: stored(bytes, label, entry) }));
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

function centralEntry(r: Reader): Entry {
  expect(r, CENTRAL, 'directory entry');
  take(r, 6, 'versions and flags');
  const method = u16(r, 'method');
  take(r, 8, 'time and checksum');
  const packed = u32(r, 'packed size');
  const size = u32(r, 'size');
  if (method !== 0 || packed !== size) throw faultAt(r, 'method', 'a stored file', 'another');
  const length = u16(r, 'name length');
  const rest = u16(r, 'extra length') + u16(r, 'comment length');
  take(r, 8, 'attributes');
  const offset = u32(r, 'offset');
  const name = nameOf(r, take(r, length, 'name'));
  take(r, rest, 'extra fields');
  return { name, size, offset };
}

function nameOf(r: Reader, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw faultAt(r, 'name', 'UTF-8', 'other bytes');
  }
}

function stored(bytes: Uint8Array, label: string, { name, size, offset }: Entry): Uint8Array {
  const r = readerOf(bytes, `${label}, ${name}`);
  r.at = Math.min(offset, bytes.length);
  expect(r, LOCAL, 'local header');
  take(r, 22, 'local header');
  const skipped = u16(r, 'name length') + u16(r, 'extra length');
  take(r, skipped, 'name and extra fields');
  return take(r, size, 'bytes');
}

function expect(r: Reader, signature: number, field: string): void {
  const at = r.at;
  const found = u32(r, field);
  if (found === signature) return;
  throw faultAt(r, field, signature.toString(16), found.toString(16), at);
}

/** Part of a path that no file system takes for something else. */
const PART = /^(?!\.{1,2}$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]{1,200}(?<![. ])$/u;

/** @throws InputError where a name leads out of its folder, or two are one on some file system */
function checkNames(names: readonly string[]): void {
  if (names.length > MOST_FILES) {
    throw new LimitError('bundle', `${names.length} files, at most ${MOST_FILES} fit`);
  }
  const seen = new Set<string>();
  for (const name of names) {
    const parts = name.split('/');
    if (parts.length > 16 || !parts.every((part) => PART.test(part))) {
      throw new InputError('file name in the bundle', 'a path inside a folder', name);
    }
    const folded = name.normalize('NFC').toLowerCase();
    if (seen.has(folded)) throw new InputError('file name in the bundle', 'each one once', name);
    seen.add(folded);
  }
}
