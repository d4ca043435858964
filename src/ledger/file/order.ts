import type { Order } from '../port.ts';
import type { Columns } from './columns.ts';
import { FAILED, GAS } from './columns.ts';
import { fileOf, type Store } from './store.ts';

/** Rows of one block or second up to here are sorted by insertion. */
const SHORT = 16;
const DIGIT = 16;

/**
 * The finest order that every row allows; fees need no position inside their transaction. What is
 * not known is settled by content, never by the order in which a file lists its rows.
 */
export function orderOf(columns: Columns): Order {
  let order: Order = 'log';
  for (let row = 0; row < columns.length; row += 1) {
    if (columns.block[row]! < 0) return 'time';
    if (columns.txIndex[row]! < 0) order = 'block';
    else if (columns.index[row]! < 0 && order === 'log' && !isGas(columns, row)) {
      order = 'transaction';
    }
  }
  return order;
}

function isGas(columns: Columns, row: number): boolean {
  return columns.flags[row] === GAS;
}

/** Puts the rows of the store into chain order. */
export function arrange(store: Store, order: Order): void {
  const { columns } = store;
  const rows = new Uint32Array(columns.length);
  for (let row = 0; row < rows.length; row += 1) rows[row] = row;
  const primary = order === 'time' ? columns.time : columns.block;
  const compare = comparison(store, order);
  if (isSorted(rows, compare)) return;
  sortByKey(rows, primary);
  for (let start = 0; start < rows.length; ) {
    const key = primary[rows[start]!];
    let end = start + 1;
    while (end < rows.length && primary[rows[end]!] === key) end += 1;
    sortRun(rows, start, end, compare);
    start = end;
  }
  columns.arrange(rows);
}

type Compare = (a: number, b: number) => number;

/** Before, the same and after in the chain; rows alike in everything stand by file and line. */
function comparison(store: Store, order: Order): Compare {
  const { columns, ids } = store;
  const { block, time, tx, txIndex, index, flags, listing, line } = columns;
  const first = order === 'block' ? firstIndexes(columns, ids.size) : null;
  const content = contentComparison(store);
  return (a, b) =>
    (order === 'time' ? time[a]! - time[b]! : 0) ||
    block[a]! - block[b]! ||
    txIndex[a]! - txIndex[b]! ||
    (first ? first[tx[a]!]! - first[tx[b]!]! : 0) ||
    (tx[a] === tx[b] ? 0 : ids.compare(tx[a]!, tx[b]!)) ||
    // fees are paid when all else is done
    Number(flags[a] === GAS) - Number(flags[b] === GAS) ||
    index[a]! - index[b]! ||
    content(a, b) ||
    listing[a]! - listing[b]! ||
    line[a]! - line[b]!;
}

/**
 * Lowest position of each transaction: where positions count through the block (as those of logs
 * do), it orders transactions whose place in the block is not known.
 */
function firstIndexes(columns: Columns, size: number): Int32Array {
  const first = new Int32Array(size).fill(2 ** 31 - 1);
  for (let row = 0; row < columns.length; row += 1) {
    const tx = columns.tx[row]!;
    const index = columns.index[row]!;
    if (index >= 0 && index < first[tx]!) first[tx] = index;
  }
  return first;
}

/** Order by what a transfer says: kind, sides, asset, amount; 0 for transfers that say the same. */
export function contentComparison(store: Store): Compare {
  const { columns, holders, assets } = store;
  const { from, to, asset, flags } = columns;
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) =>
    (flags[a]! & ~FAILED) - (flags[b]! & ~FAILED) ||
    (from[a] === from[b] ? 0 : holders.compare(from[a]!, from[b]!)) ||
    (to[a] === to[b] ? 0 : holders.compare(to[a]!, to[b]!)) ||
    (asset[a] === asset[b] ? 0 : order(assets.asset(asset[a]!).id, assets.asset(asset[b]!).id)) ||
    columns.compareSizes(a, b) ||
    flags[a]! - flags[b]!;
}

function isSorted(rows: Uint32Array, compare: Compare): boolean {
  for (let i = 1; i < rows.length; i += 1) if (compare(rows[i - 1]!, rows[i]!) > 0) return false;
  return true;
}

/** Stable, by least significant digit first; keys are whole numbers. */
function sortByKey(rows: Uint32Array<ArrayBuffer>, keys: Float64Array): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i += 1) {
    const key = keys[rows[i]!]!;
    if (key < low) low = key;
    if (key > high) high = key;
  }
  let [source, target] = [rows, new Uint32Array(rows.length)];
  const size = 2 ** DIGIT;
  for (let unit = 1; unit <= high - low; unit *= size) {
    const starts = new Uint32Array(size + 1);
    const digit = (row: number): number => Math.floor((keys[row]! - low) / unit) % size;
    for (let i = 0; i < source.length; i += 1) starts[digit(source[i]!) + 1]! += 1;
    for (let i = 0; i < size; i += 1) starts[i + 1]! += starts[i]!;
    for (let i = 0; i < source.length; i += 1) {
      const row = source[i]!;
      const at = digit(row);
      target[starts[at]!] = row;
      starts[at]! += 1;
    }
    [source, target] = [target, source];
  }
  if (source !== rows) rows.set(source);
}

/** Sorts the rows from `start` to `end`. */
export function sortRun(rows: Uint32Array, start: number, end: number, compare: Compare): void {
  if (end - start > SHORT) {
    rows.subarray(start, end).sort(compare);
    return;
  }
  for (let i = start + 1; i < end; i += 1) {
    const row = rows[i]!;
    let at = i;
    while (at > start && compare(rows[at - 1]!, row) > 0) {
      rows[at] = rows[at - 1]!;
      at -= 1;
    }
    rows[at] = row;
  }
}

/** Counts rows whose time is earlier than that of a row before them in the chain. */
export function checkTimes(store: Store): void {
  const { columns, warnings } = store;
  let latest = 0;
  for (let row = 0; row < columns.length; row += 1) {
    const time = columns.time[row]!;
    if (time < latest) {
      const expected = `a time not before ${latest}, that of an earlier block`;
      const [file, line] = [fileOf(store, row), columns.line[row]!];
      warnings.add('time-order', file, line, 'time', expected, `${time}`);
    } else latest = time;
  }
}
