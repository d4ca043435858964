import { hash } from 'node:crypto';
import { bech32, bech32m } from '@scure/base';
import { base58check } from '../../ledger/address.ts';
import type { Holder } from '../../ledger/port.ts';

/** Bytes of a key, and the words of 32 bits that they are compared as. */
export const KEY_BYTES = 20;
export const KEY_WORDS = 5;

/**
 * What an address is looked up by: its payload where that has 20 bytes, else the first 20 of
 * SHA-256 over it. Two ledgers' addresses of one key have one key here; the tag says the ledger.
 */
export function keyOf(holder: Holder): Uint8Array {
  if (/^0x[0-9a-fA-F]{40}$/.test(holder)) return Buffer.from(holder.slice(2), 'hex');
  const payload = base58Payload(holder) ?? bech32Payload(holder);
  if (payload?.length === KEY_BYTES) return payload;
  return hash('sha256', payload ?? holder, 'buffer').subarray(0, KEY_BYTES);
}

/**
 * An address in the case that its kind allows to be changed (sanctions reference §3): hex and
 * bech32 in lower case, hex with its `0x`; base58 as it is, where case is part of the number.
 */
export function canonical(text: string): Holder {
  const plain = text.trim();
  if (/^(0x)?[0-9a-f]{40}$/i.test(plain)) return `0x${plain.slice(-40).toLowerCase()}`;
  return /^[A-Z]{2,6}1[02-9AC-HJ-NP-Z]{11,87}$/.test(plain) ? plain.toLowerCase() : plain;
}

/** Base58 with a checksum: 20 bytes behind a version of one byte, or of two (Zcash). */
function base58Payload(text: string): Uint8Array | null {
  if (!/^[1-9A-HJ-NP-Za-km-z]{26,36}$/.test(text)) return null;
  try {
    const bytes = base58check.decode(text);
    return bytes.length === 21 || bytes.length === 22 ? bytes.subarray(-KEY_BYTES) : null;
  } catch {
    return null;
  }
}

/** The witness program of BIP-173 and BIP-350, whatever the ledger's prefix. */
function bech32Payload(text: string): Uint8Array | null {
  if (!/^[a-z]{2,6}1[02-9ac-hj-np-z]{11,87}$/.test(text)) return null;
  for (const coder of [bech32, bech32m]) {
    try {
      const { words } = coder.decode(text as `${string}1${string}`, 90);
      return coder.fromWords(words.slice(1));
    } catch {
      // the other checksum, or no witness program
    }
  }
  return null;
}

/** Puts the words of a key at a place of an array, five to a key. */
export function putKey(key: Uint8Array, words: Int32Array, at: number): void {
  for (let word = 0; word < KEY_WORDS; word += 1) {
    const byte = word * 4;
    words[at + word] =
      (key[byte] ?? 0) |
      ((key[byte + 1] ?? 0) << 8) |
      ((key[byte + 2] ?? 0) << 16) |
      ((key[byte + 3] ?? 0) << 24);
  }
}
