/** Longest row, in bytes: a longer one is left out, so that memory stays bounded. */
export const ROW_MAX = 1 << 20;
/** Most columns of a file. */
export const CELLS_MAX = 1024;

const LF = 10;
const QUOTE = 34;

/** One row as cells in a buffer, valid until the reader goes on. */
export interface Row {
  bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
  /** From 1; in a JSON array the number of the object. */
  line: number;
  /** How many line ends stand inside its cells. */
  inside: number;
}

/** Who is given the rows of a file. */
export interface RowSink {
  /** The names of the columns, before the first row; `delimiter` is a byte, 0 in JSON. */
  header(names: readonly string[], line: number, delimiter: number): void;
  /** Columns that rows may have although the first object of a JSON file does not. */
  wanted?(): readonly string[];
  /** False where the row cannot be used (and the sink has said why). */
  row(row: Row): boolean;
  /** Something that is no row. */
  fault(
    code: 'quotes' | 'line-length' | 'json',
    line: number,
    expected: string,
    found: string,
  ): void;
}

export function newRow(): Row {
  return {
    bytes: new Uint8Array(0),
    starts: new Int32Array(CELLS_MAX),
    ends: new Int32Array(CELLS_MAX),
    count: 0,
    line: 0,
    inside: 0,
  };
}

/**
 * The part of a stream that is not yet read as rows. After the text stand two bytes that end every
 * search (a line end, a quote), so that scanning needs no check of the bound at each byte.
 */
export class Window {
  bytes = Buffer.alloc(1 << 12);
  at = 0;
  end = 0;

  append(chunk: Uint8Array): void {
    const rest = this.end - this.at;
    if (this.at > 0) this.bytes.copyWithin(0, this.at, this.end);
    this.at = 0;
    this.end = rest + chunk.length;
    if (this.end + 2 > this.bytes.length) {
      const larger = Buffer.alloc(this.end * 2 + 2);
      this.bytes.copy(larger, 0, 0, rest);
      this.bytes = larger;
    }
    this.bytes.set(chunk, rest);
    this.bytes[this.end] = LF;
    this.bytes[this.end + 1] = QUOTE;
  }

  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }
}

/** Has the row more cells than the header, all of them empty? */
export function isPadded(row: Row, width: number): boolean {
  if (row.count < width || row.count > CELLS_MAX) return false;
  for (let i = width; i < row.count; i += 1) if (row.starts[i] !== row.ends[i]) return false;
  return true;
}
