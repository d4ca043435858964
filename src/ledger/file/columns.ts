import type { Transfer } from '../port.ts';
import { type AmountCell, fromLanes, newAmountCell, toLanes } from './cells.ts';

/** Kinds by number, in the order in which they happen inside a transaction. */
export const KINDS: readonly Transfer['kind'][] = ['native', 'internal', 'token', 'gas'];
export const GAS = 3;
/** Flag beside the kind. */
export const FAILED = 4;
/** The row does not say how much was paid. */
export const UNVALUED = 8;

/** Stands in `hi` where an amount is kept whole; `lo` is then its place in `big`. */
const WHOLE = -1;
const NONE = -1;

/**
 * Transfers as columns: about 60 bytes a row, whatever the row holds. Holders, assets, transactions
 * and listings are numbers of their dictionaries (below 2^31); lines are below 2^32.
 */
export class Columns {
  length = 0;
  tx = new Int32Array(0);
  from = new Int32Array(0);
  to = new Int32Array(0);
  asset = new Int32Array(0);
  /** Block number, or −1. */
  block = new Float64Array(0);
  /** Unix seconds; NaN until a row without a time has got one. */
  time = new Float64Array(0);
  txIndex = new Int32Array(0);
  index = new Int32Array(0);
  hi = new Float64Array(0);
  lo = new Float64Array(0);
  /** Kind, and the flags `FAILED` and `UNVALUED`. */
  flags = new Uint8Array(0);
  /** Which file, and inside it which account's list, the row stands in. */
  listing = new Int32Array(0);
  line = new Uint32Array(0);
  readonly big: bigint[] = [];

  /** Makes room for one row more; the caller fills it. */
  add(): number {
    const row = this.length;
    if (row === this.tx.length) this.#resize(row === 0 ? 1 << 10 : row * 2);
    this.length = row + 1;
    return row;
  }

  /** Makes a row like another one. */
  copy(from: number, to: number): void {
    for (const column of [this.tx, this.from, this.to, this.asset, this.txIndex, this.index]) {
      column[to] = column[from]!;
    }
    this.listing[to] = this.listing[from]!;
    this.line[to] = this.line[from]!;
    this.block[to] = this.block[from]!;
    this.time[to] = this.time[from]!;
    this.flags[to] = this.flags[from]!;
  }

  setAmount(row: number, cell: AmountCell): void {
    if (cell.big === null) {
      this.hi[row] = cell.hi;
      this.lo[row] = cell.lo;
    } else {
      this.hi[row] = WHOLE;
      this.lo[row] = this.big.push(cell.big) - 1;
    }
  }

  amount(row: number): bigint {
    const hi = this.hi[row]!;
    return hi === WHOLE ? (this.big[this.lo[row]!] ?? 0n) : fromLanes(hi, this.lo[row]!);
  }

  /** From units of 10^-from to units of 10^-to; false where digits were lost. */
  rescale(row: number, from: number, to: number): boolean {
    const factor = 10n ** BigInt(Math.abs(to - from));
    const amount = this.amount(row);
    const cell = newAmountCell();
    toLanes(to >= from ? amount * factor : amount / factor, cell);
    this.setAmount(row, cell);
    return to >= from || amount % factor === 0n;
  }

  compareSizes(a: number, b: number): number {
    const { hi, lo } = this;
    if (hi[a] === WHOLE || hi[b] === WHOLE) {
      const [x, y] = [this.amount(a), this.amount(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    }
    return hi[a]! - hi[b]! || lo[a]! - lo[b]!;
  }

  /** Keeps the given rows, in that order. */
  arrange(rows: Uint32Array): void {
    if (rows.length === this.length && isEach(rows)) return;
    this.tx = picked(this.tx, new Int32Array(rows.length), rows);
    this.from = picked(this.from, new Int32Array(rows.length), rows);
    this.to = picked(this.to, new Int32Array(rows.length), rows);
    this.asset = picked(this.asset, new Int32Array(rows.length), rows);
    this.txIndex = picked(this.txIndex, new Int32Array(rows.length), rows);
    this.index = picked(this.index, new Int32Array(rows.length), rows);
    this.listing = picked(this.listing, new Int32Array(rows.length), rows);
    this.line = pickedUint(this.line, new Uint32Array(rows.length), rows);
    this.block = pickedFloat(this.block, new Float64Array(rows.length), rows);
    this.time = pickedFloat(this.time, new Float64Array(rows.length), rows);
    this.hi = pickedFloat(this.hi, new Float64Array(rows.length), rows);
    this.lo = pickedFloat(this.lo, new Float64Array(rows.length), rows);
    const flags = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i += 1) flags[i] = this.flags[rows[i]!]!;
    this.flags = flags;
    this.length = rows.length;
  }

  #resize(size: number): void {
    this.tx = grownInt(this.tx, size);
    this.from = grownInt(this.from, size);
    this.to = grownInt(this.to, size);
    this.asset = grownInt(this.asset, size);
    this.txIndex = grownInt(this.txIndex, size);
    this.index = grownInt(this.index, size);
    this.listing = grownInt(this.listing, size);
    this.block = grownFloat(this.block, size);
    this.time = grownFloat(this.time, size);
    this.hi = grownFloat(this.hi, size);
    this.lo = grownFloat(this.lo, size);
    const { flags, line } = this;
    this.flags = new Uint8Array(size);
    this.flags.set(flags);
    this.line = new Uint32Array(size);
    this.line.set(line);
  }
}

/** A number that may be missing: −1 in a column, null outside. */
export function orNull(value: number): number | null {
  return value === NONE ? null : value;
}

/** Are these rows 0, 1, 2 …? */
function isEach(rows: Uint32Array): boolean {
  for (let i = 0; i < rows.length; i += 1) if (rows[i] !== i) return false;
  return true;
}

// One function for each kind of array: V8 makes a shared one many times slower.

function picked(from: Int32Array, to: Int32Array<ArrayBuffer>, rows: Uint32Array) {
  for (let i = 0; i < rows.length; i += 1) to[i] = from[rows[i]!]!;
  return to;
}

function pickedUint(from: Uint32Array, to: Uint32Array<ArrayBuffer>, rows: Uint32Array) {
  for (let i = 0; i < rows.length; i += 1) to[i] = from[rows[i]!]!;
  return to;
}

function pickedFloat(from: Float64Array, to: Float64Array<ArrayBuffer>, rows: Uint32Array) {
  for (let i = 0; i < rows.length; i += 1) to[i] = from[rows[i]!]!;
  return to;
}

function grownInt(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(size);
  to.set(from);
  return to;
}

function grownFloat(from: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(size);
  to.set(from);
  return to;
}
