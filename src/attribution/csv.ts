import { InputError, show } from '../base/errors.ts';
import { CsvReader } from '../ledger/file/csv.ts';
import type { Row } from '../ledger/file/rows.ts';
import { CONFIDENCES } from './mapping.ts';
import { placeOf } from './place.ts';
import {
  createFaults,
  dayIn,
  type Faults,
  type Tag,
  type TagFile,
  tagOf,
  timeIn,
  unknownWords,
} from './tags.ts';
import { GRADES, type Grade } from './taxonomy.ts';

const REQUIRED = ['chain', 'address', 'entity', 'category', 'source'] as const;
const OPTIONAL = [
  'label',
  'grade',
  'confidence',
  'date',
  'first_seen',
  'last_seen',
  'url',
  'licence',
] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const LIMITS = { characters: 64 * 1024 * 1024, columns: 100 } as const;

/** What the caller declares of a file whose rows do not say it. */
export interface CsvOptions {
  /** Grade of rows that state none; without it such a row is a claim, G8. */
  readonly grade?: Grade;
}

/**
 * Reads labels in the columns of `service-labels.csv` (chain, address, entity, category, source),
 * in any order, with or without the optional ones. Rows without a place are listed, not read.
 * @throws InputError where a required column is missing or the file is too large
 */
export function readLabelsCsv(file: string, text: string, options: CsvOptions = {}): TagFile {
  if (text.length > LIMITS.characters) {
    throw new InputError(file, `at most ${LIMITS.characters} characters`, text.length);
  }
  const faults = createFaults(file);
  const grade = options.grade ?? null;
  const tags: Tag[] = [];
  let columns: ReadonlyMap<Column, number> | null = null;
  let rows = 0;
  const reader = new CsvReader(
    {
      header(names, line) {
        columns = headerOf(file, names, line, faults);
      },
      row(row) {
        rows += 1;
        const tag = rowTag({ file, line: row.line, cells: cellsOf(row), columns, faults, grade });
        if (tag) tags.push(tag);
        return tag !== null;
      },
      fault: (code, line, expected, found) => faults.add(code, line, '', expected, found),
    },
    file,
  );
  reader.push(Buffer.from(text.startsWith('\ufeff') ? text.slice(1) : text));
  reader.finish();
  if (columns === null) headerOf(file, [], 1, faults);
  return { layout: 'service-labels', rows, tags, warnings: faults.list() };
}

function cellsOf(row: Row): readonly string[] {
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
  return Array.from({ length: Math.min(row.count, LIMITS.columns) }, (_, i) =>
    bytes.toString('utf8', row.starts[i], row.ends[i]).replaceAll('""', '"'),
  );
}

function headerOf(
  file: string,
  cells: readonly string[],
  line: number,
  faults: Faults,
): ReadonlyMap<Column, number> {
  const known = new Set<string>([...REQUIRED, ...OPTIONAL]);
  const columns = new Map<Column, number>();
  for (const [index, cell] of cells.slice(0, LIMITS.columns).entries()) {
    const name = cell.trim().toLowerCase();
    if (!known.has(name)) {
      faults.add('unknown-columns', line, 'header', 'columns of a label file', show(cell));
    } else if (columns.has(name as Column)) {
      throw new InputError(`${file} header`, 'each column once', cell);
    } else {
      columns.set(name as Column, index);
    }
  }
  const missing = REQUIRED.filter((name) => !columns.has(name));
  if (missing.length === 0) return columns;
  throw new InputError(
    `${file} header`,
    `the columns ${REQUIRED.join(',')}`,
    cells.slice(0, 20).join(','),
    `missing: ${missing.join(', ')}`,
  );
}

interface Line {
  readonly file: string;
  readonly line: number;
  readonly cells: readonly string[];
  readonly columns: ReadonlyMap<Column, number> | null;
  readonly faults: Faults;
  readonly grade: Grade | null;
}

function rowTag(row: Line): Tag | null {
  const { file, line, cells, columns, faults } = row;
  const cell = (name: Column): string => (cells[columns?.get(name) ?? -1] ?? '').trim();
  const place = placeOf(cell('chain'), cell('address'));
  if (!place || (place.fault && !place.known)) {
    const found = show(`${cell('chain')} ${cell('address')}`);
    const { fault, expected } = place?.fault ?? { fault: 'address', expected: 'an address' };
    faults.add(fault, line, 'address', expected, found);
    return null;
  }
  if (!place.known) faults.add('chain', line, 'chain', 'a known chain', show(cell('chain')));
  if (place.fault) {
    faults.add(place.fault.fault, line, 'address', place.fault.expected, cell('address'));
  }
  const source = cell('source');
  if (source === '') faults.add('source', line, 'source', 'who says so', 'nothing');
  const words = [cell('category')].filter((word) => word !== '');
  for (const word of unknownWords(words)) {
    faults.add('category', line, 'category', 'a category that the program knows', show(word));
  }
  const level = levelOf(cell('confidence') || cell('grade'));
  return tagOf({
    chain: place.chain,
    holder: place.holder,
    label: cell('label') || cell('entity'),
    category: words[0] ?? null,
    words,
    actor: null,
    states: [],
    source: source === '' ? 'source not stated' : source,
    sourceDate: dayIn(cell('date'), 'date', faults, line),
    url: cell('url') || null,
    grade: gradeCell(cell('grade'), faults, line) ?? (level === null ? row.grade : null),
    level,
    inherited: false,
    firstSeen: timeIn(cell('first_seen'), 'first_seen', faults, line),
    lastSeen: timeIn(cell('last_seen'), 'last_seen', faults, line),
    shareable: null,
    licence: cell('licence') || null,
    origin: { file, line },
  });
}

function levelOf(text: string): string | null {
  const level = text.toLowerCase();
  return Object.hasOwn(CONFIDENCES, level) ? level : null;
}

function gradeCell(text: string, faults: Faults, line: number): Grade | null {
  if (text === '' || levelOf(text) !== null) return null;
  const grade = GRADES.find((known) => known === text.toUpperCase());
  if (!grade) faults.add('grade', line, 'grade', 'G1 to G8, or a confidence level', show(text));
  return grade ?? null;
}
