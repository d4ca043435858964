import { createHash, hash } from 'node:crypto';
import { nextTurn } from './turns.ts';

/** Bytes that are hashed in one turn of the event loop: a few milliseconds. */
const TURN = 2 ** 20;

/** SHA-256 as lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 as bytes: by way of hex, since Node takes four times as long to answer with a Buffer. */
export function sha256Bytes(data: string | Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(sha256(data), 'hex');
}

/** SHA-256 of what may be large, as lower-case hex: others have their turn in between. */
export async function sha256InTurns(bytes: Uint8Array): Promise<string> {
  const hashing = createHash('sha256');
  for (let at = 0; at < bytes.length; at += TURN) {
    if (at > 0) await nextTurn();
    hashing.update(bytes.subarray(at, at + TURN));
  }
  return hashing.digest('hex');
}
