import { InputError, show } from '../base/errors.ts';
import { CsvReader } from '../ledger/file/csv.ts';
import type { Row } from '../ledger/file/rows.ts';
import type { Faults } from './tags.ts';

const LIMITS = { characters: 64 * 1024 * 1024, columns: 100 } as const;

/** One row of a table: cells by column, trimmed; empty where the column is not there. */
interface TableRow<Column extends string> {
  readonly line: number;
  cell(column: Column): string;
}

/** Which columns a table has. Others are counted as a warning, unless `open`. */
interface Columns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
  readonly open?: boolean;
}

/**
 * Reads a CSV with a header row; columns in any order and case. `use` says whether the row was of
 * use. Returns the number of rows.
 * @throws InputError where a required column is missing, one is there twice, or it is too large
 */
export function readTable<Column extends string>(
  file: string,
  text: string,
  columns: Columns<Column>,
  faults: Faults,
  use: (row: TableRow<Column>) => boolean,
): number {
  if (text.length > LIMITS.characters) {
    throw new InputError(file, `at most ${LIMITS.characters} characters`, text.length);
  }
  let found: ReadonlyMap<string, number> | null = null;
  let rows = 0;
  const reader = new CsvReader(
    {
      header(names, line) {
        found = headerOf(file, names, columns, (cell) =>
          faults.add('unknown-columns', line, 'header', 'columns of a label file', show(cell)),
        );
      },
      row(row) {
        rows += 1;
        const cells = cellsOf(row);
        return use({
          line: row.line,
          cell: (column) => (cells[found?.get(column) ?? -1] ?? '').trim(),
        });
      },
      fault: (code, line, expected, what) => faults.add(code, line, '', expected, what),
    },
    file,
  );
  reader.push(Buffer.from(text.startsWith('\ufeff') ? text.slice(1) : text));
  reader.finish();
  if (found === null) headerOf(file, [], columns, () => {});
  return rows;
}

function cellsOf(row: Row): readonly string[] {
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
  return Array.from({ length: Math.min(row.count, LIMITS.columns) }, (_, i) =>
    bytes.toString('utf8', row.starts[i], row.ends[i]).replaceAll('""', '"'),
  );
}

function headerOf<Column extends string>(
  file: string,
  cells: readonly string[],
  { required, optional, open = false }: Columns<Column>,
  unknown: (cell: string) => void,
): ReadonlyMap<string, number> {
  const known = new Set<string>([...required, ...optional]);
  const columns = new Map<string, number>();
  for (const [index, cell] of cells.slice(0, LIMITS.columns).entries()) {
    const name = cell.trim().toLowerCase();
    if (!known.has(name)) {
      if (!open) unknown(cell);
    } else if (columns.has(name)) {
      throw new InputError(`${file} header`, 'each column once', cell);
    } else {
      columns.set(name, index);
    }
  }
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length === 0) return columns;
  throw new InputError(
    `${file} header`,
    `the columns ${required.join(',')}`,
    cells.slice(0, 20).join(','),
    `missing: ${missing.join(', ')}`,
  );
}
