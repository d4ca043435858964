import { InputError } from '../../base/errors.ts';
import { type BlockHeader, parseHeader } from './block.ts';
import { PERIOD } from './checkpoints.ts';
import { fromDisplay, toDisplay } from './hash.ts';
import type { Network } from './network.ts';
import { meetsTarget, nextBits, targetOf } from './work.ts';

/** Headers of consecutive blocks, each checked against its own work. */
export interface HeaderChain {
  /** Height of the first, as stated. */
  readonly first: number;
  readonly headers: readonly BlockHeader[];
}

/** A header is kept without the hash of the block before it, which is computed. */
const PACKED = 48;
const PREVIOUS = { from: 4, to: 36 } as const;

/** Headers of 80 bytes, which must follow one another, in the form that `unpackHeaders` reads. */
export function packHeaders(headers: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    headers.flatMap((bytes) => [bytes.subarray(0, PREVIOUS.from), bytes.subarray(PREVIOUS.to)]),
  );
}

/**
 * Reads a chain of headers: each builds on the one before it, because that one's hash is put into
 * it, and must have the work that it claims.
 * @param previous hash of the block before the first, as printed
 * @throws InputError naming the header
 */
export function unpackHeaders(
  packed: Uint8Array,
  first: number,
  previous: string,
  network: Network,
): HeaderChain {
  if (packed.length === 0 || packed.length % PACKED !== 0) {
    throw new InputError('headers', `a multiple of ${PACKED} bytes`, packed.length);
  }
  const headers: BlockHeader[] = [];
  let before = fromDisplay(previous);
  for (let at = 0; at < packed.length; at += PACKED) {
    const bytes = new Uint8Array(80);
    bytes.set(packed.subarray(at, at + PREVIOUS.from));
    bytes.set(before, PREVIOUS.from);
    bytes.set(packed.subarray(at + PREVIOUS.from, at + PACKED), PREVIOUS.to);
    const header = parseHeader(bytes);
    if (!meetsTarget(header.hash, header.bits, network)) {
      const label = `header ${first + headers.length}`;
      const expected = 'a hash that has the work it claims';
      throw new InputError(label, expected, toDisplay(header.hash));
    }
    headers.push(header);
    before = header.hash;
  }
  return { first, headers };
}

/**
 * Checks that the difficulties are those that the network asks for. Within a period they do not
 * change; from one to the next they follow from its times, where its first block is there, and else
 * change by four at most. Returns false for test networks that let a block be easier at times.
 * @throws InputError naming the header
 */
export function checkDifficulties({ first, headers }: HeaderChain, network: Network): boolean {
  if (network.name === 'testnet' || network.name === 'testnet4') return false;
  for (const [i, { bits }] of headers.entries()) {
    const before = headers[i - 1];
    if (before === undefined) continue;
    const height = first + i;
    const changes = height % PERIOD === 0 && network.name !== 'regtest';
    const start = changes ? headers[i - PERIOD] : undefined;
    if (changes && start === undefined) {
      const [old, now] = [targetOf(before.bits) ?? 0n, targetOf(bits) ?? 0n];
      if (now <= old * 4n && now * 5n >= old) continue;
      throw new InputError(`header ${height}, bits`, 'a change by four at most', hex(bits));
    }
    const asked = start ? nextBits(before.bits, start.time, before.time, network) : before.bits;
    if (bits !== asked) throw new InputError(`header ${height}, bits`, hex(asked), hex(bits));
  }
  return true;
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
