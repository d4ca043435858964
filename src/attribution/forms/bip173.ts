import { bytesOfWords, readBech32, witnessOf } from '../../ledger/bech32.ts';
import { COINS, witnessKind } from './coins.ts';
import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';

const BY_HRP = new Map(COINS.flatMap(({ family, hrp }) => (hrp === null ? [] : [[hrp, family]])));

const WHAT = 'a bech32 address';

/**
 * True for a known human-readable part, or for letters and the length of an account: hex and words
 * with a 1 in them would else be called addresses with a wrong checksum.
 */
function looksLikeAccount(text: string): boolean {
  const at = text.lastIndexOf('1');
  if (BY_HRP.has(text.slice(0, at).toLowerCase())) return true;
  const length = text.length - at - 1;
  return (length === 38 || length === 58) && /^[a-z]{2,20}$/i.test(text.slice(0, at));
}

/**
 * Bech32 and Bech32m (BIP-173, BIP-350): witness programs of the chains that have SegWit, and under
 * every other human-readable part the accounts of Cosmos chains (20 bytes, or 32: ADR-028). The
 * letters are all lower or all upper case.
 */
export const BIP173: AddressForm = {
  read(text) {
    if (text.length < 8 || text.length > 90) return null;
    const read = readBech32(text);
    if (read === null) return null;
    if (read === 'checksum') return looksLikeAccount(text) ? wrongChecksum(WHAT) : null;
    const family = BY_HRP.get(read.hrp);
    if (family) {
      const witness = witnessOf(read);
      if (!witness) return wrongChecksum('a SegWit address');
      const { version, program } = witness;
      const kind = witnessKind(version, program);
      return readingOf(keyOf(family, kind, program, text.toLowerCase()), 'right');
    }
    if (read.code !== 'bech32') return null;
    const payload = bytesOfWords(read.words, 0);
    if (payload === null || (payload.length !== 20 && payload.length !== 32)) return null;
    return readingOf(keyOf('cosmos', 'account', payload, text.toLowerCase()), 'right');
  },
};
