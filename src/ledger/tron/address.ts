import { base58check, readAddress } from '../address.ts';
import type { Holder } from '../port.ts';

/**
 * The canonical form of an address as Tron's interfaces write it, or null: base58check, hex with
 * the prefix 41, or the 20 bytes alone (logs, with or without 0x; the end of a log's topic).
 */
export function tronHolder(text: string): Holder | null {
  const topic = /^(?:0x)?(?:[0-9a-fA-F]{24})?([0-9a-fA-F]{40})$/.exec(text)?.[1];
  const result = readAddress(topic ? `41${topic}` : text, 'tron');
  return typeof result === 'string' ? result : null;
}

/** As `tronHolder`, of bytes: 21 with the prefix 0x41, or 20 without. */
export function holderOfBytes(bytes: Uint8Array): Holder | null {
  const isAddress = bytes.length === 20 || (bytes.length === 21 && bytes[0] === 0x41);
  return isAddress ? tronHolder(Buffer.from(bytes).toString('hex')) : null;
}

/** An address in hex, with its prefix 41. */
export function hexOf(holder: Holder): string {
  return Buffer.from(base58check.decode(holder)).toString('hex');
}
