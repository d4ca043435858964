import { InputError } from '../../base/errors.ts';
import { CsvReader } from './csv.ts';
import { JsonReader } from './json.ts';
import type { RowSink } from './rows.ts';

/** First bytes of files that people take for text, and what they are. */
const FORMS: readonly (readonly [bytes: readonly number[], name: string])[] = [
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or an Excel workbook'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0xfd, 0x37, 0x7a, 0x58], 'an xz file'],
];
const BOM = [0xef, 0xbb, 0xbf];
/** How much of the text is looked at before it is taken for text. */
const HEAD = 4096;

/** Tells CSV from JSON by the first bytes of a text and gives its rows to `sink`. */
export class TextReader {
  readonly #sink: RowSink;
  readonly #label: string;
  #head: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #reader: CsvReader | JsonReader | null = null;

  constructor(sink: RowSink, label: string) {
    this.#sink = sink;
    this.#label = label;
  }

  push(piece: Uint8Array): void {
    if (this.#reader) {
      this.#reader.push(piece);
      return;
    }
    this.#head = Buffer.concat([this.#head, piece]);
    if (this.#head.length >= HEAD) this.#choose();
  }

  finish(): void {
    if (!this.#reader) this.#choose();
    this.#reader?.finish();
  }

  /** @throws InputError where the bytes are no text */
  #choose(): void {
    const head = this.#head;
    const form = FORMS.find(([bytes]) => bytes.every((byte, i) => head[i] === byte))?.[1];
    const found = form ?? (head.subarray(0, HEAD).includes(0) ? 'binary data' : null);
    if (found) {
      const hint = 'save it as CSV or JSON Lines in UTF-8';
      throw new InputError(this.#label, 'CSV or JSON text', found, hint);
    }
    const text = head.subarray(BOM.every((byte, i) => head[i] === byte) ? BOM.length : 0);
    const isJson = /^\s*[[{]/.test(text.toString('latin1', 0, HEAD));
    this.#reader = isJson
      ? new JsonReader(this.#sink, this.#label)
      : new CsvReader(this.#sink, this.#label);
    this.#reader.push(text);
  }
}
