import { InputError } from '../../base/errors.ts';
import { CELLS_MAX, newRow, ROW_MAX, type Row, type RowSink, Window } from './rows.ts';

const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const COMMA = 44;

/** An API's answer around the list: `{"status":"1","message":"OK","result":[`. */
const WRAPPER = /^\s*\{[^{}[\]]*"(?:result|items|data|transfers|token_transfers)"\s*:\s*\[/;
/** Bytes within which a wrapper must show its list. */
const WRAPPER_MAX = 4096;
/** How many lists and objects may stand inside one another in a row. */
const DEPTH_MAX = 32;

type Mode = 'unknown' | 'lines' | 'list' | 'ended';
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads JSON Lines, or the objects of one JSON list (also inside the answer of an API), row by row
 * from bytes. The keys of the first object are the header; objects inside a row give the columns
 * `outer.inner`, lists are left out. Numbers keep all their digits.
 */
export class JsonReader {
  readonly #sink: RowSink;
  readonly #label: string;
  readonly #window = new Window();
  readonly #row: Row = newRow();
  #mode: Mode = 'unknown';
  #names: readonly string[] = [];
  /** Line in JSON Lines, number of the object in a list. */
  #line = 1;
  #skipping = false;
  #text = Buffer.alloc(1 << 12);

  constructor(sink: RowSink, label: string) {
    this.#sink = sink;
    this.#label = label;
  }

  push(chunk: Uint8Array): void {
    this.#window.append(chunk);
    if (this.#mode === 'unknown') this.#start(false);
    if (this.#mode === 'lines') this.#lines();
    if (this.#mode === 'list') this.#objects();
    if (this.#mode === 'ended') this.#expectNothing();
  }

  finish(): void {
    if (this.#mode === 'unknown') this.#start(true);
    if (this.#mode === 'lines') this.push(Buffer.from('\n'));
    if (this.#mode === 'list') {
      this.#objects();
      if (this.#mode === 'list') {
        this.#sink.fault('json', this.#line, 'a list that ends with ]', 'the end of the file');
      }
    }
  }

  #start(isFinal: boolean): void {
    const window = this.#window;
    const head = window.text(window.at, Math.min(window.end, window.at + WRAPPER_MAX));
    const blank = head.length - head.trimStart().length;
    const wrapper = WRAPPER.exec(head);
    if (wrapper) {
      window.at += Buffer.byteLength(wrapper[0]);
      this.#mode = 'list';
    } else if (head[blank] === '[') {
      window.at += blank + 1;
      this.#mode = 'list';
    } else if (isFinal || window.end - window.at >= WRAPPER_MAX) {
      this.#mode = 'lines';
    }
  }

  #lines(): void {
    const window = this.#window;
    while (window.at < window.end) {
      const lineEnd = window.bytes.indexOf(LF, window.at);
      const isWhole = lineEnd < window.end;
      if (this.#skipping) {
        this.#skipping = !isWhole;
      } else if (lineEnd - window.at > ROW_MAX) {
        this.#sink.fault('line-length', this.#line, `at most ${ROW_MAX} bytes`, 'a longer line');
        this.#skipping = !isWhole;
      } else if (isWhole) {
        this.#parse(window.at, lineEnd);
      } else {
        return;
      }
      window.at = isWhole ? lineEnd + 1 : window.end;
      if (isWhole) this.#line += 1;
    }
  }

  #objects(): void {
    const window = this.#window;
    const { bytes } = window;
    while (window.at < window.end) {
      const byte = bytes[window.at]!;
      if (byte === OPEN) {
        const next = this.#objectEnd(window.at);
        if ((next === -1 ? window.end : next) - window.at > ROW_MAX) {
          const label = `${this.#label}, object ${this.#line}`;
          throw new InputError(label, `an object of at most ${ROW_MAX} bytes`, 'a longer one');
        }
        if (next === -1) return;
        this.#parse(window.at, next);
        this.#line += 1;
        window.at = next;
      } else if (byte === CLOSE_LIST) {
        window.at += 1;
        this.#mode = 'ended';
        return;
      } else if (byte <= 32 || byte === COMMA) {
        window.at += 1;
      } else {
        const found = window.text(window.at, Math.min(window.end, window.at + 40));
        throw new InputError(`${this.#label}, object ${this.#line}`, 'an object', found);
      }
    }
  }

  /** Where the object at `start` ends, or −1 where it is not complete. */
  #objectEnd(start: number): number {
    const { bytes, end } = this.#window;
    let depth = 0;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        at += 1;
        while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
      } else if (byte === OPEN || byte === OPEN_LIST) {
        depth += 1;
        if (depth > DEPTH_MAX) {
          throw new InputError(this.#label, `at most ${DEPTH_MAX} levels of JSON`, 'more');
        }
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return -1;
  }

  /** What follows the list: the end of an API's answer, or nothing. */
  #expectNothing(): void {
    this.#window.at = this.#window.end;
  }

  #parse(start: number, end: number): void {
    const text = this.#window.text(start, end).trim();
    if (text === '') return;
    let value: unknown;
    try {
      value = parseExactly(text);
    } catch {
      this.#sink.fault('json', this.#line, 'a JSON object', text.slice(0, 200));
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#sink.fault('json', this.#line, 'a JSON object', text.slice(0, 200));
      return;
    }
    this.#deliver(value as Fields);
  }

  #deliver(fields: Fields): void {
    if (this.#names.length === 0) {
      const names = namesOf(fields).slice(0, CELLS_MAX);
      this.#sink.header(names, this.#line, 0);
      this.#names = [...names, ...(this.#sink.wanted?.() ?? [])].slice(0, CELLS_MAX);
    }
    const row = this.#row;
    row.count = this.#names.length;
    row.line = this.#line;
    const cells = this.#names.map((name) => cellOf(fields, name));
    const text = cells.join('');
    if (this.#text.length < text.length * 3) this.#text = Buffer.alloc(text.length * 6);
    const isAscii = this.#text.write(text) === text.length;
    let at = 0;
    for (const [i, cell] of cells.entries()) {
      row.starts[i] = at;
      at += isAscii ? cell.length : Buffer.byteLength(cell);
      row.ends[i] = at;
    }
    row.bytes = this.#text;
    this.#sink.row(row);
  }
}

/** As `JSON.parse`, but numbers that a double may not hold stay text. */
function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isExact(value)) return value;
  return JSON.parse(text, (_key, item: unknown, context?: { source?: string }) =>
    typeof item === 'number' ? (context?.source ?? String(item)) : item,
  );
}

/** Are all numbers whole and safe, in a row and in the objects inside it? */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const key in value) if (!isExact((value as Fields)[key])) return false;
  return true;
}

function namesOf(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [name];
    if (Array.isArray(value)) return [];
    return Object.keys(value).map((inner) => `${name}.${inner}`);
  });
}

function cellOf(fields: Fields, name: string): string {
  let value = fields[name];
  const dot = value === undefined ? name.indexOf('.') : -1;
  if (dot > 0) {
    const outer = fields[name.slice(0, dot)];
    if (typeof outer === 'object' && outer !== null) {
      value = (outer as Fields)[name.slice(dot + 1)];
    }
  }
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}
