import { MAX_BLOCK_BYTES } from './block.ts';
import { MAINNET, type Network } from './network.ts';
import { faultAt, readerOf, take, u32 } from './reader.ts';

/** The bytes of one block inside a file. */
interface BlockSlice {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Header and one transaction count: nothing shorter is a block. */
const LEAST_BLOCK = 81;

/** True if the file begins with the network's message start, as a node's block files do. */
export function isBlockFile(bytes: Uint8Array, network: Network = MAINNET): boolean {
  return bytes.length >= 8 && magicAt(bytes, 0) === network.magic;
}

/**
 * The blocks of a node's block file (`blkNNNNN.dat`): message start, little-endian length, block,
 * one after another in the order of arrival. A tail of zeros, which Bitcoin Core reserves, ends it.
 * @throws InputError at the first byte that is neither
 */
export function* blockSlices(
  bytes: Uint8Array,
  label: string,
  network: Network = MAINNET,
): Generator<BlockSlice> {
  const r = readerOf(bytes, label);
  while (r.at < bytes.length) {
    if (isZeroTail(bytes, r.at)) return;
    const magicOffset = r.at;
    const magic = bytes.length - r.at >= 4 ? magicAt(bytes, r.at) : 0;
    if (magic !== network.magic) {
      const expected = `${hexMagic(network)} (${network.name})`;
      throw faultAt(r, 'message start', expected, hex(magic), magicOffset);
    }
    r.at += 4;
    const lengthOffset = r.at;
    const length = u32(r, 'block length');
    if (length < LEAST_BLOCK || length > MAX_BLOCK_BYTES) {
      const expected = `${LEAST_BLOCK} to ${MAX_BLOCK_BYTES}`;
      throw faultAt(r, 'block length', expected, `${length}`, lengthOffset);
    }
    const offset = r.at;
    yield { offset, bytes: take(r, length, 'block') };
  }
}

/** The network's message start, as it stands in the files. */
export function hexMagic(network: Network): string {
  return hex(network.magic);
}

/** Undoes the mask of Bitcoin Core 28 and later: the 8 bytes of `xor.dat`, repeated. */
export function unmask(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length === 0 || key.every((byte) => byte === 0)) return bytes;
  return bytes.map((byte, i) => byte ^ (key[i % key.length] ?? 0));
}

function magicAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

function isZeroTail(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

function hex(magic: number): string {
  return magic.toString(16).padStart(8, '0');
}
