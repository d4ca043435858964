import { createKeccak } from 'hash-wasm';

// One instance for all: a new one for every message costs more than the hash.
const keccak = await createKeccak(256);

/** Keccak-256 as Ethereum uses it: Keccak's own padding, not that of SHA-3 (FIPS 202). */
export function keccak256(data: Uint8Array): Uint8Array {
  return keccak.init().update(data).digest('binary');
}
