import { checksumAddressOf } from '../../ledger/address.ts';
import { tronKey } from './base58check.ts';
import { type AddressForm, keyOf, readingOf } from './form.ts';
import type { AddressKey } from './key.ts';

const LOWER = 0x10;
const UPPER = 0x20;
const NONE = 0xff;
/** What each character counts as a hex digit, with its case. */
const DIGITS = new Uint8Array(128).fill(NONE);
for (let i = 0; i < 16; i += 1) {
  const digit = i.toString(16);
  DIGITS[digit.toUpperCase().charCodeAt(0)] = i | (i > 9 ? UPPER : 0);
  DIGITS[digit.charCodeAt(0)] = i | (i > 9 ? LOWER : 0);
}

/** The cases of the letters that `hexBytes` has read last. */
let cases = 0;

/** The 20 bytes of the 40 hex digits from `from` to the end, or null. */
function hexBytes(text: string, from: number): Uint8Array | null {
  const bytes = new Uint8Array(20);
  let seen = 0;
  for (let i = 0, at = from; i < 20; i += 1, at += 2) {
    const high = DIGITS[text.charCodeAt(at)] ?? NONE;
    const low = DIGITS[text.charCodeAt(at + 1)] ?? NONE;
    if (high === NONE || low === NONE) return null;
    seen |= high | low;
    bytes[i] = ((high & 15) << 4) | (low & 15);
  }
  cases = seen & (LOWER | UPPER);
  return bytes;
}

/** The account of 20 bytes on every EVM chain. */
export function evmKey(bytes: Uint8Array): AddressKey {
  return keyOf('evm', 'account', bytes, checksumAddressOf(bytes));
}

function startsWithHexMark(text: string): boolean {
  return text.charCodeAt(0) === 0x30 && (text.charCodeAt(1) | 0x20) === 0x78;
}

/**
 * Hex: 40 digits in any case with or without `0x` (EIP-55; mixed case that fails it is read all the
 * same, and the fault is said), and Tron's 21 bytes that begin with 41. Tron also writes 20 bytes
 * after `0x`: read so only where the caller says that it is Tron.
 */
export const EIP55: AddressForm = {
  read(text, family) {
    const { length } = text;
    if (length !== 40 && length !== 42 && length !== 44) return null;
    const from = startsWithHexMark(text) ? 2 : 0;
    const digits = length - from;
    if (digits === 42) {
      if (text.charCodeAt(from) !== 0x34 || text.charCodeAt(from + 1) !== 0x31) return null;
      const bytes = hexBytes(text, from + 2);
      return bytes && readingOf(tronKey(bytes), 'none');
    }
    const bytes = digits === 40 ? hexBytes(text, from) : null;
    if (bytes === null) return null;
    const mixed = cases === (LOWER | UPPER);
    const key = evmKey(bytes);
    const right = mixed && key.text.endsWith(from === 0 ? text : text.slice(from));
    const checksum = !mixed ? 'none' : right ? 'right' : 'wrong';
    const keys = family === 'tron' ? [tronKey(bytes), key] : [key];
    return { keys, checksum, memo: null };
  },
};
