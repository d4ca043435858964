import { InputError } from '../../base/errors.ts';

/** Recursive Length Prefix, Ethereum Yellow Paper appendix B: bytes, or a list of such items. */
export type Rlp = Uint8Array | readonly Rlp[];

/** No message of a block nests deeper: transaction, access list, entry, keys, key. */
const DEPTH = 8;
/** The longest item that is read. A block's largest receipt is a tenth of it. */
const BYTES = 2 ** 25;

/** The bytes of an item. */
export function encodeRlp(item: Rlp): Uint8Array {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && (item[0] ?? 0) < 0x80) return item;
    return Buffer.concat([head(0x80, item.length), item]);
  }
  const parts = item.map(encodeRlp);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([head(0xc0, length), ...parts]);
}

function head(base: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Uint8Array.of(base + 55 + bytes.length, ...bytes);
}

/**
 * The one item that the bytes are. Only the shortest form is read, because a longer one would give
 * one thing two hashes.
 * @throws InputError that names the offset, where the bytes are not one canonical item
 */
export function decodeRlp(bytes: Uint8Array, label: string): Rlp {
  if (bytes.length > BYTES) throw new InputError(label, `at most ${BYTES} bytes`, bytes.length);
  const { item, end } = decodeAt(bytes, 0, bytes.length, label, 0);
  if (end !== bytes.length) fault(label, end, 'no more bytes', `${bytes.length - end} more`);
  return item;
}

interface Decoded {
  readonly item: Rlp;
  readonly end: number;
}

function decodeAt(
  bytes: Uint8Array,
  at: number,
  limit: number,
  label: string,
  depth: number,
): Decoded {
  if (depth > DEPTH) fault(label, at, `at most ${DEPTH} lists in each other`, 'more');
  if (at >= limit) fault(label, at, 'an item', 'the end');
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { item: bytes.subarray(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const base = isList ? 0xc0 : 0x80;
  const { start, length } = readHead(bytes, at, first - base, limit, label);
  const end = start + length;
  if (end > limit) fault(label, at, `${length} bytes`, `${limit - start} before the end`);
  if (!isList) {
    const item = bytes.subarray(start, end);
    if (length === 1 && (item[0] ?? 0) < 0x80) fault(label, at, 'the shortest form', 'a longer');
    return { item, end };
  }
  const items: Rlp[] = [];
  for (let next = start; next < end; ) {
    const inner = decodeAt(bytes, next, end, label, depth + 1);
    items.push(inner.item);
    next = inner.end;
  }
  return { item: items, end };
}

function readHead(
  bytes: Uint8Array,
  at: number,
  code: number,
  limit: number,
  label: string,
): { readonly start: number; readonly length: number } {
  if (code < 56) return { start: at + 1, length: code };
  const many = code - 55;
  const start = at + 1 + many;
  if (start > limit) fault(label, at, `${many} bytes of length`, 'the end');
  let length = 0;
  for (let i = at + 1; i < start; i++) length = length * 256 + (bytes[i] ?? 0);
  if (length < 56 || bytes[at + 1] === 0) fault(label, at, 'the shortest form', 'a longer');
  // a length of seven or eight bytes may be beyond 2^53: it is refused here like any other
  if (length > BYTES) fault(label, at, `a length of at most ${BYTES}`, `${length}`);
  return { start, length };
}

function fault(label: string, at: number, expected: string, found: string): never {
  throw new InputError(`${label}, offset ${at}`, expected, found);
}

/**
 * The items of a list.
 * @throws InputError where it is bytes, or has another number of items than `least` to `most`
 */
export function listOf(item: Rlp, label: string, least: number, most = least): readonly Rlp[] {
  if (item instanceof Uint8Array) throw new InputError(label, 'a list', `${item.length} bytes`);
  if (item.length < least || item.length > most) {
    const expected = least === most ? `${least}` : `${least} to ${most}`;
    throw new InputError(label, `a list of ${expected} items`, item.length);
  }
  return item;
}

/**
 * The bytes of an item, of a fixed length where one is given.
 * @throws InputError
 */
export function stringOf(item: Rlp | undefined, label: string, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new InputError(label, 'bytes', 'a list');
  if (length !== undefined && item.length !== length) {
    throw new InputError(label, `${length} bytes`, item.length);
  }
  return item;
}
