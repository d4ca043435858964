import { type AddressFault, readAddress } from '../../ledger/address.ts';
import type { PartyWallet } from './party.ts';

/** Texts that have the form of an address; whether one is decided by its checksum. */
const CANDIDATE =
  /(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|bc1[0-9a-z]{11,87}|BC1[0-9A-Z]{11,87}|[13T][1-9A-HJ-NP-Za-km-z]{25,34})(?![0-9A-Za-z])/g;
const SYMBOL_BEFORE = /\b([A-Z]{2,6})\b[\s:()-]*$/;

function read(text: string): string | AddressFault {
  if (text.startsWith('0x')) return readAddress(text, 'evm');
  return readAddress(text, text.startsWith('T') ? 'tron' : 'bitcoin');
}

/**
 * Addresses in free text, of the families that prove themselves. A text whose checksum is wrong is
 * none, but for EVM's, whose 20 bytes are there whatever the case of their digits.
 */
export function addressesIn(texts: readonly string[]): readonly PartyWallet[] {
  const found = new Map<string, PartyWallet>();
  for (const text of texts) {
    for (const match of text.matchAll(CANDIDATE)) {
      const [published] = match;
      if (typeof read(published) !== 'string' && !published.startsWith('0x')) continue;
      const symbol = SYMBOL_BEFORE.exec(text.slice(0, match.index))?.[1] ?? '';
      if (!found.has(published)) found.set(published, { published, symbol });
    }
  }
  return [...found.values()];
}

/** Whether a text has the form of an address and fails its checksum: somebody miscopied it. */
export function isMiscopied(published: string): boolean {
  const [candidate] = published.match(CANDIDATE) ?? [];
  if (candidate !== published) return false;
  const fault = read(published);
  return typeof fault !== 'string' && fault.fault === 'checksum';
}

/** By what an address is the same text: hex has no case, base58 has. */
export function addressId(published: string): string {
  return /^0x[0-9a-fA-F]{40}$/i.test(published) ? published.toLowerCase() : published;
}
