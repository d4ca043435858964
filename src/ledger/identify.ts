import { InputError } from '../base/errors.ts';
import { readAddress } from './address.ts';
import type { ChainFamily } from './chains.ts';
import type { Holder } from './port.ts';

/** What a text can be, by its form alone. */
export type Subject =
  | { readonly kind: 'transaction'; readonly readings: readonly Reading[] }
  | { readonly kind: 'address'; readonly readings: readonly Reading[] };

/** One way to read it: on the chains of this family it is written like this. */
interface Reading {
  readonly family: ChainFamily;
  /** Canonical. */
  readonly id: string | Holder;
}

const FORMS =
  'a transaction id (64 hex digits, after 0x on EVM chains) or an address (0x and 40 hex digits, ' +
  'T… on Tron, bc1…, 1… or 3… on Bitcoin)';
/** The alphabet of base58 leaves out what the eye confuses. */
const NOT_BASE58 = /[0OIl]/;

/**
 * Tells a transaction id from an address, and on which families of chains it can be one.
 * @throws InputError that says which part of the text is wrong
 */
export function readSubject(given: string): Subject {
  const text = given.trim();
  const hex = /^(0x)?([0-9a-fA-F]*)$/.exec(text);
  if (hex?.[2]?.length === 64) {
    const id = hex[2].toLowerCase();
    const evm = { family: 'evm', id: `0x${id}` } as const;
    // without 0x it may still be an EVM id: some tools leave it out
    if (hex[1]) return { kind: 'transaction', readings: [evm] };
    const plain = (family: ChainFamily): Reading => ({ family, id });
    return { kind: 'transaction', readings: [plain('bitcoin'), plain('tron'), evm] };
  }
  const families: readonly ChainFamily[] = ['evm', 'tron', 'bitcoin'];
  const readings = families.flatMap((family): Reading[] => {
    // 0x and 40 digits is how EVM chains write it; on Tron it would be a private spelling
    if (family === 'tron' && text.startsWith('0x')) return [];
    const address = readAddress(text, family);
    return typeof address === 'string' ? [{ family, id: address }] : [];
  });
  if (readings.length > 0) return { kind: 'address', readings };
  throw new InputError('what to trace', whatIsWrong(text), given);
}

/** What was expected, in view of what the text seems to be meant for. */
function whatIsWrong(text: string): string {
  if (text.startsWith('0x')) {
    const digits = text.slice(2);
    const stray = /[^0-9a-fA-F]/.exec(digits);
    if (stray) {
      return `hex digits after 0x; character ${stray.index + 3} is none`;
    }
    if (digits.length !== 40) {
      return `40 hex digits for an address or 64 for a transaction, not ${digits.length}`;
    }
    return (
      'an address with a right EIP-55 checksum: the mix of upper and lower case is wrong, ' +
      'so a character may be too'
    );
  }
  if (/^[0-9a-fA-F]{30,}$/.test(text)) {
    return `64 hex digits for a transaction, not ${text.length}`;
  }
  if (/^bc1/i.test(text)) {
    if (/[A-Z]/.test(text) && /[a-z]/.test(text)) {
      return 'an address of bc1 in one case: it mixes upper and lower case (BIP-173)';
    }
    const stray = /[^023456789acdefghjklmnpqrstuvwxyz]/i.exec(text.slice(3));
    if (stray)
      return `characters of bech32 after bc1 (no 1, b, i, o); character ${stray.index + 4}`;
    return 'an address of bc1 with a right checksum (BIP-173, BIP-350)';
  }
  if (/^[T13][0-9A-Za-z]{20,}$/.test(text)) {
    const stray = NOT_BASE58.exec(text);
    if (stray) return `base58 characters (no 0, O, I, l); character ${stray.index + 1} is none`;
    return `an address with a right base58 checksum (${text.startsWith('T') ? 'Tron' : 'Bitcoin'})`;
  }
  return FORMS;
}
