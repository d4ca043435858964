import { type SaxesAttributePlain, SaxesParser, type SaxesTagPlain } from 'saxes';
import { InputError, LimitError } from '../../base/errors.ts';
import type { ListFile } from './list.ts';

/** An element of a record, without its namespace prefix. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** All text directly inside, trimmed. */
  readonly text: string;
  readonly line: number;
}

interface Shape {
  /** Names of the root element that this format has. */
  readonly root: readonly string[];
  /** Paths below the root whose elements are handed over whole, and then forgotten. */
  readonly records: readonly string[];
}

/** Ten times the most that lists of this kind have needed (the largest party is 69 kB of XML). */
const LIMITS = {
  bytes: 512 * 1024 * 1024,
  depth: 64,
  /** Characters of one text, tag or comment. */
  text: 4 * 1024 * 1024,
  /** Elements in one record. */
  elements: 100_000,
} as const;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  readonly line: number;
  text: string;
}

/**
 * Reads XML as a stream and hands over one record after the other: memory holds one of them,
 * however long the file is. A document type is refused, and with it every entity of its own
 * (XML 1.0 §4.2): no list has one, and a few lines of it can stand for gigabytes.
 * @returns the attributes of the root element
 * @throws InputError with the line where it is no XML, ends too early, or has another root
 * @throws LimitError where it is larger or deeper than a list can be
 */
export async function readXml(
  file: ListFile,
  shape: Shape,
  record: (path: string, element: Element) => void,
): Promise<Readonly<Record<string, string>>> {
  const reader = new RecordReader(file.name, shape, record);
  let decoder: Decoder | null = null;
  let pending = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of file.bytes()) {
    length += chunk.length;
    if (length > LIMITS.bytes) {
      throw new LimitError('list size', `${file.name} is larger than ${LIMITS.bytes} bytes`);
    }
    if (decoder) reader.write(decoder.decode(chunk, reader.line));
    else {
      pending = Buffer.concat([pending, chunk]);
      if (pending.length < HEAD) continue;
      decoder = new Decoder(file.name, pending);
      reader.write(decoder.decode(pending, reader.line));
    }
  }
  decoder ??= new Decoder(file.name, pending);
  if (length <= HEAD - 1) reader.write(decoder.decode(pending, reader.line));
  reader.write(decoder.end(reader.line));
  return reader.end();
}

/** Bytes in which a declaration of the encoding has its place. */
const HEAD = 256;
const ENCODINGS = ['utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'utf-16', 'utf-16le'];

/** Bytes to text by the declared encoding; a byte that is none is found, not replaced. */
class Decoder {
  readonly #file: string;
  readonly #decoder: TextDecoder;
  readonly #encoding: string;

  constructor(file: string, head: Buffer) {
    this.#file = file;
    this.#encoding = encodingOf(file, head);
    this.#decoder = new TextDecoder(this.#encoding, { fatal: true });
  }

  decode(chunk: Uint8Array, line: number): string {
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch {
      throw this.#wrong(line + linesBeforeFault(chunk));
    }
  }

  end(line: number): string {
    try {
      return this.#decoder.decode();
    } catch {
      throw this.#wrong(line);
    }
  }

  #wrong(line: number): InputError {
    const name = this.#encoding.toUpperCase();
    return new InputError(`${this.#file}:${line}`, `text in ${name}`, 'bytes that are not');
  }
}

function encodingOf(file: string, head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(
    head.toString('latin1'),
  );
  const name = declared?.[1]?.toLowerCase() ?? 'utf-8';
  if (!ENCODINGS.includes(name) || name.startsWith('utf-16')) {
    throw new InputError(`${file}:1`, `an encoding of ${ENCODINGS.join(', ')}`, name);
  }
  // ASCII is the part of UTF-8 that an ASCII file may use
  return name === 'us-ascii' ? 'utf-8' : name;
}

/** Lines of a chunk that are right UTF-8 before the first that is not. */
function linesBeforeFault(chunk: Uint8Array): number {
  let start = 0;
  for (let lines = 0; ; lines += 1) {
    const end = chunk.indexOf(10, start);
    const line = chunk.subarray(start, end === -1 ? chunk.length : end);
    try {
      // what began in the chunk before is cut at its front
      new TextDecoder('utf-8', { fatal: start > 0 }).decode(line);
    } catch {
      return lines;
    }
    if (end === -1) return lines;
    start = end + 1;
  }
}

class RecordReader {
  readonly #file: string;
  readonly #shape: Shape;
  readonly #record: (path: string, element: Element) => void;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #path: string[] = [];
  readonly #open: Open[] = [];
  #root: Readonly<Record<string, string>> | null = null;
  #elements = 0;
  #lastEvent = 0;

