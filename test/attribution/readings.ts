import assert from 'node:assert/strict';
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import fc from 'fast-check';
import type { AddressKey, AddressReading } from '../../src/attribution/forms/key.ts';
import { readAddressText } from '../../src/attribution/forms/read.ts';

/** Base58Check by another hand than ours: the oracle. */
export const oracle58 = createBase58check(sha256);

export const hash20 = fc.uint8Array({ minLength: 20, maxLength: 20 });
export const hash32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** A reading that must be one. */
export function reading(text: string, hint: string | null = null): AddressReading {
  const read = readAddressText(text, hint);
  if ('fault' in read) assert.fail(`${text}: ${read.fault}, expected ${read.expected}`);
  return read;
}

/** The likeliest key of a text that must be an address. */
export function keyIn(text: string, hint: string | null = null): AddressKey {
  return reading(text, hint).keys[0] ?? assert.fail(text);
}

/** Which fault a text has, or null where it can be read. */
export function faultIn(text: string, hint: string | null = null): string | null {
  const read = readAddressText(text, hint);
  return 'fault' in read ? read.fault : null;
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Base58Check in another alphabet. */
export function checked58(coder: { encode(data: Uint8Array): string }, data: Uint8Array): string {
  return coder.encode(joined(data, sha256(sha256(data)).subarray(0, 4)));
}

/** The head of SHA-256: what stands for a payload that has not 20 bytes. */
export function head(payload: Uint8Array): string {
  return toHex(sha256(payload).subarray(0, 20));
}
