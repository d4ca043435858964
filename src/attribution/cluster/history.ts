import type { Holder, UtxoTransaction } from '../../ledger/port.ts';

/** What the heuristics of change ask about the rest of the ledger. */
export interface History {
  /** True if the address appears in no transaction before this one. */
  isFresh(holder: Holder, tx: UtxoTransaction): boolean;
  /** How many outputs of the ledger pay the address. */
  receipts(holder: Holder): number;
  /** The transaction that spends an output; null where none in the ledger does. */
  spender(tx: UtxoTransaction, output: number): UtxoTransaction | null;
}

interface Seen {
  readonly first: UtxoTransaction;
  receipts: number;
}

/** Reads transactions in chain order. */
export function historyOf(transactions: Iterable<UtxoTransaction>): History {
  const seen = new Map<Holder, Seen>();
  const spenders = new Map<string, UtxoTransaction>();
  const see = (holder: Holder | null, tx: UtxoTransaction, receipts: number): void => {
    if (holder === null) return;
    const known = seen.get(holder);
    if (known) known.receipts += receipts;
    else seen.set(holder, { first: tx, receipts });
  };
  for (const tx of transactions) {
    for (const input of tx.inputs) {
      see(input.holder, tx, 0);
      spenders.set(`${input.tx}:${input.index}`, tx);
    }
    for (const { holder } of tx.outputs) see(holder, tx, 1);
  }
  return {
    isFresh: (holder, tx) => (seen.get(holder)?.first.id ?? tx.id) === tx.id,
    receipts: (holder) => seen.get(holder)?.receipts ?? 0,
    spender: (tx, output) => spenders.get(`${tx.id}:${output}`) ?? null,
  };
}
