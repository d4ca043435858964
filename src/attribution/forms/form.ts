import { hash } from 'node:crypto';
import type { AddressFault } from '../../ledger/address.ts';
import { hashShort, ONE_BLOCK } from '../../ledger/sha256.kernel.ts';
import type { AddressFamily, AddressKey, AddressReading } from './key.ts';

/** What a form makes of a text. */
export interface FormReading {
  readonly keys: readonly AddressKey[];
  readonly checksum: AddressReading['checksum'];
  readonly memo: string | null;
}

/** One way of writing addresses, after the standard that defines it. */
export interface AddressForm {
  /**
   * Reads a text without spaces around it. Null: it has another form. A fault: it has this form and
   * its checksum is wrong. `family` is what the caller believes it to be, or null.
   */
  read(text: string, family: AddressFamily | null): FormReading | AddressFault | null;
}

/** The 20 bytes of a payload of another length: the head of its SHA-256. */
function headOf(payload: Uint8Array): Uint8Array {
  const head = new Uint8Array(20);
  if (payload.length <= ONE_BLOCK) hashShort(payload, payload.length, head);
  else head.set(hash('sha256', payload, 'buffer').subarray(0, 20));
  return head;
}

/** A key of a payload; the payload is kept where it has 20 bytes, so it must not change. */
export function keyOf(
  family: AddressFamily,
  kind: string,
  payload: Uint8Array,
  text: string,
): AddressKey {
  return { family, kind, bytes: payload.length === 20 ? payload : headOf(payload), text };
}

/** A reading of one key. */
export function readingOf(
  key: AddressKey,
  checksum: AddressReading['checksum'],
  memo: string | null = null,
): FormReading {
  return { keys: [key], checksum, memo };
}

/** A fault of a text that has the form of `what` and not its checksum. */
export function wrongChecksum(what: string): AddressFault {
  return { fault: 'checksum', expected: `${what} with a right checksum` };
}
