import type { Holder, UtxoTransaction } from '../port.ts';

/** An output to an address that was looked for. */
interface OutputMatch<Tag> {
  readonly tx: string;
  readonly index: number;
  readonly holder: Holder;
  /** Satoshi. */
  readonly amount: bigint;
  readonly block: number | null;
  readonly time: number;
  readonly tag: Tag;
}

/** An input that spends from such an address, where that is known. */
interface InputMatch<Tag> extends OutputMatch<Tag> {
  /** The output that it spends; `tx` and `index` name the spending transaction and its input. */
  readonly spends: { readonly tx: string; readonly index: number };
}

interface Matches<Tag> {
  /** In the order of the transactions. */
  readonly outputs: readonly OutputMatch<Tag>[];
  readonly inputs: readonly InputMatch<Tag>[];
  /** How much was looked at, and how much of it could not be. */
  readonly seen: {
    readonly transactions: number;
    readonly outputs: number;
    /** Outputs that pay no address: bare scripts and OP_RETURN. */
    readonly outputsWithoutAddress: number;
    readonly inputs: number;
    /** Inputs whose address and amount stand in earlier transactions that the ledger lacks. */
    readonly inputsUnknown: number;
  };
  /** What these transactions alone cannot answer; empty if they answer it all. */
  readonly notKnowable: readonly string[];
}

/**
 * Finds every output to one of the tagged addresses, compared whole and in canonical form, and
 * every input from one where what it spends is known.
 * @param tags by canonical address; sanctions and other labels go in separate calls
 */
export function matchOutputs<Tag>(
  transactions: Iterable<UtxoTransaction>,
  tags: ReadonlyMap<Holder, Tag>,
): Matches<Tag> {
  const outputs: OutputMatch<Tag>[] = [];
  const inputs: InputMatch<Tag>[] = [];
  const seen = {
    transactions: 0,
    outputs: 0,
    outputsWithoutAddress: 0,
    inputs: 0,
    inputsUnknown: 0,
  };
  for (const { id, block, time, ...tx } of transactions) {
    seen.transactions++;
    for (const [index, { holder, amount }] of tx.outputs.entries()) {
      seen.outputs++;
      if (holder === null) seen.outputsWithoutAddress++;
      const tag = holder === null ? undefined : tags.get(holder);
      if (holder === null || tag === undefined) continue;
      outputs.push({ tx: id, index, holder, amount, block, time, tag });
    }
    for (const [index, { holder, amount, ...spent }] of tx.inputs.entries()) {
      seen.inputs++;
      if (amount === null) seen.inputsUnknown++;
      const tag = holder === null ? undefined : tags.get(holder);
      if (holder === null || tag === undefined || amount === null) continue;
      const spends = { tx: spent.tx, index: spent.index };
      inputs.push({ tx: id, index, holder, amount, block, time, tag, spends });
    }
  }
  return { outputs, inputs, seen, notKnowable: notKnowable(seen.inputsUnknown, seen.inputs) };
}

function notKnowable(unknown: number, all: number): string[] {
  if (unknown === 0) return [];
  return [
    `Addresses and amounts of ${unknown} of ${all} inputs: they stand in earlier transactions, ` +
      'which are not here.',
    'Hence: whether a listed address paid in these transactions, who paid the outputs that were ' +
      'found, and the fees.',
  ];
}
