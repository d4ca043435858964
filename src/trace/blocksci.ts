import { byLabel, clean, sum, witnesses } from './policies/lots.ts';
import type { CoinRule, Lot } from './policies/policy.ts';

/**
 * Haircut as BlockSci 0.7.0 computes it, to check ours against (tracing.md §2.3, *BlockSci mode*):
 * per output ⌊(v/V)·D⌋ in doubles, the remainder to the fee and capped there. What exceeds the fee
 * is lost, so there is no certificate. BlockSci's poison is ours.
 */
export const blocksciHaircut: CoinRule = {
  id: 'haircut',
  conserves: false,
  outputs: (inputs, amounts) => {
    const lots = inputs.flat();
    const total = sum(lots);
    const columns: Lot[][] = amounts.map(() => []);
    const past = witnesses(lots);
    for (const [label, dirty] of byLabel(lots)) {
      let left = dirty;
      for (const [j, value] of amounts.entries()) {
        const fee = j === amounts.length - 1;
        const share = fee ? (left < value ? left : value) : floorShare(value, total, dirty);
        left -= share;
        if (share === 0n) continue;
        columns[j]?.push({ amount: share, label, history: past.get(label)?.history ?? -1 });
      }
    }
    return columns.map((column, j) => [...column, ...clean((amounts[j] ?? 0n) - sum(column))]);
  },
};

function floorShare(value: bigint, total: bigint, dirty: bigint): bigint {
  return BigInt(Math.floor((Number(value) / Number(total)) * Number(dirty)));
}
