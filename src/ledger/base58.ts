import { checksumShort, ONE_BLOCK } from './sha256.kernel.ts';

/** The characters of 58 digits, and what each character counts in it (255: nothing). */
interface Base58Alphabet {
  readonly codes: Uint8Array;
  readonly values: Uint8Array;
}

function alphabet(digits: string): Base58Alphabet {
  const values = new Uint8Array(128).fill(255);
  for (let i = 0; i < digits.length; i += 1) values[digits.charCodeAt(i)] = i;
  return { codes: Buffer.from(digits), values };
}

/** Bitcoin's, and with it everyone's but the XRP ledger's. */
const BITCOIN_DIGITS = alphabet('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
export const XRP_DIGITS = alphabet('rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz');

/** The longest text that is decoded; each character is less than 5.86 bits. */
const MOST_DIGITS = 64;
const MOST_BYTES = 48;
const LIMB = 2 ** 24;
/** Limbs of 24 bits, lowest first: a limb by 58^4 and a carry stay below 2^48. */
const limbs = new Float64Array(MOST_BYTES / 3);
/** What `readBase58` has read, until the next call. */
const bytes = new Uint8Array(MOST_BYTES);

/**
 * Reads at most 64 digits. The bytes stand at the head of a buffer that the next call overwrites;
 * `length` is their number, or -1 where the text is no base58.
 */
export function readBase58(
  text: string,
  { values }: Base58Alphabet = BITCOIN_DIGITS,
): { readonly bytes: Uint8Array; readonly length: number } {
  result.length = decode(text, values);
  return result;
}

const result = { bytes, length: -1 };

function decode(text: string, values: Uint8Array): number {
  const { length } = text;
  if (length > MOST_DIGITS) return -1;
  let used = 0;
  for (let at = 0; at < length; ) {
    let carry = 0;
    let factor = 1;
    for (const end = Math.min(at + 4, length); at < end; at += 1) {
      const code = text.charCodeAt(at);
      const value = code < 128 ? values[code]! : 255;
      if (value === 255) return -1;
      carry = carry * 58 + value;
      factor *= 58;
    }
    for (let i = 0; i < used; i += 1) {
      const value = limbs[i]! * factor + carry;
      carry = Math.floor(value / LIMB);
      limbs[i] = value - carry * LIMB;
    }
    if (carry > 0) limbs[used++] = carry;
  }
  return lay(leadingZeros(text, values), used);
}

function leadingZeros(text: string, values: Uint8Array): number {
  let zeros = 0;
  while (zeros < text.length && values[text.charCodeAt(zeros)] === 0) zeros += 1;
  return zeros;
}

/** Lays the limbs out as bytes after the leading zeros, or -1 where they are too many. */
function lay(zeros: number, used: number): number {
  const top = used === 0 ? 0 : limbs[used - 1]!;
  const size = used * 3 - (used === 0 ? 0 : top < 0x100 ? 2 : top < 0x10000 ? 1 : 0);
  if (zeros + size > MOST_BYTES) return -1;
  bytes.fill(0, 0, zeros);
  for (let i = 0, at = zeros + size - 1; i < used; i += 1) {
    const limb = limbs[i]!;
    for (let shift = 0; shift < 24 && at >= zeros; shift += 8, at -= 1) {
      bytes[at] = limb >>> shift;
    }
  }
  return zeros + size;
}

/** True where the last four of the bytes are the checksum of those before (Base58Check). */
export function endsInChecksum(data: Uint8Array, length: number): boolean {
  if (length < 5 || length - 4 > ONE_BLOCK) return false;
  const at = length - 4;
  const word = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
  return checksumShort(data, at) === word;
}

const payload = new Uint8Array(MOST_BYTES);
const written = Buffer.alloc(MOST_DIGITS + 8);
/** Digits of base 58^4, so that one of them by 2^24 and a carry stay below 2^48. */
const FOUR = 58 ** 4;

/** Base58Check of a prefix and the bytes after it: at most 44 together. */
export function base58Check(
  prefix: readonly number[],
  data: Uint8Array,
  { codes }: Base58Alphabet = BITCOIN_DIGITS,
): string {
  const size = prefix.length + data.length;
  payload.set(prefix);
  payload.set(data, prefix.length);
  const word = checksumShort(payload, size);
  for (let i = 0; i < 4; i += 1) payload[size + i] = word >>> (24 - i * 8);
  return write(size + 4, codes);
}

/** Writes the head of the payload in base 58, from the end of the buffer to its beginning. */
function write(size: number, codes: Uint8Array): string {
  let zeros = 0;
  while (zeros < size && payload[zeros] === 0) zeros += 1;
  let used = 0;
  for (let at = zeros; at < size; ) {
    let carry = 0;
    let factor = 1;
    for (const end = Math.min(at + 3, size); at < end; at += 1) {
      carry = carry * 256 + payload[at]!;
      factor *= 256;
    }
    for (let i = 0; i < used; i += 1) {
      const value = limbs[i]! * factor + carry;
      carry = Math.floor(value / FOUR);
      limbs[i] = value - carry * FOUR;
    }
    for (; carry > 0; carry = Math.floor(carry / FOUR)) limbs[used++] = carry % FOUR;
  }
  let start = written.length;
  for (let i = 0; i < used; i += 1) {
    let limb = limbs[i]!;
    for (let digit = 0; digit < 4 && (limb > 0 || i < used - 1); digit += 1) {
      written[--start] = codes[limb % 58]!;
      limb = Math.floor(limb / 58);
    }
  }
  for (let i = 0; i < zeros; i += 1) written[--start] = codes[0]!;
  return written.toString('latin1', start);
}