  constructor(file: string, shape: Shape, record: (path: string, element: Element) => void) {
    this.#file = file;
    this.#shape = shape;
    this.#record = record;
    const parser = this.#parser;
    parser.on('error', (error) => {
      // the parser puts line and column before its message
      const what = error.message.replace(/^[^:]*:\d+:\d+: /, '');
      throw this.#fault('well-formed XML', what);
    });
    parser.on('doctype', () => {
      throw this.#fault('a list without a document type', 'one, which may hold entities');
    });
    parser.on('opentag', (tag) => this.#enter(tag));
    parser.on('closetag', () => this.#leave());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
  }

  get line(): number {
    return this.#parser.line;
  }

  write(text: string): void {
    this.#parser.write(text);
    // a text that does not end is held by the parser: it must not grow with the file
    if (this.#parser.position - this.#lastEvent > LIMITS.text) {
      throw new LimitError(
        'text of a list',
        `${this.#file}:${this.line} has more than ${LIMITS.text} characters without a tag`,
      );
    }
  }

  end(): Readonly<Record<string, string>> {
    if (this.#path.length > 0) {
      const found = `the end of the file inside <${this.#path.at(-1)}>`;
      throw this.#fault('the whole list', found, 'the download was cut short: fetch it again');
    }
    this.#parser.close();
    if (this.#root === null) throw this.#fault('a root element', 'none');
    return this.#root;
  }

  #enter(tag: SaxesTagPlain): void {
    this.#lastEvent = this.#parser.position;
    const name = localName(tag.name);
    if (this.#root === null) {
      if (!this.#shape.root.includes(name)) {
        const expected = `the root <${this.#shape.root.join('> or <')}>`;
        throw this.#fault(expected, `<${name}>`, 'its format may have changed');
      }
      this.#root = attributesOf(tag.attributes);
      this.#path.push(name);
      return;
    }
    this.#path.push(name);
    if (this.#path.length > LIMITS.depth) {
      const where = `${this.#file}:${this.line}`;
      throw new LimitError('depth of a list', `${where} is deeper than ${LIMITS.depth} elements`);
    }
    if (this.#open.length > 0 || this.#shape.records.includes(this.#below())) {
      this.#elements += 1;
      if (this.#elements > LIMITS.elements) {
        const what = `has a record of more than ${LIMITS.elements} elements`;
        throw new LimitError('record of a list', `${this.#file}:${this.line} ${what}`);
      }
      const attributes = attributesOf(tag.attributes);
      this.#open.push({ name, attributes, children: [], line: this.line, text: '' });
    }
  }

  #leave(): void {
    this.#lastEvent = this.#parser.position;
    const path = this.#open.length === 1 ? this.#below() : '';
    this.#path.pop();
    const open = this.#open.pop();
    if (!open) return;
    const element: Element = { ...open, text: open.text.trim() };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else {
      this.#elements = 0;
      this.#record(path, element);
    }
  }

  #text(text: string): void {
    this.#lastEvent = this.#parser.position;
    const open = this.#open.at(-1);
    if (open) open.text += text;
  }

  #below(): string {
    return this.#path.slice(1).join('/');
  }

  #fault(expected: string, found: string, hint = ''): InputError {
    return new InputError(`${this.#file}:${this.line}`, expected, found, hint);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(
  attributes: Readonly<Record<string, string | SaxesAttributePlain>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [localName(name), String(value)]),
  );
}

/** The elements at a path of names below one. */
export function all(element: Element, path: string): readonly Element[] {
  let found: readonly Element[] = [element];
  for (const name of path.split('/')) {
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  }
  return found;
}

/** The texts at a path, without the empty ones. */
export function texts(element: Element, path: string): readonly string[] {
  return all(element, path).flatMap(({ text }) => (text === '' ? [] : text));
}

/** The first text at a path, or an empty string. */
export function textAt(element: Element, path: string): string {
  return texts(element, path)[0] ?? '';
}

/**
 * What no entry of the list is without.
 * @throws InputError with the line
 */
export function required(file: string, element: Element, what: string, value: string): string {
  if (value !== '') return value;
  const label = `${file}:${element.line}`;
  throw new InputError(label, `<${element.name}> with ${what}`, 'none', 'did its format change?');
}

/** Whether a head is of XML with this root element. */
export function beginsWith(head: string, root: string): boolean {
  return new RegExp(`<(?:\\w+:)?${root}[\\s>]`).test(head);
}
