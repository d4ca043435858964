import { bech32, bech32m, createBase58check } from '@scure/base';
import { sha256Bytes } from '../../base/digest.ts';
import type { Network } from './network.ts';

const base58check = createBase58check(sha256Bytes);

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

/** The output script that an address stands for, or null where it is none of this network's. */
export function addressScript(address: string, network: Network): Uint8Array | null {
  const { hrp, keyHash, scriptHash } = network;
  if (!address.startsWith(`${hrp}1`)) {
    const bytes = attempt(() => base58check.decode(address));
    const [version] = bytes ?? [];
    if (bytes?.length !== 21) return null;
    if (version === keyHash) return scriptOf('76a914', bytes.subarray(1), '88ac');
    return version === scriptHash ? scriptOf('a914', bytes.subarray(1), '87') : null;
  }
  for (const code of [bech32, bech32m]) {
    const words = attempt(() => code.decode(address as `${string}1${string}`, 90).words);
    const [version = 17, ...rest] = words ?? [];
    const program = attempt(() => code.fromWords(rest));
    if (!program || version > 16 || (version === 0) !== (code === bech32)) continue;
    const opcode = version === 0 ? 0 : 0x50 + version;
    return Buffer.concat([Uint8Array.of(opcode, program.length), program]);
  }
  return null;
}

function scriptOf(before: string, hash20: Uint8Array, after: string): Uint8Array {
  return Buffer.concat([Buffer.from(before, 'hex'), hash20, Buffer.from(after, 'hex')]);
}

function attempt<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
