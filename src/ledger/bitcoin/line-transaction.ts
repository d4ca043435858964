import { InputError } from '../../base/errors.ts';
import type { Origin, UtxoInput, UtxoOutput } from '../port.ts';

/** A transaction of a line, before it has a place in the ledger. */
export interface LineTransaction {
  readonly id: string;
  readonly blockHash: string | null;
  readonly block: number | null;
  readonly time: number;
  readonly txIndex: number | null;
  readonly coinbase: boolean;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
}

/** A transaction and where it was read. */
export interface PlacedTransaction extends LineTransaction {
  readonly origin: Origin;
}

/** Refuses a transaction that pays out more than it takes in, where all of that is known. */
export function expectCovered(
  inputs: readonly UtxoInput[],
  outputs: readonly UtxoOutput[],
  label: string,
): void {
  let taken = 0n;
  for (const { amount } of inputs) {
    if (amount === null) return;
    taken += amount;
  }
  const paid = outputs.reduce((sum, { amount }) => sum + amount, 0n);
  if (paid > taken) throw new InputError(`${label}, outputs`, `at most ${taken} satoshi`, paid);
}
