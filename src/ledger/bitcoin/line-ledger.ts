import { found } from '../../base/assert.ts';
import type { InputFile, UtxoInput, UtxoTransaction } from '../port.ts';
import type { FaultList, FaultPlace } from './faults.ts';
import { type BitcoinLedger, type BlockPlace, ledgerOf, outpointKey } from './ledger.ts';
import type { PlacedTransaction } from './line-transaction.ts';
import type { Network } from './network.ts';
import { chainOrder } from './order.ts';
import { transactionLine } from './transaction-lines.ts';

/** Transactions of one block, or one whose block is not known. */
interface Group {
  readonly hash: string;
  readonly transactions: PlacedTransaction[];
}

/** Orders and numbers transactions that were read from lines. */
export function ledgerOfLines(
  read: readonly PlacedTransaction[],
  network: Network,
  faults: FaultList,
  inputs: readonly InputFile[],
): BitcoinLedger {
  const place = ({ origin }: PlacedTransaction, field: string): FaultPlace => {
    return { file: inputs[origin.input]?.name ?? '', line: origin.line, field };
  };
  const once = withoutRepeats(read, (tx, kept) => {
    faults.add('repeated-transaction', place(tx, 'id'), 'the same content', kept.id);
  });
  const groups = orderGroups(groupByBlock(once.values()), (tx) => {
    faults.add('circle', place(tx, 'inputs'), 'outputs of earlier transactions', tx.id);
  });
  const transactions: UtxoTransaction[] = [];
  const numbers = new Map<string, number>();
  const spenders = new Map<string, number>();
  const places: BlockPlace[] = [];
  for (const { hash, transactions: members } of groups) {
    const first = transactions.length;
    for (const tx of members) {
      const number = transactions.length;
      numbers.set(tx.id, number);
      for (const { tx: id, index } of tx.inputs) {
        const key = outpointKey(id, index);
        if (!spenders.has(key)) spenders.set(key, number);
        else faults.add('spent-twice', place(tx, 'inputs'), 'an unspent output', key);
      }
      transactions.push(
        settle(tx, once, (k, expected, is) => {
          faults.add('other-output', place(tx, `input ${k}`), expected, is);
        }),
      );
    }
    const [one] = members;
    const time = members.reduce((latest, tx) => Math.max(latest, tx.time), 0);
    places.push({ hash, height: one?.block ?? null, time, first, count: members.length });
  }
  const transaction = (number: number) => found(transactions[number], 'transaction');
  const warnings = faults.list();
  return ledgerOf({ network, inputs, warnings, places, numbers, spenders, transaction });
}

/** One transaction for each id, whichever file it came from first. */
function withoutRepeats(
  read: readonly PlacedTransaction[],
  differs: (tx: PlacedTransaction, kept: PlacedTransaction) => void,
): Map<string, PlacedTransaction> {
  const once = new Map<string, PlacedTransaction>();
  for (const tx of read) {
    const known = once.get(tx.id);
    if (known === undefined) {
      once.set(tx.id, tx);
      continue;
    }
    const [a, b] = [contentOf(known), contentOf(tx)];
    if (a !== b) differs(tx, known);
    const [kept, other] = b < a ? [tx, known] : [known, tx];
    once.set(tx.id, { ...kept, txIndex: kept.txIndex ?? other.txIndex });
  }
  return once;
}

/** The position may be missing in one copy; the rest must agree. */
function contentOf(tx: PlacedTransaction): string {
  return transactionLine({ ...tx, txIndex: null }, tx.blockHash);
}

function groupByBlock(transactions: Iterable<PlacedTransaction>): Group[] {
  const groups = new Map<string, Group>();
  for (const tx of transactions) {
    const hash = tx.blockHash ?? (tx.block === null ? tx.id : `height:${tx.block}`);
    const group = groups.get(hash);
    if (group) group.transactions.push(tx);
    else groups.set(hash, { hash, transactions: [tx] });
  }
  return [...groups.values()];
}

function orderGroups(groups: readonly Group[], circle: (tx: PlacedTransaction) => void): Group[] {
  const homes = new Map<string, number>();
  for (const [i, group] of groups.entries()) {
    for (const { id } of group.transactions) homes.set(id, i);
  }
  const items = groups.map(({ hash, transactions }, i) => {
    const parents = new Set<number>();
    for (const tx of transactions) {
      for (const input of tx.inputs) parents.add(homes.get(input.tx) ?? i);
    }
    parents.delete(i);
    const [one] = transactions;
    const txIndex = transactions.length === 1 ? (one?.txIndex ?? null) : null;
    const time = transactions.reduce((latest, tx) => Math.max(latest, tx.time), 0);
    return { id: hash, block: one?.block ?? null, time, txIndex, parents: [...parents] };
  });
  const { order, circular } = chainOrder(items);
  for (const i of circular) circle(found(groups[i]?.transactions[0], 'transaction'));
  return order.map((i) => {
    const { hash, transactions } = found(groups[i], 'group');
    return { hash, transactions: orderInside(transactions, circle) };
  });
}

function orderInside(
  transactions: readonly PlacedTransaction[],
  circle: (tx: PlacedTransaction) => void,
): PlacedTransaction[] {
  const numbers = new Map(transactions.map(({ id }, i) => [id, i]));
  const items = transactions.map(({ id, txIndex, inputs }) => {
    const parents = inputs.flatMap((input) => numbers.get(input.tx) ?? []);
    return { id, block: null, time: 0, txIndex, parents };
  });
  const { order, circular } = chainOrder(items);
  for (const i of circular) circle(found(transactions[i], 'transaction'));
  return order.map((i) => found(transactions[i], 'transaction'));
}

/** Takes what an input spends from the ledger itself where it is there. */
function settle(
  tx: PlacedTransaction,
  all: ReadonlyMap<string, PlacedTransaction>,
  differs: (input: number, expected: string, is: string) => void,
): UtxoTransaction {
  const inputs = tx.inputs.map((input, k): UtxoInput => {
    const earlier = all.get(input.tx);
    if (!earlier) return input;
    const output = earlier.outputs[input.index];
    if (!output) {
      differs(k, `one of ${earlier.outputs.length} outputs`, `${input.index}`);
      return input;
    }
    const { amount, holder } = output;
    const other = input.holder !== null && input.holder !== holder;
    if (other || (input.amount !== null && input.amount !== amount)) {
      differs(k, `${amount} to ${holder}`, `${input.amount} to ${input.holder}`);
    }
    return { tx: input.tx, index: input.index, amount, holder };
  });
  const { id, block, time, txIndex, coinbase, outputs, origin } = tx;
  return { id, block, time, txIndex, coinbase, inputs, outputs, origin };
}
