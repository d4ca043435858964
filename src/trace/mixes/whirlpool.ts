import { allDistinct, type MixAnswer, type MixClass, type Shape } from './mix.ts';

interface Pool {
  /** Satoshi that every output of a mix has. */
  readonly size: bigint;
  /** The first day on which the pool may have mixed, unix seconds. */
  readonly since: number;
}

/** Samourai's four pools; and the two of Ashigaru's coordinator, announced on 23 June 2025. */
const POOLS: readonly Pool[] = [
  { size: 100_000n, since: 0 },
  { size: 1_000_000n, since: 0 },
  { size: 5_000_000n, since: 0 },
  { size: 50_000_000n, since: 0 },
  { size: 2_500_000n, since: Date.UTC(2025, 4, 1) / 1000 },
  { size: 25_000_000n, since: Date.UTC(2025, 4, 1) / 1000 },
];

/** What a coin that enters may bring above the pool's size, for the miners' fees. */
export const FEE_ALLOWANCE = 110_000n;

/**
 * Whirlpool (tracing.md §5.3): five to ten inputs and as many outputs, all of the pool's size, from
 * coins that were mixed before (exactly that size) and new ones (a little more). Wallets may spend
 * to any type of output script.
 */
export const whirlpool: MixClass = { id: 'whirlpool', name: 'Whirlpool', answer };

/** The pool in which a transaction of this shape mixes, in satoshi, or null. */
function poolOf(shape: Shape): bigint | null {
  const [amount] = shape.byAmount.keys();
  const pool = POOLS.find(({ size, since }) => size === amount && since <= shape.tx.time);
  return shape.byAmount.size === 1 && shape.opReturns === 0 ? (pool?.size ?? null) : null;
}

function answer(shape: Shape): MixAnswer {
  const { inputCount, outputCount, inputs, outputs } = shape;
  const pool = poolOf(shape);
  if (inputCount < 5 || inputCount > 10 || inputCount !== outputCount || pool === null) return 'no';
  if (!allDistinct(outputs)) return 'no';
  if (inputs === null) return 'inputs-unknown';
  const entered = inputs.filter(({ amount }) => amount > pool).length;
  const fits = inputs.every(({ amount }) => amount >= pool && amount <= pool + FEE_ALLOWANCE);
  return fits && entered > 0 && entered < inputCount && allDistinct(inputs) ? 'yes' : 'no';
}
