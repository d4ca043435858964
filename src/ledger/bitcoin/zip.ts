import { crc32, inflateRawSync } from 'node:zlib';
import { InputError, LimitError } from '../../base/errors.ts';
import type { ByteBudget } from './files.ts';
import { faultAt, type Reader, readerOf, take, u16, u32 } from './reader.ts';

/** A file inside a zip archive (PKWARE APPNOTE 6.3.10). */
interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const MOST_ENTRIES = 10_000;
/** What a field holds where the real value stands in a Zip64 record. */
const ZIP64 = 0xffffffff;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_BYTES && u32(readerOf(bytes, 'zip'), 'signature') === LOCAL;
}

/**
 * Unpacks the files of an archive, folders left out, stored or deflated. Sizes are counted against
 * the budget as they are unpacked, and each file must have the size and checksum that is stated.
 * @throws InputError where the archive is damaged, encrypted, split or Zip64; LimitError
 */
export function unzip(bytes: Uint8Array, label: string, budget: ByteBudget): ZipEntry[] {
  const r = readerOf(bytes, label);
  r.at = endRecord(r);
  u32(r, 'signature');
  const disks = [u16(r, 'disk'), u16(r, 'first disk')];
  const here = u16(r, 'entries on this disk');
  const many = u16(r, 'entries');
  u32(r, 'directory size');
  const directory = u32(r, 'directory offset');
  if (disks.some((disk) => disk !== 0) || here !== many || directory === ZIP64) {
    throw faultAt(r, 'archive', 'one part, not Zip64', 'another kind');
  }
  if (many > MOST_ENTRIES) {
    throw new LimitError(`archive ${label}`, `${many} files, at most ${MOST_ENTRIES} are read`);
  }
  r.at = directory;
  const entries: ZipEntry[] = [];
  for (let i = 0; i < many; i++) {
    const entry = centralEntry(r);
    if (!entry.name.endsWith('/')) entries.push(unpack(bytes, label, entry, budget));
  }
  return entries;
}

/** The end record stands last, before a comment of at most 65,535 bytes. */
function endRecord(r: Reader): number {
  const last = r.bytes.length - END_BYTES;
  for (let at = last; at >= 0 && at >= last - MOST_COMMENT; at--) {
    if (r.view.getUint32(at, true) === END) return at;
  }
  throw faultAt(r, 'end of archive', 'an end record', 'none', Math.max(0, last));
}

interface Central {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

function centralEntry(r: Reader): Central {
  const start = r.at;
  const signature = u32(r, 'directory entry');
  if (signature !== CENTRAL) {
    throw faultAt(r, 'directory entry', CENTRAL.toString(16), signature.toString(16), start);
  }
  take(r, 4, 'versions');
  const flags = u16(r, 'flags');
  if ((flags & 1) !== 0) throw faultAt(r, 'flags', 'a file without a password', 'encryption');
  const method = u16(r, 'method');
  take(r, 4, 'time');
  const crc = u32(r, 'checksum');
  const packed = u32(r, 'packed size');
  const size = u32(r, 'size');
  const nameLength = u16(r, 'name length');
  const rest = u16(r, 'extra length') + u16(r, 'comment length');
  take(r, 8, 'attributes');
  const offset = u32(r, 'offset');
  const name = new TextDecoder().decode(take(r, nameLength, 'name'));
  take(r, rest, 'extra fields');
  return { name, method, crc, packed, size, offset };
}

function unpack(bytes: Uint8Array, label: string, entry: Central, budget: ByteBudget): ZipEntry {
  const { name, method, crc, packed, size, offset } = entry;
  const where = `${label}, ${name}`;
  if (size > budget.left) {
    throw new LimitError(`input ${where}`, `${size} bytes where ${budget.left} more may be read`);
  }
  const r = readerOf(bytes, where);
  r.at = Math.min(offset, bytes.length);
  const signature = u32(r, 'local header');
  if (signature !== LOCAL) {
    throw faultAt(r, 'local header', LOCAL.toString(16), signature.toString(16), offset);
  }
  take(r, 22, 'local header');
  const skipped = u16(r, 'name length') + u16(r, 'extra length');
  take(r, skipped, 'name and extra fields');
  const raw = take(r, packed, 'packed data');
  const data = inflate(raw, method, size, where);
  if (data.length !== size) throw new InputError(`${where}, size`, `${size}`, data.length);
  const sum = crc32(data);
  if (sum !== crc) throw new InputError(`${where}, checksum`, `${crc}`, sum);
  budget.left -= size;
  return { name, data };
}

function inflate(raw: Uint8Array, method: number, size: number, where: string): Uint8Array {
  if (method === 0) return raw;
  if (method !== 8) throw new InputError(`${where}, method`, 'stored or deflated', method);
  try {
    // One byte more than stated is enough to know that the statement is wrong.
    return inflateRawSync(raw, { maxOutputLength: size + 1 });
  } catch (error) {
    throw new InputError(
      where,
      `${size} deflated bytes`,
      error instanceof Error ? error.message : '',
    );
  }
}
