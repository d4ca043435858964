import type { MixAnswer, MixClass, Shape } from './mix.ts';

/** 5,000 satoshi to 1,343.75 BTC. */
const LEAST = 5_000n;
const MOST = 134_375_000_000n;

/** The amounts that wallets choose from: 2^i, 3^i, 2·3^i, 10^i, 2·10^i and 5·10^i. */
export const DENOMINATIONS: ReadonlySet<bigint> = denominations();

function denominations(): Set<bigint> {
  const series: readonly (readonly [factor: bigint, base: bigint])[] = [
    [1n, 2n],
    [1n, 3n],
    [2n, 3n],
    [1n, 10n],
    [2n, 10n],
    [5n, 10n],
  ];
  const amounts = new Set<bigint>();
  for (const [factor, base] of series) {
    for (let amount = factor; amount <= MOST; amount *= base) {
      if (amount >= LEAST) amounts.add(amount);
    }
  }
  return amounts;
}

/** Until the large coordinator closed, rounds had fifty inputs or more; since then, twenty. */
const FEWEST_INPUTS = 50;
const FEWEST_INPUTS_LATER = 20;
const LATER = Date.UTC(2024, 5, 1) / 1000;

/**
 * Wasabi 2, WabiSabi (tracing.md §5.3): many native segwit inputs, both sides sorted by amount,
 * nearly all outputs standard denominations and some of those used again and again.
 */
export const wasabi2: MixClass = { id: 'wasabi2', name: 'Wasabi 2 (WabiSabi)', answer };

function answer(shape: Shape): MixAnswer {
  const { tx, inputCount, outputCount, inputs, outputs } = shape;
  const fewest = tx.time < LATER ? FEWEST_INPUTS : FEWEST_INPUTS_LATER;
  if (inputCount < fewest || !isDescending(outputs)) return 'no';
  const standard = outputs.filter(({ amount }) => DENOMINATIONS.has(amount)).length;
  if (standard * 10 <= outputCount * 8) return 'no';
  const shared = [...shape.byAmount].filter(
    ([amount, list]) => list.length > 1 && DENOMINATIONS.has(amount),
  );
  if (shared.length < 3) return 'no';
  if (inputs === null) return 'inputs-unknown';
  const native = inputs.every(({ type }) => type !== 'other');
  return native && isDescending(inputs) ? 'yes' : 'no';
}

function isDescending(items: readonly { readonly amount: bigint }[]): boolean {
  return items.every((item, i) => i === 0 || item.amount <= (items[i - 1]?.amount ?? item.amount));
}
