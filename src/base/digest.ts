import { hash } from 'node:crypto';

/** SHA-256 as lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 as bytes: by way of hex, since Node takes four times as long to answer with a Buffer. */
export function sha256Bytes(data: string | Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(sha256(data), 'hex');
}
