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

/** Two weeks: how long the 2,016 blocks of a period should take. */
const PERIOD_SECONDS = 14 * 24 * 3600;

/**
 * The `bits` of the period after one of these bits, by the times of its first and last block
 * (Bitcoin Core, CalculateNextWorkRequired): never more than four times easier or harder.
 */
export function nextBits(bits: number, first: number, last: number, network: Network): number {
  const least = PERIOD_SECONDS / 4;
  const span = Math.min(PERIOD_SECONDS * 4, Math.max(least, last - first));
  const target = ((targetOf(bits) ?? 0n) * BigInt(span)) / BigInt(PERIOD_SECONDS);
  return bitsOf(target < network.powLimit ? target : network.powLimit);
}

/** The compact form of a target: its three leading bytes, the first below 0x80, and its length. */
function bitsOf(target: bigint): number {
  const hex = target.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const digits = Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even;
  return (digits.length / 2) * 2 ** 24 + Number.parseInt(digits.slice(0, 6).padEnd(6, '0'), 16);
}
