import { InputError } from '../base/errors.ts';
import type { UtxoTransaction } from '../ledger/port.ts';
import type { Coin } from './coins-store.ts';

/** What the inputs of a transaction hold. */
interface Values {
  readonly values: readonly bigint[];
  readonly fee: bigint;
  /** Units assumed to be in inputs of unknown amount; null where all are known. */
  readonly assumed: bigint | null;
}

export function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((a, b) => a + b, 0n);
}

const paid = (tx: UtxoTransaction) => total(tx.outputs.map((output) => output.amount));

/**
 * What the inputs hold, from the ledger or from the coins that are followed. Where amounts are
 * unknown, the first such input is taken to hold what the outputs need beyond the known ones, and
 * the others nothing: the least that they can hold, clean, and stated as assumed.
 * @throws InputError where the outputs exceed the inputs, or an input is not what was paid into it
 */
export function valuesOf(tx: UtxoTransaction, coins: readonly (Coin | undefined)[]): Values {
  const known = tx.inputs.map((input, i) => input.amount ?? coins[i]?.value ?? null);
  for (const [i, coin] of coins.entries()) {
    if (!coin || coin.value === known[i]) continue;
    throw new InputError(`input ${i} of ${tx.id}`, `${coin.value} as paid`, known[i]);
  }
  const values = known.map((amount) => amount ?? 0n);
  const fee = total(values) - paid(tx);
  const unknown = known.indexOf(null);
  if (unknown < 0 && fee < 0n) {
    throw new InputError(`transaction ${tx.id}`, 'outputs that the inputs cover', `${-fee} more`);
  }
  if (unknown < 0) return { values, fee, assumed: null };
  const assumed = fee < 0n ? -fee : 0n;
  values[unknown] = assumed;
  return { values, fee: fee + assumed, assumed };
}

/** The fee of a transaction that is not followed, by the same rule: the least that it can be. */
export function feeOf(tx: UtxoTransaction | undefined): bigint {
  if (!tx) return 0n;
  const fee = total(tx.inputs.map((input) => input.amount ?? 0n)) - paid(tx);
  return fee > 0n ? fee : 0n;
}
