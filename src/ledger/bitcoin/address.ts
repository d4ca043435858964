import { hash } from 'node:crypto';
import { bech32, bech32m, createBase58check } from '@scure/base';

const base58check = createBase58check((data: Uint8Array) => hash('sha256', data, 'buffer'));

/** Base58Check of a version byte and a 20-byte hash: P2PKH and P2SH. */
export function hashAddress(version: number, hash20: Uint8Array): string {
  const payload = new Uint8Array(21);
  payload[0] = version;
  payload.set(hash20, 1);
  return base58check.encode(payload);
}

/** Bech32 for witness version 0 (BIP173), Bech32m from version 1 on (BIP350). */
export function witnessAddress(hrp: string, version: number, program: Uint8Array): string {
  const code = version === 0 ? bech32 : bech32m;
  return code.encode(hrp, [version, ...code.toWords(program)]);
}
