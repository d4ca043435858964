/** Deep enough for traces of calls (EIP-150 allows 1024 calls deep, two brackets each). */
const DEEPEST = 4096;
const MOST_DIGITS = 100;
/** What may be an integer beyond 2^53: in a string a quote or a letter would stand before it. */
const LONG_NUMBER = /(?:^|[:,[\s-])\d{16}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/**
 * JSON (RFC 8259) from outside, in which integers beyond 2^53 become `bigint`.
 * @throws SyntaxError where it is no JSON, no UTF-8, too deep, or a number is absurdly long; its
 *   message holds nothing of the text
 */
export function parseJson(bytes: Uint8Array): unknown {
  const whole = isClosed(bytes);
  const text = decodeUtf8(bytes);
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError(error.message);
    throw new SyntaxError(whole ? 'what is not JSON' : 'JSON that ends too early');
  }
}

/** @throws SyntaxError where it is no UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError('what is not UTF-8');
  }
}

/** The third argument is of the proposal "JSON.parse source text access", in Node since 21. */
function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }) {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  if (!/^-?\d+$/.test(source)) return value;
  if (source.length > MOST_DIGITS) throw new RangeError(`a number of ${source.length} digits`);
  return BigInt(source);
}

/** Whether all that is opened is closed again. @throws SyntaxError where it is too deep */
function isClosed(bytes: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (at >= bytes.length) return false;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > DEEPEST) throw new SyntaxError('JSON that is nested too deeply');
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
  return depth <= 0 && bytes.length > 0;
}

/** Of the closing quote, or the end of the bytes. */
function endOfString(bytes: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/**
 * The elements of a JSON array as the bytes in which they were sent, without the white space around
 * them; null where the text is no array. Each element is still to be parsed: that they stand apart
 * is all that is known of them.
 */
export function splitArray(bytes: Uint8Array): readonly Uint8Array[] | null {
  const whole = trimmed(bytes);
  if (whole[0] !== OPEN_LIST || whole.at(-1) !== CLOSE_LIST) return null;
  const parts: Uint8Array[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 1; at < whole.length; at += 1) {
    const byte = whole[at];
    if (byte === QUOTE) at = endOfString(whole, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    else if (byte === COMMA && depth === 0) {
      parts.push(trimmed(whole.subarray(start, at)));
      start = at + 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
      if (depth < 0 && at < whole.length - 1) return null;
    }
  }
  if (depth !== -1) return null;
  const last = trimmed(whole.subarray(start, -1));
  return parts.length === 0 && last.length === 0 ? [] : [...parts, last];
}

/** Without JSON's white space at both ends. */
export function trimmed(bytes: Uint8Array): Uint8Array {
  const isSpace = (byte: number | undefined) =>
    byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start])) start += 1;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}
