import { InputError } from '../../base/errors.ts';

const HEX = /^0x(?:[0-9a-fA-F]{2})*$/;

/**
 * The bytes of `0x…`.
 * @throws InputError where the text is not whole bytes in hex
 */
export function bytesOf(text: string, label: string): Uint8Array {
  if (!HEX.test(text)) throw new InputError(label, 'bytes in hex after 0x', text);
  return Buffer.from(text.slice(2), 'hex');
}

/** Bytes as `0x…`, lower case. */
export function hexOf(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return `0x${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`;
}

/** Big-endian bytes without leading zeros, as RLP writes numbers; zero is no bytes. */
export function quantityBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/**
 * A number of big-endian bytes without leading zeros, at most 32.
 * @throws InputError
 */
export function quantityOf(bytes: Uint8Array, label: string): bigint {
  if (bytes.length > 32 || bytes[0] === 0) {
    throw new InputError(label, 'a number of at most 32 bytes without leading zeros', hexOf(bytes));
  }
  return bytes.length === 0 ? 0n : BigInt(hexOf(bytes));
}
