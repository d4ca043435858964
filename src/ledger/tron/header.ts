import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256Bytes } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { Holder } from '../port.ts';
import { holderOfBytes } from './address.ts';
import { bytesAt, fieldsOf, intAt } from './protobuf.ts';

/** What a block's header says (java-tron, `core/Tron.proto`, `BlockHeader`). */
export interface Header {
  /** Number of the block in the first 8 bytes, then the hash from its ninth byte on; hex. */
  readonly id: string;
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  readonly root: Uint8Array;
  /** Id of the block before, hex. */
  readonly parent: string;
  /** Who was to make the block, as it says. */
  readonly witness: Holder;
  /** Whose key signed it. A witness may let another key sign for it: that is not in the header. */
  readonly signer: Holder;
}

/** @throws InputError where the bytes are no header, or its signature is none */
export function readHeader(bytes: Uint8Array, label: string): Header {
  const outer = fieldsOf(bytes, label);
  const raw = bytesAt(outer, 1);
  const signature = bytesAt(outer, 2);
  if (!raw || !signature) throw new InputError(label, 'a header and its signature', 'no such');
  const fields = fieldsOf(raw, label);
  const number = intAt(fields, 7);
  const milliseconds = intAt(fields, 1);
  const [root, parent, witness] = [2, 3, 9].map((field) => bytesAt(fields, field));
  const holder = witness && holderOfBytes(witness);
  if (number < 0n || number > 2n ** 48n || milliseconds < 0n || milliseconds > 2n ** 48n) {
    throw new InputError(label, 'a number and a time', `${number} and ${milliseconds}`);
  }
  if (root?.length !== 32 || parent?.length !== 32 || !holder) {
    throw new InputError(label, 'a root, a parent and a witness', 'others');
  }
  const hash = sha256Bytes(raw);
  return {
    id: number.toString(16).padStart(16, '0') + hex(hash.subarray(8)),
    number: Number(number),
    time: Math.floor(Number(milliseconds) / 1000),
    root,
    parent: hex(parent),
    witness: holder,
    signer: signerOf(hash, signature, label),
  };
}

/**
 * The address whose key made a signature of 65 bytes (r, s, and the parity, which some wallets
 * write from 27 on) over a hash.
 * @throws InputError where it is none
 */
export function signerOf(hash: Uint8Array, signature: Uint8Array, label: string): Holder {
  const [parity = 0] = signature.subarray(64);
  const recovery = parity >= 27 ? parity - 27 : parity;
  try {
    if (signature.length < 65) throw new Error('too short');
    const [r, s] = [0, 32].map((at) => BigInt(`0x${hex(signature.subarray(at, at + 32))}`));
    const made = new secp256k1.Signature(r as bigint, s as bigint, recovery);
    const key = made.recoverPublicKey(hash).toBytes(false);
    const holder = holderOfBytes(keccak_256(key.subarray(1)).subarray(12));
    if (holder) return holder;
  } catch {
    // said below
  }
  throw new InputError(`${label}: signature`, 'one that a key can have made', hex(signature));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
