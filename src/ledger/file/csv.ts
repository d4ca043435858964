import { InputError } from '../../base/errors.ts';
import { CELLS_MAX, newRow, ROW_MAX, type Row, type RowSink, Window } from './rows.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const DELIMITERS = [44, 59, 9] as const;

/** How often a quote that is not closed is taken for damage, and reading goes on after it. */
const RESUMES = 1000;

/** The row is not complete yet. */
const INCOMPLETE = -1;

/**
 * Reads CSV by RFC 4180 from bytes, row by row: comma, semicolon or tab, LF or CRLF, quoted cells
 * with doubled quotes and line ends inside. The first row is the header.
 *
 * A quote that is not closed must not swallow the rows after it: a row over several lines that is
 * too long, or that the sink cannot use, is given up at its first line and reading goes on at the
 * next.
 */
export class CsvReader {
  readonly #sink: RowSink;
  readonly #label: string;
  readonly #window = new Window();
  readonly #row: Row = newRow();
  #delimiter = 0;
  /** Line of the next row. */
  #line = 1;
  #hasHeader = false;
  #malformed = false;
  #isQuoted = false;
  #skipping = false;
  #resumes = 0;

  constructor(sink: RowSink, label: string) {
    this.#sink = sink;
    this.#label = label;
  }

  push(chunk: Uint8Array): void {
    this.#window.append(chunk);
    this.#scan();
  }

  /** The stream is at its end. */
  finish(): void {
    const { at, end } = this.#window;
    if (at === end || this.#skipping) return;
    this.#window.append(Buffer.from('\n'));
    this.#scan();
    // an open quote: its line is given up, what follows is read
    while (this.#window.at < this.#window.end) {
      this.#giveUpLine('a closing quote');
      this.#scan();
    }
  }

  #scan(): void {
    const window = this.#window;
    if (this.#skipping && !this.#skip()) return;
    if (this.#delimiter === 0 && !this.#sniff()) return;
    while (window.at < window.end) {
      const next = this.#scanRow(window.at);
      const length = (next === INCOMPLETE ? window.end : next) - window.at;
      if (length > ROW_MAX) {
        this.#tooLong();
        if (this.#skipping) return;
      } else if (next === INCOMPLETE) {
        return;
      } else if (this.#deliver()) {
        window.at = next;
        this.#line += 1 + this.#row.inside;
      } else {
        this.#giveUpLine(null);
      }
    }
  }

  /** Drops the rest of a line that was too long; false where it goes on. */
  #skip(): boolean {
    const window = this.#window;
    const lineEnd = window.bytes.indexOf(LF, window.at);
    if (lineEnd >= window.end) {
      window.at = window.end;
      return false;
    }
    window.at = lineEnd + 1;
    this.#line += 1;
    this.#skipping = false;
    return true;
  }

  /** Settles the delimiter by the first line that is not empty; false where it is not there. */
  #sniff(): boolean {
    const window = this.#window;
    for (;;) {
      const lineEnd = window.bytes.indexOf(LF, window.at);
      if (lineEnd >= window.end && window.end - window.at <= ROW_MAX) return false;
      const line = window.text(window.at, Math.min(lineEnd, window.at + ROW_MAX));
      if (lineEnd >= window.end || (line.trim() !== '' && !/^sep=.\s*$/i.test(line))) {
        const plain = line.replace(/"[^"]*"/g, '');
        const counts = DELIMITERS.map((code) => plain.split(String.fromCharCode(code)).length);
        this.#delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? DELIMITERS[0];
        return true;
      }
      window.at = lineEnd + 1;
      this.#line += 1;
    }
  }

  /** Finds the cells of the row at `start`; its end, or `INCOMPLETE`. */
  #scanRow(start: number): number {
    const { bytes, end } = this.#window;
    const { starts, ends } = this.#row;
    const delimiter = this.#delimiter;
    let at = start;
    let count = 0;
    this.#row.inside = 0;
    this.#malformed = false;
    this.#isQuoted = false;
    for (;;) {
      let byte = bytes[at]!;
      let from = at;
      let to: number;
      if (byte === QUOTE) {
        from = at + 1;
        to = this.#closingQuote(from);
        if (to === INCOMPLETE) return INCOMPLETE;
        this.#isQuoted = true;
        at = to + 1;
        byte = bytes[at]!;
        while (byte !== delimiter && byte !== LF) {
          if (byte !== CR && byte !== SPACE) this.#malformed = true;
          at += 1;
          byte = bytes[at]!;
        }
      } else {
        while (byte !== delimiter && byte !== LF) {
          at += 1;
          byte = bytes[at]!;
        }
        to = at;
        if (byte === LF && to > from && bytes[to - 1] === CR) to -= 1;
        while (to > from && bytes[from] === SPACE) from += 1;
        while (to > from && bytes[to - 1] === SPACE) to -= 1;
      }
      if (at >= end) return INCOMPLETE;
      if (count < CELLS_MAX) {
        starts[count] = from;
        ends[count] = to;
      }
      count += 1;
      at += 1;
      if (byte === LF) break;
    }
    this.#row.count = count;
    return at;
  }

