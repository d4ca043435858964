import { InputError, LimitError } from '../../base/errors.ts';
import type { ListFile } from './list.ts';

/** A row and the line that it begins in. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const LIMITS = { bytes: 128 * 1024 * 1024, cell: 1024 * 1024, rows: 2_000_000 } as const;

/** The text of a whole file under the limit. @throws LimitError, or InputError where no UTF-8 */
export async function readText(file: ListFile, encoding: 'latin1' | 'utf8'): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.bytes()) {
    length += chunk.length;
    if (length > LIMITS.bytes) {
      throw new LimitError('list size', `${file.name} is larger than ${LIMITS.bytes} bytes`);
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (encoding === 'latin1') return bytes.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(file.name, 'text in UTF-8', 'bytes that are not');
  }
}

const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))[ \t]*(,|\r\n|\n|\r|$)/y;

/**
 * Rows of comma-separated text (RFC 4180), with or without a last line end. A byte 0x1A at the end
 * is CP/M's end of file, which OFAC's files still carry.
 * @throws InputError with the line of a quote that is not closed
 */
export function* readRows(file: string, whole: string): Generator<DelimitedRow> {
  const text = whole.replace(/^\ufeff/, '').replace(/\x1a\s*$/, '');
  let line = 1;
  let start = 1;
  let cells: string[] = [];
  for (let at = 0, rows = 0; at < text.length; ) {
    CELL.lastIndex = at;
    const match = CELL.exec(text);
    if (!match) throw new InputError(`${file}:${line}`, 'cells between commas', text.slice(at));
    const [all, quoted, bare = '', end] = match;
    if (all.length > LIMITS.cell) {
      throw new LimitError('cell', `${file}:${line} is longer than ${LIMITS.cell} characters`);
    }
    at = CELL.lastIndex;
    // a space at the end of a quoted cell can be the seam of a text that goes on elsewhere
    cells.push(quoted?.replaceAll('""', '"') ?? bare.trim());
    line += all.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',' && at < text.length) continue;
    if (end === ',') cells.push('');
    if (cells.length > 1 || cells[0] !== '') {
      rows += 1;
      if (rows > LIMITS.rows) throw new LimitError('rows', `${file} has more than ${LIMITS.rows}`);
      yield { line: start, cells };
    }
    start = line;
    cells = [];
  }
}
