import { InputError } from '../../base/errors.ts';
import { readRows, readText } from './delimited.ts';
import type { ListFile } from './list.ts';

/** A row of a file with a header, by the names of its columns. */
export interface HeadedRow {
  readonly line: number;
  /** Without white space around it; empty where the file has no such column. */
  readonly cell: (name: string) => string;
}

/**
 * The rows of a delimited file with a header, in UTF-8.
 * @throws InputError with the line where a needed column is missing or a row has another length
 */
export async function readHeaded(
  file: ListFile,
  needed: readonly string[],
): Promise<readonly HeadedRow[]> {
  const [header, ...rows] = readRows(file.name, await readText(file, 'utf8'));
  const names = header?.cells ?? [];
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new InputError(`${file.name}:1`, `the columns ${missing.join(', ')}`, names.join(','));
  }
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      const hint = 'the file was cut short, or its format has changed';
      throw new InputError(`${file.name}:${line}`, `${names.length} cells`, cells.length, hint);
    }
    const byName = new Map(names.map((name, i) => [name, (cells[i] ?? '').trim()]));
    return { line, cell: (name) => byName.get(name) ?? '' };
  });
}
