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
let high = 0;
let low = 0;

function step(value: number): void {
  const top = high >>> 15;
  high = ((high & 0x7fff) << 5) | (low >>> 15);
  low = ((low & 0x7fff) << 5) ^ value;
  for (let i = 0; i < 5; i += 1) {
    if (((top >>> i) & 1) === 0) continue;
    high ^= HIGH[i]!;
    low ^= LOW[i]!;
  }
}

function begin(prefix: string): void {
  high = 0;
  low = 1;
  for (let i = 0; i < prefix.length; i += 1) step(prefix.charCodeAt(i) & 31);
  step(0);
}

const PREFIX = 'bitcoincash';
/** Prefixes whose addresses are of Bitcoin Cash: the second is that of its token protocol (SLP). */
const PREFIXES = [PREFIX, 'simpleledger'];
const MOST_CHARACTERS = 112;
const SIZES = [20, 24, 28, 32, 40, 48, 56, 64] as const;

/**
 * The type bits and the hash of a payload under a lower-case prefix, all lower or all upper case;
 * null: no such payload, `checksum`: its checksum is wrong.
 */
export function readCashaddr(
  prefix: string,
  payload: string,
): { readonly type: number; readonly hash: Uint8Array } | 'checksum' | null {
  const { length } = payload;
  if (length < 10 || length > MOST_CHARACTERS) return null;
  if (payload !== payload.toLowerCase() && payload !== payload.toUpperCase()) return null;
  begin(prefix);
  const words = new Uint8Array(length);
  for (let i = 0; i < length; i += 1) {
    const code = payload.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : 255;
    if (value === 255) return null;
    words[i] = value;
    step(value);
  }
  if (high !== 0 || low !== 1) return 'checksum';
  const bytes = bytesOfWords(words.subarray(0, length - 8), 0);
  const [version = 0x80] = bytes ?? [];
  if (bytes === null || version > 0x7f || bytes.length - 1 !== SIZES[version & 7]) return null;
  return { type: version >>> 3, hash: bytes.subarray(1) };
}

/** An address of Bitcoin Cash with its prefix; type 0 is P2PKH, 1 P2SH; 20 or 32 bytes. */
export function cashaddr(type: 0 | 1, hash: Uint8Array): string {
  begin(PREFIX);
  let text = `${PREFIX}:`;
  const put = (word: number): void => {
    step(word);
    text += CHARSET.charAt(word);
  };
  let value = (type << 3) | SIZES.indexOf(hash.length as 20);
  let held = 8;
  for (let i = 0; held > 0 || i < hash.length; ) {
    if (held < 5 && i < hash.length) {
      value = ((value << 8) | hash[i++]!) & 0xfff;
      held += 8;
    }
    put((held >= 5 ? value >>> (held - 5) : value << (5 - held)) & 31);
    held = Math.max(0, held - 5);
  }
  for (let i = 0; i < 8; i += 1) step(0);
  low ^= 1;
  for (let at = 15; at >= 0; at -= 5) text += CHARSET.charAt((high >>> at) & 31);
  for (let at = 15; at >= 0; at -= 5) text += CHARSET.charAt((low >>> at) & 31);
  return text;
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
    if (!PREFIXES.includes(lower)) return null;
    const payload = text.slice(at + 1);
    const read = readUnder(lower, payload);
    return read === 'checksum' ? wrongChecksum('a Bitcoin Cash address') : read;
  },
};
