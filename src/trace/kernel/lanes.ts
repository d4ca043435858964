/**
 * Two-lane amounts (performance.md §4): hi·2^50 + lo, both integer-valued float64 below 2^50, so
 * an amount below 2^100 costs two additions and a carry. They live inside kernels only; amounts
 * enter and leave as `bigint`.
 */
export const LANE = 2 ** 50;
/** `Math.floor(lo · PER_LANE)` is what a lower lane carries, −1, 0 or 1, without a branch. */
export const PER_LANE = 2 ** -50;
const LANE_BITS = 50;
const LANE_MASK = (1n << 50n) - 1n;
/** Amounts from here on need `bigint` (SHIB's supply is about 2^110). */
export const WIDE_FROM = 1n << 100n;

/** The upper lane of an amount below 2^100. */
export function upperLane(units: bigint): number {
  const near = Number(units);
  return near < LANE ? 0 : Number(units >> BigInt(LANE_BITS));
}

/** The lower lane of an amount. */
export function lowerLane(units: bigint): number {
  const near = Number(units);
  return near < LANE ? near : Number(units & LANE_MASK);
}

/** Both lanes as one `bigint`. */
export function joinLanes(hi: number, lo: number): bigint {
  return hi === 0 ? BigInt(lo) : (BigInt(hi) << BigInt(LANE_BITS)) + BigInt(lo);
}
