import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
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
 * Tokens that are not `genuine` bring nothing: anybody can make them move between anybody. Circles
 * are cut by transaction id. Never the order of rows, never the clock alone.
 */
export function inChainOrder(
  groups: readonly TransferGroup[],
  genuine: (asset: AssetId) => boolean,
): TransferGroup[] {
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
    result.push(...(block.length > 1 ? insideBlock(block, genuine) : block));
    start = end;
  }
  return result;
}

function together(a: TransferGroup | undefined, b: TransferGroup | undefined): boolean {
  if (!a || !b) return false;
  return a.block !== null && b.block !== null ? a.block === b.block : a.time === b.time;
}

function insideBlock(
  block: readonly TransferGroup[],
  genuine: (asset: AssetId) => boolean,
): readonly TransferGroup[] {
  // positions that are known hold among themselves, whatever depends on what
  const placed = block.filter((group) => group.txIndex !== null);
  if (placed.length === block.length) return block;
  const payers = payersOf(
    block.filter((group) => group.txIndex === null),
    genuine,
  );
  const state = new Map<TransferGroup, 'open' | 'done'>();
  const result: TransferGroup[] = [];
  const visit = (start: TransferGroup): void => {
    const stack = [start];
    while (stack.length > 0) {
      const group = stack[stack.length - 1] as TransferGroup;
      if (state.get(group) === undefined) {
        state.set(group, 'open');
        for (const { from, asset } of group.transfers) {
          if (!genuine(asset)) continue;
          for (const payer of payers.get(from) ?? []) {
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
  for (const group of placed) visit(group);
  for (const group of block) visit(group);
  return result;
}

/** The transactions that pay each holder, with what is worth something. */
function payersOf(
  groups: readonly TransferGroup[],
  genuine: (asset: AssetId) => boolean,
): ReadonlyMap<Holder, readonly TransferGroup[]> {
  const payers = new Map<Holder, TransferGroup[]>();
  for (const group of groups) {
    for (const { to, asset } of group.transfers) {
      if (!genuine(asset)) continue;
      const list = payers.get(to);
      if (list) list.push(group);
      else payers.set(to, [group]);
    }
  }
  return payers;
}