  #closingQuote(from: number): number {
    const { bytes, end } = this.#window;
    for (let at = from; ; at += 2) {
      let byte = bytes[at]!;
      while (byte !== QUOTE) {
        if (byte === LF) this.#row.inside += 1;
        at += 1;
        byte = bytes[at]!;
      }
      if (at + 1 >= end) return INCOMPLETE;
      if (bytes[at + 1] !== QUOTE) return at;
    }
  }

  /** Hands the row over; false where it spans lines and cannot be used. */
  #deliver(): boolean {
    const row = this.#row;
    row.bytes = this.#window.bytes;
    row.line = this.#line;
    if (row.count === 1 && row.starts[0] === row.ends[0] && !this.#isQuoted) return true;
    if (!this.#hasHeader) {
      this.#header();
      return true;
    }
    if (!this.#malformed) return this.#sink.row(row) || this.#row.inside === 0;
    if (this.#row.inside > 0) return false;
    this.#sink.fault('quotes', row.line, 'a delimiter after a closing quote', 'other text');
    return true;
  }

  #header(): void {
    const { starts, ends, count, line } = this.#row;
    if (count > CELLS_MAX) {
      throw new InputError(this.#label, `at most ${CELLS_MAX} columns`, `${count} columns`);
    }
    const names = Array.from({ length: count }, (_, i) =>
      this.#window.text(starts[i]!, ends[i]!).replaceAll('""', '"').trim(),
    );
    this.#hasHeader = true;
    this.#sink.header(names, line, this.#delimiter);
  }

  /** Leaves out the row's first line. `expected` is null where the sink has already said why. */
  #giveUpLine(expected: string | null): void {
    const window = this.#window;
    this.#resumes += 1;
    if (this.#resumes > RESUMES || !this.#hasHeader) {
      const label = `${this.#label}, line ${this.#line}`;
      throw new InputError(label, 'quotes that are closed', 'too many that are not');
    }
    const lineEnd = window.bytes.indexOf(LF, window.at);
    if (expected !== null || this.#malformed) {
      const found = window.text(window.at, Math.min(lineEnd, window.at + 200));
      this.#sink.fault('quotes', this.#line, expected ?? 'quotes that pair', found);
    }
    window.at = lineEnd + 1;
    this.#line += 1;
  }

  #tooLong(): void {
    const window = this.#window;
    if (!this.#hasHeader) {
      throw new InputError(this.#label, `a header of at most ${ROW_MAX} bytes`, 'a longer line');
    }
    const lineEnd = window.bytes.indexOf(LF, window.at);
    if (lineEnd - window.at <= ROW_MAX && lineEnd < window.end) {
      this.#giveUpLine('a closing quote');
      return;
    }
    const expected = `at most ${ROW_MAX} bytes`;
    this.#sink.fault('line-length', this.#line, expected, 'a longer line');
    this.#skipping = true;
    this.#skip();
  }
}
