import { InputError } from '../../base/errors.ts';

/** Distinguished Encoding Rules (ITU-T X.690), as far as time stamps need them. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  explicit0: 0xa0,
} as const;

/** One element: tag, length, content. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Uint8Array.of(0x80 + bytes.length, ...bytes);
}

/** An integer that is not negative: a zero goes before a first byte that would read as a sign. */
export function encodeInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const short = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  const sign = (short[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : [];
  return encodeDer(TAG.integer, ...sign, short);
}

/** An object identifier such as `2.16.840.1.101.3.4.2.1` (X.690, 8.19). */
export function encodeOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) + 128);
    }
    return digits;
  });
  return encodeDer(TAG.oid, Uint8Array.from(bytes));
}

/** An element as it was read. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly bytes: Uint8Array;
}

/**
 * The elements that stand one after the other in some bytes.
 * @throws InputError where a length leads past the end, or is not in its shortest form
 */
export function elementsOf(bytes: Uint8Array, label: string): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at, label);
    elements.push(element);
    at += element.bytes.length;
  }
  return elements;
}

function elementAt(bytes: Uint8Array, at: number, label: string): Element {
  const fault = (found: string): never => {
    throw new InputError(`${label}, offset ${at}`, 'an element of DER', found);
  };
  const tag = bytes[at] ?? 0;
  const first = bytes[at + 1] ?? fault('the end');
  if ((tag & 0x1f) === 0x1f) fault('a tag of several bytes');
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const many = first - 0x80;
    if (many === 0 || many > 4) fault('a length of no or too many bytes');
    length = 0;
    for (let i = 0; i < many; i++) length = length * 256 + (bytes[start + i] ?? fault('the end'));
    start += many;
    if (length < 0x80 || length < 256 ** (many - 1)) fault('a length that could be shorter');
  }
  if (start + length > bytes.length) fault('a length past the end');
  const end = start + length;
  return { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) };
}

/**
 * What stands in the one element that the bytes are.
 * @throws InputError where they are another thing
 */
export function insideOf(element: Element | undefined, tag: number, label: string): Element[] {
  if (element?.tag === tag) return elementsOf(element.content, label);
  throw new InputError(label, `tag ${tag.toString(16)}`, element?.tag.toString(16) ?? 'nothing');
}
