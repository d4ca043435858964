import type { Holder, Transfer } from '../ledger/port.ts';
import { byContent, compare } from './net.ts';

/** The transfers of one transaction, and where it stands in the chain. */
export interface TransferGroup {
  readonly tx: string;
  readonly block: number | null;
  readonly time: number;
  readonly txIndex: number | null;
  readonly transfers: readonly Transfer[];
  /** The ledger gave only a part of it. */
  readonly partial?: true;
}

/** Transfers by transaction, in the order in which they come. */
export function groupByTransaction(transfers: Iterable<Transfer>): TransferGroup[] {
  const groups = new Map<string, Transfer[]>();
  for (const transfer of transfers) {
    const group = groups.get(transfer.tx);
    if (group) group.push(transfer);
    else groups.set(transfer.tx, [transfer]);
  }
  return [...groups].map(([tx, list]) => {
    const [first] = list as [Transfer];
    const { block, time, txIndex, partial } = first;
    const transfers = list.toSorted(byContent);
    return { tx, block, time, txIndex, transfers, ...(partial && { partial }) };
  });
}

/**
 * Chain order: block, then position in the block. Where positions are not known, the order of
 * dependency inside the block: a transaction that pays out what another brings stands after it.
 * Circles are cut by transaction id. Never the order of rows, never the clock alone.
 */
export function inChainOrder(groups: readonly TransferGroup[]): TransferGroup[] {
  const sorted = groups.toSorted(
    (a, b) =>
      (a.block !== null && b.block !== null ? a.block - b.block : a.time - b.time) ||
      (a.txIndex ?? 0) - (b.txIndex ?? 0) ||
      compare(a.tx, b.tx),
  );
  const result: TransferGroup[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && together(sorted[start], sorted[end])) end++;
    const block = sorted.slice(start, end);
    result.push(...(block.length > 1 ? insideBlock(block) : block));
    start = end;
  }
  return result;
}

function together(a: TransferGroup | undefined, b: TransferGroup | undefined): boolean {
  if (!a || !b) return false;
  return a.block !== null && b.block !== null ? a.block === b.block : a.time === b.time;
}

function insideBlock(block: readonly TransferGroup[]): readonly TransferGroup[] {
  if (block.every((group) => group.txIndex !== null)) return block;
  const pays = new Map<Holder, TransferGroup[]>();
  for (const group of block) {
    for (const { to } of group.transfers) {
      const list = pays.get(to);
      if (list) list.push(group);
      else pays.set(to, [group]);
    }
  }
  // positions that are known hold among themselves
  const placed = block.filter((group) => group.txIndex !== null);
  const before = new Map(placed.slice(1).map((group, i) => [group, placed[i] as TransferGroup]));
  const state = new Map<TransferGroup, 'open' | 'done'>();
  const result: TransferGroup[] = [];
  const visit = (start: TransferGroup): void => {
    const stack = [start];
    while (stack.length > 0) {
      const group = stack[stack.length - 1] as TransferGroup;
      if (state.get(group) === undefined) {
        state.set(group, 'open');
        const previous = before.get(group);
        if (previous && state.get(previous) === undefined) stack.push(previous);
        for (const { from } of group.transfers) {
          for (const payer of pays.get(from) ?? []) {
            if (payer !== group && state.get(payer) === undefined) stack.push(payer);
          }
        }
      } else {
        stack.pop();
        if (state.get(group) === 'open') {
          state.set(group, 'done');
          result.push(group);
        }
      }
    }
  };
  for (const group of block) visit(group);
  return result;
}
