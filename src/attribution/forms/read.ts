import type { AddressFault } from '../../ledger/address.ts';
import type { ChainId, Holder } from '../../ledger/port.ts';
import { keyOf } from './form.ts';
import { type Hint, hintOf } from './hints.ts';
import { FORMS } from './index.ts';
import type { AddressFamily, AddressKey, AddressReading } from './key.ts';

/** The longest published string that is kept as text; no address has 200 characters. */
const MOST_CHARACTERS = 1000;
const MOST_IN_ADDRESS = 200;
const NO_ADDRESS: AddressFault = { fault: 'address', expected: 'an address of a known form' };
const TOO_LONG: AddressFault = {
  fault: 'address',
  expected: `an address, of at most ${MOST_CHARACTERS} characters`,
};

/** An address with what its text says about the chain. */
interface Bare {
  readonly address: string;
  readonly hint: Hint;
}

/** Schemes that belong to the address (CashAddr), or have an address of TON after them. */
const OWN_PREFIX = /^(?:bitcoincash|simpleledger|-?\d+):/i;
const CAIP10 = /^([-a-z0-9]{3,8}:[-\w]{1,32}):([^:]+)$/;
const SCHEME = /^([a-z][a-z0-9]+):(?:\/\/)?(?:pay-)?([^:?@/]+)(?:@(\d+))?/i;

/**
 * Takes an address out of what wallets hand on: a URI (BIP-21, ERC-681 and their like) or an id of
 * CAIP-10. What these say about the chain goes before the caller's hint.
 */
function bare(text: string, hint: Hint): Bare {
  if (!text.includes(':')) return { address: text, hint };
  if (OWN_PREFIX.test(text)) {
    const query = text.indexOf('?');
    return { address: query === -1 ? text : text.slice(0, query), hint };
  }
  const [, chain, account] = CAIP10.exec(text) ?? [];
  const stated = chain ? hintOf(chain) : null;
  if (account && stated?.family) return { address: account, hint: stated };
  const [, scheme = '', address, number] = SCHEME.exec(text) ?? [];
  const named = hintOf(number === undefined ? scheme : `eip155:${number}`);
  return address && named.family ? { address, hint: named } : { address: text, hint };
}

/** The hinted family's key first; the others stay as they are. */
function hintedFirst(
  keys: readonly AddressKey[],
  family: AddressFamily | null,
): readonly AddressKey[] {
  if (family === null || keys.length === 1 || keys[0]?.family === family) return keys;
  const own = keys.filter((key) => key.family === family);
  return own.length === 0 ? keys : [...own, ...keys.filter((key) => key.family !== family)];
}

/** A string that is known by nothing but itself. Hex has no case. */
function textKey(text: string): AddressKey {
  const written = /^(?:0x)?[0-9a-f]+$/i.test(text) ? text.toLowerCase() : text;
  return keyOf('text', 'text', textBytes(written), written);
}

/** Never 20 bytes: these would stand for themselves, and might be another's hash. */
function textBytes(text: string): Uint8Array {
  return Buffer.from(`text:${text}`.padEnd(21));
}

/**
 * Reads an address in any form that a person, a list or a customer's system may write: with spaces
 * around it, in any case that its encoding permits, as a URI, or as an id of CAIP-10. `hint` is a
 * chain's name or CAIP-2 id or a list's symbol, or null; it says which of several readings comes
 * first and forbids none. `published`: a list names this string, so what has no form of an address
 * is read as family `text`. A fault: the text is no address, or its checksum is wrong; an EVM
 * address with a wrong checksum is read, and the reading says so.
 */
export function readAddressText(
  text: string,
  hint: string | null,
  published = false,
): AddressReading | AddressFault {
  if (text.length > MOST_CHARACTERS) return TOO_LONG;
  const trimmed = text.trim();
  if (trimmed === '') return NO_ADDRESS;
  const { address, hint: said } = bare(trimmed, hintOf(hint));
  let fault: AddressFault | null = null;
  if (address.length <= MOST_IN_ADDRESS) {
    for (const form of FORMS) {
      const read = form.read(address, said.family);
      if (read === null) continue;
      if ('fault' in read) {
        fault ??= read;
        continue;
      }
      const keys = hintedFirst(read.keys, said.family);
      const chain = keys[0]?.family === said.family ? said.chain : null;
      return { published: text, keys, checksum: read.checksum, chain, memo: read.memo };
    }
  }
  if (!published) return fault ?? NO_ADDRESS;
  const checksum = fault === null ? 'none' : 'wrong';
  return { published: text, keys: [textKey(trimmed)], checksum, chain: null, memo: null };
}

/**
 * The key of a holder as ledgers and tags write it; of family `text` where the chain's addresses
 * are not read.
 */
export function keyOfHolder(chain: ChainId, holder: Holder): AddressKey {
  const reading = readAddressText(holder, chain, true);
  const [key] = 'fault' in reading ? [] : reading.keys;
  return key ?? textKey(holder);
}
