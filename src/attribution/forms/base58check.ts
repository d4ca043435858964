import { base58Check, endsInChecksum, readBase58 } from '../../ledger/base58.ts';
import { COINS, type Coin, hashKey } from './coins.ts';
import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';
import type { AddressKey } from './key.ts';

/** One meaning of the bytes before the 20. */
interface Meaning {
  readonly coin: Coin;
  readonly kind: 'p2pkh' | 'p2sh';
  /** True where the text is already the chain's canonical form. */
  readonly canonical: boolean;
}

const TRON = 0x41;
const MEANINGS = new Map<number, Meaning[]>();

/** The prefix as one number; of two bytes, with the first above. */
function numberOf(prefix: readonly number[]): number {
  return prefix.reduce((number, byte) => number * 256 + byte, 0);
}

for (const coin of COINS) {
  const canonical = coin.family !== 'bitcoincash';
  mean(coin.keyHash, { coin, kind: 'p2pkh', canonical });
  mean(coin.scriptHash, { coin, kind: 'p2sh', canonical });
  if (coin.oldScriptHash) mean(coin.oldScriptHash, { coin, kind: 'p2sh', canonical: false });
}

function mean(prefix: readonly number[], meaning: Meaning): void {
  const number = numberOf(prefix);
  MEANINGS.set(number, [...(MEANINGS.get(number) ?? []), meaning]);
}

/**
 * Base58Check, by the bytes before the payload: Bitcoin and what came of it, and Tron (version
 * 0x41). Several chains share version bytes: then all of them are read.
 */
export const BASE58CHECK: AddressForm = {
  read(text) {
    if (text.length < 26 || text.length > 36) return null;
    const { bytes, length } = readBase58(text);
    if (length !== 25 && length !== 26) return null;
    const size = length - 24;
    const prefix = size === 1 ? bytes[0]! : bytes[0]! * 256 + bytes[1]!;
    const meanings = MEANINGS.get(prefix);
    const isTron = size === 1 && prefix === TRON;
    // Other chains write base58 with other checksums: of theirs there is nothing to say
    if (!meanings && !isTron) return null;
    if (!endsInChecksum(bytes, length)) return wrongChecksum('a base58 address');
    const payload = bytes.slice(size, size + 20);
    if (!meanings) return readingOf(keyOf('tron', 'account', payload, text), 'right');
    const keys: AddressKey[] = [];
    for (const { coin, kind, canonical } of meanings) {
      keys.push(canonical ? keyOf(coin.family, kind, payload, text) : hashKey(coin, kind, payload));
    }
    return { keys, checksum: 'right', memo: null };
  },
};

/** The Tron account of 20 bytes. */
export function tronKey(bytes: Uint8Array): AddressKey {
  return keyOf('tron', 'account', bytes, base58Check([TRON], bytes));
}
