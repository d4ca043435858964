import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256Bytes } from '../../base/digest.ts';

/** SHA-256 of SHA-256: block hashes and transaction ids, in the order in which they are hashed. */
export function sha256d(data: Uint8Array): Uint8Array {
  return sha256Bytes(sha256Bytes(data));
}

/** RIPEMD-160 of SHA-256. */
export function hash160(data: Uint8Array): Uint8Array {
  return ripemd160(sha256Bytes(data));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** A 32-byte hash as explorers print it: hex, last byte first. */
export function toDisplay(hash: Uint8Array): string {
  return Buffer.from(hash).reverse().toString('hex');
}

/** The bytes of a printed hash, in the order in which they are hashed. */
export function fromDisplay(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex').reverse();
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
