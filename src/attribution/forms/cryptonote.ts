import { base58xmr } from '@scure/base';
import { keccak256 } from '../../ledger/evm/keccak.ts';
import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';

/** Network bytes of Monero's mainnet (`cryptonote_config.h`). */
const STANDARD = 18;
const INTEGRATED = 19;
const SUBADDRESS = 42;
/** A network byte, two public keys of 32 bytes. */
const KEYS_END = 65;

function decode(text: string): Uint8Array | null {
  try {
    return base58xmr.decode(text);
  } catch {
    return null;
  }
}

/**
 * Monero: 95 characters, or 106 with a payment id (integrated addresses), in CryptoNote's base58 of
 * blocks, with four bytes of Keccak-256 at the end. The payment id is a memo: the wallet is the
 * same.
 */
export const CRYPTONOTE: AddressForm = {
  read(text) {
    if ((text.length !== 95 && text.length !== 106) || !/^[48]/.test(text)) return null;
    const bytes = decode(text);
    if (bytes === null) return null;
    const end = bytes.length - 4;
    const sum = keccak256(bytes.subarray(0, end));
    if (!bytes.subarray(end).every((byte, at) => byte === sum[at])) {
      return wrongChecksum('a Monero address');
    }
    const network = bytes[0];
    if (end === KEYS_END && (network === STANDARD || network === SUBADDRESS)) {
      const kind = network === STANDARD ? 'standard' : 'subaddress';
      return readingOf(keyOf('monero', kind, bytes.subarray(0, end), text), 'right');
    }
    if (end !== KEYS_END + 8 || network !== INTEGRATED) return null;
    const plain = new Uint8Array(KEYS_END + 4);
    plain[0] = STANDARD;
    plain.set(bytes.subarray(1, KEYS_END), 1);
    const payload = plain.subarray(0, KEYS_END);
    plain.set(keccak256(payload).subarray(0, 4), KEYS_END);
    const memo = Buffer.from(bytes.subarray(KEYS_END, end)).toString('hex');
    return readingOf(keyOf('monero', 'standard', payload, base58xmr.encode(plain)), 'right', memo);
  },
};
