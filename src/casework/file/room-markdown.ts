import { InputError, LimitError } from '../../base/errors.ts';
import {
  EMPTY_ROOM,
  ROOM_TABLES,
  type Room,
  type RoomRow,
  type RoomTable,
  type RoomTableId,
} from './room.ts';

const MOST_BYTES = 2 ** 20;
const MOST_ROWS = 5000;

const HEADER = {
  protocol: 'Protocol',
  attack: 'Attack transactions',
  atRisk: 'Funds at risk',
  description: 'Short description',
} as const;
const ISSUE = {
  description: 'Description',
  hypotheses: 'Hypotheses',
  alternatives: 'Alternatives',
  limitations: 'Limitations',
} as const;
const FIELDS: Readonly<Record<string, string>> = { field: 'Field', value: 'Value' };

/**
 * The war room as Markdown tables (GitHub Flavored Markdown §4.10), a heading over each. Nothing
 * in a cell is read as markup by a reader of Markdown: what would be is escaped.
 */
export function writeRoom(room: Room): string {
  const pairs = (own: Readonly<Record<string, string>>, heads: Readonly<Record<string, string>>) =>
    Object.entries(heads).map(([key, head]) => ({ field: head, value: own[key] ?? '' }));
  const parts = [
    '# War room',
    written('Header', FIELDS, pairs(room.header, HEADER)),
    written('Issue', FIELDS, pairs(room.issue, ISSUE)),
    ...ROOM_TABLES.map(({ id, title, heads }) => written(title, heads, room.tables[id])),
  ];
  return `${parts.join('\n\n')}\n`;
}

function written(
  title: string,
  heads: Readonly<Record<string, string>>,
  rows: readonly RoomRow[],
): string {
  const keys = Object.keys(heads);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(Object.values(heads)),
    line(keys.map(() => '---')),
    ...rows.map((row) => line(keys.map((key) => toCell(row[key] ?? '')))),
  ].join('\n');
}

const MARKUP = /[\\`*_{}[\]()#+!|<>~&]/g;

function toCell(text: string): string {
  return text
    .trim()
    .replace(MARKUP, '\\$&')
    .replace(/\r\n?|\n/g, '<br>')
    .replace(/\t/g, ' ');
}

function toPlain(cell: string): string {
  return cell
    .replace(
      /\\([\\`*_{}[\]()#+!|<>~&])|<br ?\/?>/gi,
      (_, mark: string | undefined) => mark ?? '\n',
    )
    .trim();
}

interface ReadRoom {
  readonly room: Room;
  /** What was passed over, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a war room from Markdown: tables by the heading over them, columns by their heads in any
 * order. What is not one of ours is passed over and named, never guessed.
 * @throws InputError naming table, row and field; LimitError where it is too large
 */
export function readRoom(text: string): ReadRoom {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new LimitError('war room', `more than ${MOST_BYTES} bytes`);
  }
  const notes: string[] = [];
  const found = tablesIn(text);
  const one = (title: string) => found.filter((entry) => same(entry.title, title));
  const fields = <Keys extends string>(title: string, heads: Readonly<Record<Keys, string>>) => {
    const rows = one(title).flatMap(({ rows: own }) => own);
    const value = (head: string) => rows.find(([name = '']) => same(toPlain(name), head))?.[1];
    const entries = Object.entries<string>(heads).map(([key, head]) => {
      return [key, toPlain(value(head) ?? '')] as const;
    });
    return Object.fromEntries(entries) as Record<Keys, string>;
  };
  const known = new Set(['header', 'issue', ...ROOM_TABLES.map(({ title }) => plain(title))]);
  for (const { title } of found) {
    if (!known.has(plain(title))) notes.push(`The table under "${title}" is not one of ours.`);
  }
  const tables: { [id in RoomTableId]: readonly RoomRow[] } = { ...EMPTY_ROOM.tables };
  for (const table of ROOM_TABLES) {
    tables[table.id] = one(table.title).flatMap((entry) => rowsOf(table, entry, notes));
  }
  const room = { header: fields('Header', HEADER), issue: fields('Issue', ISSUE), tables };
  return { room, notes };
}

interface FoundTable {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function tablesIn(text: string): FoundTable[] {
  const found: { title: string; heads: string[]; rows: string[][] }[] = [];
  let title = '';
  let open: (typeof found)[number] | null = null;
  let rows = 0;
  for (const line of text.split(/\r\n?|\n/)) {
    const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    const cells = /^\s*\|/.test(line) ? cellsOf(line) : null;
    if (heading !== undefined) title = heading;
    if (cells === null) open = null;
    else if (open === null) {
      open = { title, heads: cells, rows: [] };
      found.push(open);
    } else if (open.rows.length > 0 || !cells.every((cell) => /^:?-+:?$/.test(cell))) {
      open.rows.push(cells);
      rows += 1;
      if (rows > MOST_ROWS) throw new LimitError('war room', `more than ${MOST_ROWS} rows`);
    }
  }
  return found;
}

/** The cells of a line; `\|` is a bar in a cell. */
function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '');
  const cells: string[] = [];
  let cell = '';
  for (let i = 0; i < inner.length; i++) {
    const character = inner[i] ?? '';
    if (character === '\\') {
      cell += character + (inner[i + 1] ?? '');
      i += 1;
    } else if (character === '|') {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  return cells;
}

function rowsOf(table: RoomTable, { heads, rows }: FoundTable, notes: string[]): RoomRow[] {
  const columns = Object.entries(table.heads).map(([key, head]) => {
    return { key, at: heads.findIndex((own) => same(toPlain(own), head)) };
  });
  const ours = new Set(Object.values(table.heads).map(plain));
  for (const head of heads) {
    if (!ours.has(plain(toPlain(head)))) {
      notes.push(`The column "${head}" of ${table.title} is not one of ours.`);
    }
  }
  return rows
    .map((cells) => columns.map(({ key, at }) => [key, toPlain(cells[at] ?? '')] as const))
    .filter((cells) => cells.some(([, value]) => value !== ''))
    .map((cells, i) => {
      // an empty cell is what the table says of it by default
      const given = Object.fromEntries(cells.filter(([, value]) => value !== ''));
      const read = table.row.safeParse(given);
      if (read.success) return read.data;
      const issue = read.error.issues[0];
      const field = String(issue?.path[0] ?? '');
      const label = `${table.title}, row ${i + 1}, ${table.heads[field] ?? field}`;
      throw new InputError(label, issue?.message ?? 'another form', given[field] ?? 'nothing');
    });
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z/]+/g, ' ')
    .trim();
}

function same(a: string, b: string): boolean {
  return plain(a) === plain(b);
}
