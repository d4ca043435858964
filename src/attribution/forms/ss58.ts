import { createBLAKE2b } from 'hash-wasm';
import { readBase58 } from '../../ledger/base58.ts';
import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';

const blake2b = await createBLAKE2b(512);
const CONTEXT = Buffer.from('SS58PRE');

/**
 * SS58, the addresses of Substrate chains (Polkadot, Kusama, …): one or two bytes that name the
 * network, a public key of 32 bytes, and two bytes of BLAKE2b-512. The key of one account differs
 * by network only in its text.
 */
export const SS58: AddressForm = {
  read(text) {
    if (text.length < 46 || text.length > 50) return null;
    const { bytes, length } = readBase58(text);
    const network = length === 35 || length === 36 ? bytes[0]! : 0xff;
    // 0 to 63 stand in one byte, 64 to 127 begin two
    if (network > 127 || length !== (network < 64 ? 35 : 36)) return null;
    const data = bytes.subarray(0, length - 2);
    const sum = blake2b.init().update(CONTEXT).update(data).digest('binary');
    if (bytes[length - 2] !== sum[0] || bytes[length - 1] !== sum[1]) {
      return wrongChecksum('an SS58 address');
    }
    const account = bytes.subarray(length - 34, length - 2);
    return readingOf(keyOf('substrate', 'account', account, text), 'right');
  },
};
