import { readBase58 } from '../../ledger/base58.ts';
import { type AddressForm, keyOf, readingOf } from './form.ts';

/** Solana: 32 bytes in base58, without a checksum. */
export const SOLANA: AddressForm = {
  read(text) {
    if (text.length < 32 || text.length > 44) return null;
    const { bytes, length } = readBase58(text);
    if (length !== 32) return null;
    return readingOf(keyOf('solana', 'account', bytes.subarray(0, 32), text), 'none');
  },
};
