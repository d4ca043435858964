import { FAILED, GAS } from './columns.ts';
import { contentComparison, sortRun } from './order.ts';
import { fileOf, type Store } from './store.ts';

const NATIVE = 0;

/**
 * Finds the rows that tell of the same transfer, and returns the rows to keep. A listing is a file,
 * or one account's part of it.
 *
 * - What several listings tell is one transfer; if a listing tells it more often, so often it is.
 * - Inside a listing, rows that are alike are several transfers, unless they have the same position
 *   in the transaction, or stand in an account's export of native transfers or fees, of which a
 *   transaction has one.
 *
 * On the way the rows of one transaction lend each other the block and the time that some lack.
 */
export function merge(store: Store): Uint32Array<ArrayBuffer> {
  const { columns } = store;
  const { starts, rows } = byTransaction(store);
  const isDropped = new Uint8Array(columns.length);
  const compare = contentComparison(store);
  const { listing, index } = columns;
  const compareAll = (a: number, b: number): number =>
    compare(a, b) || listing[a]! - listing[b]! || index[a]! - index[b]! || a - b;
  let dropped = 0;
  for (let tx = 0; tx < starts.length - 1; tx += 1) {
    const [start, end] = [starts[tx]!, starts[tx + 1]!];
    if (end - start < 2) continue;
    lend(store, rows, start, end);
    sortRun(rows, start, end, compareAll);
    for (let from = start; from < end; ) {
      let to = from + 1;
      while (to < end && compare(rows[from]!, rows[to]!) === 0) to += 1;
      if (to - from > 1) dropped += keepOnce(store, rows.subarray(from, to), isDropped);
      from = to;
    }
  }
  const kept = new Uint32Array(columns.length - dropped);
  for (let row = 0, at = 0; row < columns.length; row += 1) {
    if (isDropped[row] === 0) kept[at++] = row;
  }
  return kept;
}

function byTransaction(store: Store): { starts: Uint32Array; rows: Uint32Array } {
  const { columns, ids } = store;
  const starts = new Uint32Array(ids.size + 1);
  for (let row = 0; row < columns.length; row += 1) starts[columns.tx[row]! + 1]! += 1;
  for (let tx = 0; tx < ids.size; tx += 1) starts[tx + 1]! += starts[tx]!;
  const next = starts.slice();
  const rows = new Uint32Array(columns.length);
  for (let row = 0; row < columns.length; row += 1) {
    const tx = columns.tx[row]!;
    rows[next[tx]!] = row;
    next[tx]! += 1;
  }
  return { starts, rows };
}

/** One transaction has one block, one place in it and one time. */
function lend(store: Store, rows: Uint32Array, start: number, end: number): void {
  const { columns } = store;
  const { block, txIndex, time } = columns;
  let [oneBlock, onePlace, oneTime] = [-1, -1, Number.NaN];
  for (let i = start; i < end; i += 1) {
    const row = rows[i]!;
    const isOther =
      (block[row]! >= 0 && oneBlock >= 0 && block[row] !== oneBlock) ||
      (time[row]! >= 0 && oneTime >= 0 && time[row] !== oneTime);
    if (isOther) {
      const expected = `one block and time for a transaction (${oneBlock}, ${oneTime})`;
      const found = `${block[row]}, ${time[row]}`;
      const [file, line] = [fileOf(store, row), columns.line[row]!];
      store.warnings.add('contradiction', file, line, 'block', expected, found);
    }
    oneBlock = Math.max(oneBlock, block[row]!);
    onePlace = Math.max(onePlace, txIndex[row]!);
    if (!(oneTime <= time[row]!) && time[row]! >= 0) oneTime = time[row]!;
  }
  for (let i = start; i < end; i += 1) {
    const row = rows[i]!;
    if (block[row]! < 0) block[row] = oneBlock;
    if (txIndex[row]! < 0) txIndex[row] = onePlace;
    if (Number.isNaN(time[row]!)) time[row] = oneTime;
  }
}

/** Marks what is to be dropped of rows alike, sorted by listing and position; returns how many. */
function keepOnce(store: Store, alike: Uint32Array, isDropped: Uint8Array): number {
  const { columns } = store;
  const { listing, index } = columns;
  let dropped = 0;
  let [best, bestCount] = [0, 0];
  for (let from = 0; from < alike.length; ) {
    let count = 1;
    let to = from + 1;
    for (; to < alike.length && listing[alike[to]!] === listing[alike[from]!]; to += 1) {
      const row = alike[to]!;
      const isAgain = index[row]! >= 0 && index[row] === index[alike[to - 1]!];
      if (isAgain || isSingle(store, row)) {
        note(store, row, 'duplicate', 'each transfer once', 'the same transfer again');
        isDropped[row] = 1;
        dropped += 1;
      } else count += 1;
    }
    const [old, hasIndex] = [alike[best]!, index[alike[from]!]! >= 0];
    if (count > bestCount || (count === bestCount && hasIndex && index[old]! < 0)) {
      best = from;
      bestCount = count;
    }
    from = to;
  }
  for (const row of alike) {
    if (isDropped[row] === 1 || listing[row] === listing[alike[best]!]) continue;
    note(store, row, 'repeated', 'each transfer in one list', 'a transfer that others list too');
    isDropped[row] = 1;
    dropped += 1;
  }
  if (bestCount > 1) {
    const found = 'rows alike in one transaction, kept as different transfers';
    note(store, alike[best]!, 'identical', 'a position for each transfer', found, bestCount - 1);
  }
  return dropped;
}

/** Is there but one such row of a transaction in its list? */
function isSingle({ columns, listings }: Store, row: number): boolean {
  const kind = columns.flags[row]! & ~FAILED;
  if (!listings[columns.listing[row]!]!.isExport) return kind === GAS;
  return kind === GAS || kind === NATIVE;
}

function note(
  store: Store,
  row: number,
  code: 'duplicate' | 'repeated' | 'identical',
  expected: string,
  found: string,
  count = 1,
): void {
  const [file, line] = [fileOf(store, row), store.columns.line[row]!];
  store.warnings.add(code, file, line, '', expected, found, count);
}
