import { show } from '../base/errors.ts';
import { readTable } from './csvTable.ts';
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
  const faults = createFaults(file);
  const grade = options.grade ?? null;
  const tags: Tag[] = [];
  const columns = { required: REQUIRED, optional: OPTIONAL };
  const rows = readTable<Column>(file, text, columns, faults, ({ line, cell }) => {
    const tag = rowTag({ file, line, cell, faults, grade });
    if (tag) tags.push(tag);
    return tag !== null;
  });
  return { layout: 'service-labels', rows, tags, warnings: faults.list() };
}

interface Line {
  readonly file: string;
  readonly line: number;
  readonly cell: (column: Column) => string;
  readonly faults: Faults;
  readonly grade: Grade | null;
}

function rowTag(row: Line): Tag | null {
  const { file, line, cell, faults } = row;
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
