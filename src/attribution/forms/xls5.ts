import { base58Check, endsInChecksum, readBase58, XRP_DIGITS } from '../../ledger/base58.ts';
import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';
import type { AddressKey } from './key.ts';

const ACCOUNT = 0x00;
/** What a mainnet X-address begins with before it is encoded. */
const X_PREFIX = 0x0544;
const WHAT = 'an XRP address';

/** The XRP ledger's account of 20 bytes. */
export function xrpKey(bytes: Uint8Array): AddressKey {
  return keyOf('xrp', 'account', bytes, base58Check([ACCOUNT], bytes, XRP_DIGITS));
}

/**
 * The XRP ledger's classic addresses (`r…`), and X-addresses (XLS-5), which hold an account and a
 * destination tag of 32 bits: the account is the key, the tag a memo.
 */
export const XLS5: AddressForm = {
  read(text) {
    const isClassic = text.startsWith('r') && text.length >= 25 && text.length <= 35;
    const isX = text.startsWith('X') && text.length >= 46 && text.length <= 48;
    if (!isClassic && !isX) return null;
    const { bytes, length } = readBase58(text, XRP_DIGITS);
    if (length !== (isClassic ? 25 : 35)) return null;
    if (!endsInChecksum(bytes, length)) return wrongChecksum(WHAT);
    if (isClassic) {
      if (bytes[0] !== ACCOUNT) return null;
      return readingOf(keyOf('xrp', 'account', bytes.slice(1, 21), text), 'right');
    }
    if (bytes[0]! * 256 + bytes[1]! !== X_PREFIX) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const flag = bytes[22]!;
    const tag = view.getUint32(23, true);
    // Flag 2 and the upper half are for tags of 64 bits, which the ledger does not have
    if (flag > 1 || view.getUint32(27, true) !== 0 || (flag === 0 && tag !== 0)) return null;
    return readingOf(xrpKey(bytes.slice(2, 22)), 'right', flag === 1 ? String(tag) : null);
  },
};
