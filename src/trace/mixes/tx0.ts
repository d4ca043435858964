import type { Shape } from './mix.ts';
import { FEE_ALLOWANCE } from './whirlpool.ts';

interface Pool {
  readonly size: bigint;
  /** What the coordinator asks for entering, in satoshi; discounts and surcharges are known. */
  readonly fee: bigint;
}

const POOLS: readonly Pool[] = [
  { size: 100_000n, fee: 5_000n },
  { size: 1_000_000n, fee: 50_000n },
  { size: 5_000_000n, fee: 175_000n },
  { size: 50_000_000n, fee: 1_750_000n },
];

const MOST_PREMIX = 70;
/** OP_RETURN and one push of 64 or 80 bytes. */
const PAYLOAD = /^6a(40[0-9a-f]{128}|4c50[0-9a-f]{160})$/;

/** The parts of a Tx0, by output index. */
export interface Tx0 {
  /** Satoshi. */
  readonly pool: bigint;
  /** Equal coins that are to enter mixes. */
  readonly premix: readonly number[];
  /** The coordinator's fee; of two that could be it the one of exactly the fee; else null. */
  readonly fee: number | null;
  /** Change of the owner ("toxic" change: it tells whose the Tx0 is); empty where there is none. */
  readonly change: readonly number[];
  /** The fee and the change where their amounts do not tell which is which. */
  readonly unclear: readonly number[];
}

/**
 * Recognises the transaction that prepares coins for Whirlpool (tracing.md §5.3): one OP_RETURN,
 * equal outputs a little above a pool's size, the coordinator's fee, and change. It is no mix: one
 * owner makes it, and its change stays with that owner. Null for any other transaction.
 *
 * Narrower than §5.3 in one point: the OP_RETURN must carry 64 or 80 bytes, as every Tx0 does.
 * Without that, mints of runes (OP_RETURN OP_13) pass: nine in block 866342, two in the fixtures.
 */
export function tx0(shape: Shape): Tx0 | null {
  if (shape.opReturns !== 1 || !shape.tx.outputs.some(({ script }) => PAYLOAD.test(script))) {
    return null;
  }
  const found: Tx0[] = [];
  for (const pool of POOLS) {
    for (const [amount, premix] of shape.byAmount) {
      if (amount <= pool.size || amount > pool.size + FEE_ALLOWANCE) continue;
      if (premix.length > MOST_PREMIX) continue;
      const parts = partsOf(shape, pool, premix);
      if (parts) found.push(parts);
    }
  }
  found.sort((a, b) => b.premix.length - a.premix.length || (a.pool < b.pool ? 1 : -1));
  return found[0] ?? null;
}

function partsOf(shape: Shape, pool: Pool, premix: readonly number[]): Tx0 | null {
  const others = shape.outputs.flatMap((output, i) =>
    output.opReturn || premix.includes(i) ? [] : [i],
  );
  if (others.length > 2) return null;
  const amount = (i: number) => shape.outputs[i]?.amount ?? 0n;
  const fees = others.filter((i) => isFee(amount(i), pool.fee));
  if (fees.length === 0) return null;
  const exact = fees.filter((i) => amount(i) === pool.fee);
  const [fee] = exact.length === 1 ? exact : fees;
  if (fee === undefined || (fees.length > 1 && exact.length !== 1)) {
    return { pool: pool.size, premix, fee: null, change: [], unclear: fees };
  }
  const change = others.filter((i) => i !== fee);
  return { pool: pool.size, premix, fee, change, unclear: [] };
}

/** From half the fee (a discount) to three times it. */
function isFee(amount: bigint, fee: bigint): boolean {
  return 2n * amount >= fee && amount <= 3n * fee;
}
