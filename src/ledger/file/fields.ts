import { textOf } from './cells.ts';
import { ByteDictionary } from './dictionary.ts';
import { isNamed, namesOf } from './layouts.ts';
import type { Field } from './mapping.ts';
import { CELLS_MAX, type Row } from './rows.ts';

/** A place in a buffer. */
export interface Cell {
  bytes: Uint8Array;
  start: number;
  end: number;
}

export function newCell(): Cell {
  return { bytes: new Uint8Array(0), start: 0, end: 0 };
}

const ZERO = 48;
const DOT = 46;

/** A field of a layout, bound to the columns of one file. */
export class BoundField {
  /** Is there anything to read? */
  readonly isGiven: boolean;
  readonly #columns: Int32Array;
  readonly #constant: Buffer;
  readonly #first: number;

  constructor(field: Field | undefined, header: readonly string[]) {
    const columns = namesOf(field)
      .map((name) => header.findIndex((column) => isNamed(column, name)))
      .filter((column) => column >= 0 && column < CELLS_MAX);
    this.#columns = Int32Array.from(columns);
    this.#first = columns.length === 1 ? columns[0]! : -1;
    const isConstant = typeof field === 'object' && 'constant' in field;
    this.#constant = Buffer.from(isConstant ? (field as { constant: string }).constant : '');
    this.isGiven = columns.length > 0 || isConstant;
  }

  /** Points `cell` to the first of the field's cells that is not empty. */
  locate(row: Row, cell: Cell): void {
    const first = this.#first;
    if (first >= 0) {
      cell.bytes = row.bytes;
      cell.start = row.starts[first]!;
      cell.end = row.ends[first]!;
      return;
    }
    this.#choose(row, cell, isEmpty);
  }

  /** Points `cell` to the first of the field's cells that is neither empty nor zero, or to one. */
  locateAmount(row: Row, cell: Cell): void {
    if (this.#first >= 0) this.locate(row, cell);
    else this.#choose(row, cell, isZero);
  }

  #choose(row: Row, cell: Cell, isNothing: (cell: Cell) => boolean): void {
    cell.bytes = this.#constant;
    cell.start = 0;
    cell.end = this.#constant.length;
    for (const column of this.#columns) {
      const [start, end] = [row.starts[column]!, row.ends[column]!];
      // an empty cell does not hide the zero of the one before it
      if (start === end) continue;
      cell.bytes = row.bytes;
      cell.start = start;
      cell.end = end;
      if (!isNothing(cell)) return;
    }
  }
}

function isEmpty({ start, end }: Cell): boolean {
  return start === end;
}

function isZero({ bytes, start, end }: Cell): boolean {
  for (let i = start; i < end; i += 1) if (bytes[i] !== ZERO && bytes[i] !== DOT) return false;
  return true;
}

/** The text of a cell, without the doubling of quotes. */
export function textIn(cell: Cell): string {
  return textOf(cell.bytes, cell.start, cell.end).replaceAll('""', '"');
}

/** Longer texts, and more than so many, are worked out each time. */
const KEPT_LENGTH = 256;
const KEPT = 1 << 20;

/** What the few different texts of a column mean, worked out once for each. */
export class Meanings<T> {
  readonly #texts = new ByteDictionary();
  readonly #values: T[] = [];
  readonly #mean: (text: string) => T;

  constructor(mean: (text: string) => T) {
    this.#mean = mean;
  }

  of(cell: Cell): T {
    const known = this.#texts.size;
    if (cell.end - cell.start > KEPT_LENGTH || known === KEPT) return this.#mean(textIn(cell));
    const number = this.#texts.add(cell.bytes, cell.start, cell.end);
    if (number === known) this.#values.push(this.#mean(textIn(cell)));
    return this.#values[number] as T;
  }
}
