import { bytesOfWords } from '../../ledger/bech32.ts';
import { type AddressForm, type FormReading, keyOf, readingOf, wrongChecksum } from './form.ts';

// CashAddr: the address format of Bitcoin Cash (specification of 2017-10-13, version 1.1, and the
// types of CHIP-2022-02 CashTokens).

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const VALUES = new Uint8Array(128).fill(255);
for (let i = 0; i < 32; i += 1) {
  VALUES[CHARSET.charCodeAt(i)] = i;
  VALUES[CHARSET.toUpperCase().charCodeAt(i)] = i;
}

/** The generators of the 40-bit checksum, in halves of 20 bits, which fit 32-bit operators. */
const HIGH = [0x98f2b, 0x79b76, 0xf33e5, 0xae2ea, 0x1e4f4] as const;
const LOW = [0xc8e61, 0xd99e2, 0xfb3c4, 0xbe2a8, 0x3e470] as const;
/** The sums of the generators that five bits choose. */
const CHOSEN_HIGH = Int32Array.from({ length: 32 }, (_, top) => chosen(HIGH, top));
const CHOSEN_LOW = Int32Array.from({ length: 32 }, (_, top) => chosen(LOW, top));

function chosen(generators: readonly number[], top: number): number {
  return generators.reduce((sum, part, bit) => (((top >>> bit) & 1) === 1 ? sum ^ part : sum), 0);
}

const PREFIX = 'bitcoincash';
const MOST_CHARACTERS = 112;
/** Prefix, zero and payload in groups of five bits: what the checksum is made of. */
const words = new Uint8Array(MOST_CHARACTERS * 2);

/** Lays a prefix and the zero after it at the head of the words; gives the place after them. */
function layPrefix(prefix: string): number {
  for (let i = 0; i < prefix.length; i += 1) words[i] = prefix.charCodeAt(i) & 31;
  words[prefix.length] = 0;
  return prefix.length + 1;
}

/** The checksum of the first so many words, its upper 20 bits and its lower, into `sum`. */
function checksum(length: number): void {
  let high = 0;
  let low = 1;
  for (let i = 0; i < length; i += 1) {
    const top = high >>> 15;
    high = ((high & 0x7fff) << 5) ^ (low >>> 15) ^ CHOSEN_HIGH[top]!;
    low = ((low & 0x7fff) << 5) ^ words[i]! ^ CHOSEN_LOW[top]!;
  }
  sum[0] = high;
  sum[1] = low ^ 1;
}

const sum = new Int32Array(2);

/** Prefixes whose addresses are of Bitcoin Cash: the second is that of its token protocol (SLP). */
const PREFIXES = [PREFIX, 'simpleledger'];
const SIZES = [20, 24, 28, 32, 40, 48, 56, 64] as const;

const NINE = 0x39;
const LOWER_BIT = 0x20;

/**
 * The type bits and the hash of a payload under a lower-case prefix, all lower or all upper case;
 * null: no such payload, `checksum`: its checksum is wrong.
 */
export function readCashaddr(
  prefix: string,
  payload: string,
): { readonly type: number; readonly hash: Uint8Array } | 'checksum' | null {
  const { length } = payload;
  if (length < 10 || length > MOST_CHARACTERS || prefix.length > MOST_CHARACTERS / 2) return null;
  const from = layPrefix(prefix);
  let lower = false;
  let upper = false;
  for (let i = 0; i < length; i += 1) {
    const code = payload.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : 255;
    if (value === 255) return null;
    if (code > NINE && (code & LOWER_BIT) === 0) upper = true;
    else if (code > NINE) lower = true;
    words[from + i] = value;
  }
  if (lower && upper) return null;
  checksum(from + length);
  if (sum[0] !== 0 || sum[1] !== 0) return 'checksum';
  const bytes = bytesOfWords(words.subarray(0, from + length - 8), from);
  const [version = 0x80] = bytes ?? [];
  if (bytes === null || version > 0x7f || bytes.length - 1 !== SIZES[version & 7]) return null;
  return { type: version >>> 3, hash: bytes.subarray(1) };
}

const CODES = Uint8Array.from(CHARSET, (letter) => letter.charCodeAt(0));
const written = Buffer.alloc(PREFIX.length + 1 + MOST_CHARACTERS);
written.write(`${PREFIX}:`);

/** An address of Bitcoin Cash with its prefix; type 0 is P2PKH, 1 P2SH; 20 or 32 bytes. */
export function cashaddr(type: 0 | 1, hash: Uint8Array): string {
  const from = layPrefix(PREFIX);
  let at = from;
  let value = (type << 3) | SIZES.indexOf(hash.length as 20);
  let held = 8;
  for (let i = 0; held > 0 || i < hash.length; ) {
    if (held < 5 && i < hash.length) {
      value = ((value << 8) | hash[i++]!) & 0xfff;
      held += 8;
    }
    words[at++] = (held >= 5 ? value >>> (held - 5) : value << (5 - held)) & 31;
    held = Math.max(0, held - 5);
  }
  words.fill(0, at, at + 8);
  checksum(at + 8);
  for (const half of sum) {
    for (let shift = 15; shift >= 0; shift -= 5) words[at++] = (half >>> shift) & 31;
  }
  for (let i = from; i < at; i += 1) written[i] = CODES[words[i]!]!;
  return written.toString('latin1', 0, at);
}

function readUnder(prefix: string, payload: string): FormReading | 'checksum' | null {
  const read = readCashaddr(prefix, payload);
  if (read === null || read === 'checksum') return read;
  const { type, hash } = read;
  // Types 2 and 3 are 0 and 1 for wallets that know tokens: the same place
  const isScript = (type & 1) === 1;
  if (type > 3 || (hash.length !== 20 && !(isScript && hash.length === 32))) return null;
  const kind = !isScript ? 'p2pkh' : hash.length === 20 ? 'p2sh' : 'p2sh32';
  const own = prefix === PREFIX && type < 2;
  const text = own ? `${PREFIX}:${payload.toLowerCase()}` : cashaddr(isScript ? 1 : 0, hash);
  return readingOf(keyOf('bitcoincash', kind, hash, text), 'right');
}

export const CASHADDR: AddressForm = {
  read(text) {
    const at = text.indexOf(':');
    if (at === -1) {
      // Without its prefix: version byte 0 to 0x1f makes the first letter q, p, z or r
      if (!/^[qpzrQPZR][0-9a-zA-Z]{41,60}$/.test(text)) return null;
      const read = readUnder(PREFIX, text);
      return read === 'checksum' ? wrongChecksum('a Bitcoin Cash address') : read;
    }
    const prefix = text.slice(0, at);
    const lower = prefix.toLowerCase();
    if (!PREFIXES.includes(lower) || (prefix !== lower && text !== text.toUpperCase())) return null;
    if (prefix === lower && text !== text.toLowerCase()) return null;
    const payload = text.slice(at + 1);
    const read = readUnder(lower, payload);
    return read === 'checksum' ? wrongChecksum('a Bitcoin Cash address') : read;
  },
};
