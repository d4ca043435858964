// BIP-173 and BIP-350: Bech32 and Bech32m, read without allocating more than the result.

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
/** What each character counts, in either case (255: nothing). */
const VALUES = new Uint8Array(128).fill(255);
for (let i = 0; i < 32; i += 1) {
  VALUES[CHARSET.charCodeAt(i)] = i;
  VALUES[CHARSET.toUpperCase().charCodeAt(i)] = i;
}

const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
/** The sum of the generators that five bits choose. */
const CHOSEN = Int32Array.from({ length: 32 }, (_, top) =>
  GENERATORS.reduce(
    (sum, generator, bit) => (((top >>> bit) & 1) === 1 ? sum ^ generator : sum),
    0,
  ),
);
const BECH32 = 1;
const BECH32M = 0x2bc830a3;
const MOST_CHARACTERS = 90;

const words = new Uint8Array(MOST_CHARACTERS);

interface Bech32 {
  readonly code: 'bech32' | 'bech32m';
  /** Lower case. */
  readonly hrp: string;
  /** Groups of five bits without the checksum, until the next call. */
  readonly words: Uint8Array;
}

function step(sum: number, value: number): number {
  return ((sum & 0x1ffffff) << 5) ^ value ^ CHOSEN[sum >>> 25]!;
}

const LOWER = 1;
const UPPER = 2;

/** Which case a character is of; 0: it is no letter. */
function caseOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  return code >= 0x41 && code <= 0x5a ? UPPER : 0;
}

/**
 * Reads at most 90 characters, all lower or all upper case. Null: the text has not this form;
 * `checksum`: it has, and neither checksum is right.
 */
export function readBech32(text: string): Bech32 | 'checksum' | null {
  const { length } = text;
  const at = text.lastIndexOf('1');
  if (length > MOST_CHARACTERS || at < 1 || at + 7 > length) return null;
  let sum = 1;
  let cases = 0;
  for (let i = 0; i < at; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 33 || code > 126) return null;
    cases |= caseOf(code);
    sum = step(sum, (caseOf(code) === UPPER ? code + 0x20 : code) >>> 5);
  }
  sum = step(sum, 0);
  for (let i = 0; i < at; i += 1) sum = step(sum, text.charCodeAt(i) & 31);
  for (let i = at + 1; i < length; i += 1) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : 255;
    if (value === 255) return null;
    cases |= caseOf(code);
    words[i - at - 1] = value;
    sum = step(sum, value);
  }
  if (cases === (LOWER | UPPER)) return null;
  if (sum !== BECH32 && sum !== BECH32M) return 'checksum';
  const code = sum === BECH32 ? 'bech32' : 'bech32m';
  const hrp = text.slice(0, at);
  return {
    code,
    hrp: cases === UPPER ? hrp.toLowerCase() : hrp,
    words: words.subarray(0, length - at - 7),
  };
}

/** The bytes of groups of five bits from one on, or null where the padding is not zero bits. */
export function bytesOfWords(groups: Uint8Array, from: number): Uint8Array | null {
  const bits = (groups.length - from) * 5;
  const bytes = new Uint8Array(bits >> 3);
  let held = 0;
  let value = 0;
  let at = 0;
  for (let i = from; i < groups.length; i += 1) {
    value = ((value << 5) | groups[i]!) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = value >>> held;
  }
  return held >= 5 || (value & ((1 << held) - 1)) !== 0 ? null : bytes;
}

/**
 * The witness version and program of an address of BIP-141 (BIP-173 for version 0, BIP-350 above),
 * or null.
 */
export function witnessOf(read: Bech32): { version: number; program: Uint8Array } | null {
  const version = read.words[0] ?? 17;
  if (version > 16 || (version === 0) !== (read.code === 'bech32')) return null;
  const program = bytesOfWords(read.words, 1);
  if (program === null || program.length < 2 || program.length > 40) return null;
  if (version === 0 && program.length !== 20 && program.length !== 32) return null;
  return { version, program };
}
