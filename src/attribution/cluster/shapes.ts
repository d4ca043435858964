import type { UtxoTransaction } from '../../ledger/port.ts';

/**
 * What clustering asks of the classes of mixes, which stand in a later room: the classification is
 * handed in.
 */
export type Verdict =
  | { readonly kind: 'mix' | 'possible'; readonly mix: string }
  | { readonly kind: 'tx0'; readonly parts: { readonly change: readonly number[] } }
  | { readonly kind: 'none' };

/**
 * True where nothing may be concluded about owners: a mix, or what would be one as far as it is
 * known. One missed round is enough to join thousands of strangers (tracing.md §5.4).
 */
export function isVetoed(verdict: Verdict): boolean {
  return verdict.kind === 'mix' || verdict.kind === 'possible';
}

/** Three or four outputs, exactly two equal (tracing.md §5.3): two owners may have signed. */
export function isStonewallShape(tx: UtxoTransaction): boolean {
  const amounts = tx.outputs.filter(({ burn }) => !burn).map(({ amount }) => amount);
  const count = amounts.length;
  return (count === 3 || count === 4) && new Set(amounts).size === count - 1;
}

/**
 * True for a payment with change of which one input could have been left out, the larger output and
 * the fee still being covered. Wallets seldom do that; the payee of a PayJoin (BIP78) adds such an
 * input. Many honest payments have this shape and some PayJoins have not: it is a caution.
 */
export function hasUnneededInput(tx: UtxoTransaction): boolean {
  const { inputs, outputs } = tx;
  if (inputs.length < 2 || outputs.length !== 2) return false;
  let total = 0n;
  let smallest: bigint | null = null;
  for (const { amount } of inputs) {
    if (amount === null) return false;
    total += amount;
    if (smallest === null || amount < smallest) smallest = amount;
  }
  const [a = 0n, b = 0n] = outputs.map(({ amount }) => amount);
  const fee = total - a - b;
  return total - (smallest ?? 0n) >= (a > b ? a : b) + fee;
}
