import { InputError } from '../../base/errors.ts';

/**
 * A place in bytes from outside. Every read checks that the bytes are there, so that a corrupt or
 * hostile file ends in an InputError that names the offset and the field.
 */
export interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** What the bytes are, for errors. */
  readonly label: string;
  /** Offset of the first byte in its file, for errors. */
  readonly base: number;
  at: number;
}

/** Bitcoin Core's MAX_SIZE: nothing on the wire states a longer length. */
const MAX_SIZE = 0x02000000;

export function readerOf(bytes: Uint8Array, label: string, base = 0): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, label, base, at: 0 };
}

/** The error for a field at `at` (default: where the reader stands). */
export function faultAt(
  r: Reader,
  field: string,
  expected: string,
  found: string,
  at = r.at,
): InputError {
  return new InputError(`${r.label}, offset ${r.base + at}, ${field}`, expected, found);
}

function need(r: Reader, length: number, field: string): void {
  const left = r.bytes.length - r.at;
  if (length > left) {
    const bytes = length === 1 ? '1 more byte' : `${length} more bytes`;
    throw faultAt(r, field, bytes, `${left} before the end`);
  }
}

/** `length` bytes as a view, not a copy. */
export function take(r: Reader, length: number, field: string): Uint8Array {
  need(r, length, field);
  const at = r.at;
  r.at = at + length;
  return r.bytes.subarray(at, at + length);
}

export function u8(r: Reader, field: string): number {
  need(r, 1, field);
  return r.view.getUint8(r.at++);
}

export function u16(r: Reader, field: string): number {
  need(r, 2, field);
  r.at += 2;
  return r.view.getUint16(r.at - 2, true);
}

export function u32(r: Reader, field: string): number {
  need(r, 4, field);
  r.at += 4;
  return r.view.getUint32(r.at - 4, true);
}

export function i32(r: Reader, field: string): number {
  need(r, 4, field);
  r.at += 4;
  return r.view.getInt32(r.at - 4, true);
}

export function u64(r: Reader, field: string): bigint {
  need(r, 8, field);
  r.at += 8;
  return r.view.getBigUint64(r.at - 8, true);
}

/** A CompactSize of at most 2^25, in its shortest form (others would give one thing two ids). */
export function compactSize(r: Reader, field: string): number {
  const start = r.at;
  const first = u8(r, field);
  if (first < 0xfd) return first;
  let value: number;
  let least: number;
  if (first === 0xfd) {
    value = u16(r, field);
    least = 0xfd;
  } else if (first === 0xfe) {
    value = u32(r, field);
    least = 0x10000;
  } else {
    const big = u64(r, field);
    value = big > BigInt(MAX_SIZE) ? MAX_SIZE + 1 : Number(big);
    least = MAX_SIZE + 1;
  }
  if (value > MAX_SIZE) throw faultAt(r, field, 'a size of at most 33554432', 'more', start);
  if (value < least) {
    throw faultAt(r, field, 'the shortest form of a CompactSize', `${value}`, start);
  }
  return value;
}

/** A count of things of at least `least` bytes each: more than can follow is refused unread. */
export function count(r: Reader, least: number, field: string): number {
  const start = r.at;
  const value = compactSize(r, field);
  const most = Math.floor((r.bytes.length - r.at) / least);
  if (value > most) {
    throw faultAt(
      r,
      field,
      `a count of at most ${most}, by the bytes that follow`,
      `${value}`,
      start,
    );
  }
  return value;
}

/** A length and that many bytes. */
export function lengthAndBytes(r: Reader, field: string): Uint8Array {
  return take(r, count(r, 1, `length of ${field}`), field);
}

/** Refuses bytes after the end. */
export function expectEnd(r: Reader, what: string): void {
  const left = r.bytes.length - r.at;
  if (left !== 0) throw faultAt(r, `end of ${what}`, 'no more bytes', `${left} more`);
}
