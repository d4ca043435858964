import type { ChainId, Holder } from '../../ledger/port.ts';
import { keyOfHolder } from '../forms/read.ts';

/** Bytes of a key, and the words of 32 bits that they are compared as. */
export const KEY_BYTES = 20;
export const KEY_WORDS = 5;

/** What a holder is looked up by (`AddressKey`); the commonest form without the detour. */
export function keyOf(chain: ChainId, holder: Holder): Uint8Array {
  return isHex(holder) ? Buffer.from(holder.slice(2), 'hex') : keyOfHolder(chain, holder).bytes;
}

/** An address whose text follows from its key, and need not be kept. */
export function isHex(holder: Holder): boolean {
  return /^0x[0-9a-f]{40}$/.test(holder);
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
