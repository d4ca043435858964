import { blocksciHaircut } from '../../src/trace/blocksci.ts';
import { policies } from '../../src/trace/policies/index.ts';
import type { CoinRule, Lot } from '../../src/trace/policies/policy.ts';
import { random } from './random.ts';

const TRANSACTIONS = 20_000;

/**
 * Of how many random transactions BlockSci's haircut and ours lose a unit or more: the cross-check
 * of tracing.md §2.3. Amounts are small, so that rounding shows.
 */
export function blocksciLosses(seed: string): { blocksci: number; ours: number } {
  const draws = random(seed);
  const losses = { blocksci: 0, ours: 0 };
  for (let n = 0; n < TRANSACTIONS; n++) {
    const inputs = Array.from({ length: 1 + Math.floor(draws.between(0, 5)) }, (): Lot[] => {
      const label = draws.between(0, 1) < 0.5 ? 0 : null;
      return [{ amount: BigInt(Math.floor(draws.between(1, 100_000))), label, history: -1 }];
    });
    const total = inputs.flat().reduce((sum, { amount }) => sum + amount, 0n);
    const fee = (total * BigInt(Math.floor(draws.between(0, 20)))) / 1000n;
    const amounts = parts(total - fee, 1 + Math.floor(draws.between(0, 6)));
    if (loses(blocksciHaircut, inputs, [...amounts, fee])) losses.blocksci++;
    if (loses(policies.haircut, inputs, [...amounts, fee])) losses.ours++;
  }
  return losses;
}

function parts(total: bigint, count: number): bigint[] {
  const each = total / BigInt(count);
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? total - each * BigInt(count - 1) : each,
  );
}

function loses(rule: CoinRule, inputs: readonly (readonly Lot[])[], amounts: readonly bigint[]) {
  return dirt(rule.outputs(inputs, amounts).flat()) !== dirt(inputs.flat());
}

function dirt(lots: readonly Lot[]): bigint {
  return lots.reduce((sum, { amount, label }) => (label === null ? sum : sum + amount), 0n);
}
