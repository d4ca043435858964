import { toDisplay } from './hash.ts';
import { MAINNET, type Network } from './network.ts';

/**
 * The target that a header's compact `bits` stand for: three bytes of mantissa, one of exponent.
 * Null for the negative, zero and overflowing forms, which no valid header uses.
 */
export function targetOf(bits: number): bigint | null {
  const exponent = bits >>> 24;
  const mantissa = BigInt(bits & 0x007fffff);
  if ((bits & 0x00800000) !== 0 || mantissa === 0n) return null;
  const target =
    exponent <= 3 ? mantissa >> BigInt(8 * (3 - exponent)) : mantissa << BigInt(8 * (exponent - 3));
  return target === 0n || target >= 1n << 256n ? null : target;
}

/** A hash as the number that is compared with the target. */
function hashNumber(hash: Uint8Array): bigint {
  return BigInt(`0x${toDisplay(hash)}`);
}

/**
 * True if the hash meets the target that the header itself claims, and the network allows that
 * target. Whether it is the target that the height asked for needs the headers before it.
 */
export function meetsTarget(hash: Uint8Array, bits: number, network: Network = MAINNET): boolean {
  const target = targetOf(bits);
  return target !== null && target <= network.powLimit && hashNumber(hash) <= target;
}

/** Expected number of hashes behind a header of this target: what chains are compared by. */
export function workOf(bits: number): bigint {
  const target = targetOf(bits);
  return target === null ? 0n : (1n << 256n) / (target + 1n);
}
