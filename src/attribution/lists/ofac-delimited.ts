import { InputError } from '../../base/errors.ts';
import { createFaults } from '../tags.ts';
import { countriesOf } from './countries.ts';
import { type DelimitedRow, readRows, readText } from './delimited.ts';
import { type ListFile, type ListReader, wholeList } from './list.ts';
import { readRemarks } from './ofac-remarks.ts';
import { ofacAlias, ofacKind, ofacUrl } from './ofac-xml.ts';
import type { ListedParty, PartyName } from './party.ts';
import { named, partedName, wholeName } from './party-names.ts';

/** The four files, by the ends of their names in both lists, and their columns. */
const FILES = {
  prim: { names: ['sdn', 'cons_prim'], columns: 12 },
  alt: { names: ['alt', 'cons_alt'], columns: 5 },
  add: { names: ['add', 'cons_add'], columns: 6 },
  comments: { names: ['sdn_comments', 'cons_comments'], columns: 2 },
} as const;
type Part = keyof typeof FILES;

function partOf(name: string): Part | null {
  const base = name
    .toLowerCase()
    .replace(/^.*[\\/]/, '')
    .replace(/\.(csv|del|pip|txt)$/, '');
  const parts = Object.keys(FILES) as Part[];
  return parts.find((part) => (FILES[part].names as readonly string[]).includes(base)) ?? null;
}

/**
 * OFAC's delimited files (`sdn.csv`, `alt.csv`, `add.csv`, `sdn_comments.csv`, and `cons_*.csv`):
 * Latin-1, no header line, `-0-` for nothing. The comments hold what did not fit into the remarks
 * of 1,000 characters, and go on in the middle of a word: they are joined before anything is read.
 */
export const ofacDelimited: ListReader = {
  id: 'ofac-delimited',
  knows: (name, head) => partOf(name) !== null && !head.trimStart().startsWith('<'),
  async read(files, list) {
    const [prim, rest] = await partsOf(files, list);
    const faults = createFaults(prim.name);
    const parties: ListedParty[] = [];
    const ids = new Set<string>();
    for (const row of prim.rows) {
      const [id = '', name = '', type = '', programs = ''] = row.cells;
      const where = `${prim.name}:${row.line}`;
      if (!/^\d+$/.test(id)) throw new InputError(where, 'the number of an entity', id);
      if (ids.has(id)) throw new InputError(where, 'each entity once', id);
      ids.add(id);
      // no space at the seam: it may be the middle of an address
      const overflow = (rest.comments.get(id) ?? []).map((comment) => comment[1]).join('');
      const remarks = (row.cells[11] ?? '') + overflow;
      const facts = readRemarks(remarks);
      parties.push({
        list,
        id,
        kind: type === '' ? 'company' : ofacKind(type),
        names: named([
          nameOf(name, type, 'primary'),
          ...(rest.alt.get(id) ?? []).map((alt) => aliasOf(alt, type)),
          ...facts.weak,
        ]),
        programs: programs.split(/\] ?\[/).filter((program) => program !== ''),
        born: facts.born,
        countries: countriesOf([
          ...facts.countries,
          ...(rest.add.get(id) ?? []).map((address) => address[4]),
          row.cells[9],
        ]),
        documents: facts.documents,
        wallets: facts.wallets,
        from: null,
        to: null,
        remarks: remarks || null,
        url: ofacUrl(id),
      });
    }
    for (const [part, byId] of Object.entries(rest)) {
      for (const [id, rows] of byId) {
        if (ids.has(id)) continue;
        for (const _ of rows) faults.add('orphan', 0, part, 'a row of an entity in the list', id);
      }
    }
    return wholeList(prim.name, null, parties, faults.list());
  },
};

type ById = ReadonlyMap<string, readonly (readonly string[])[]>;

async function partsOf(
  files: readonly ListFile[],
  list: string,
): Promise<[{ name: string; rows: readonly DelimitedRow[] }, Record<Exclude<Part, 'prim'>, ById>]> {
  const read = async (part: Part) => {
    const matching = files.filter(({ name }) => partOf(name) === part);
    if (matching.length > 1) throw new InputError(list, `one file of "${part}"`, matching.length);
    const [file] = matching;
    return file ? { name: file.name, rows: await rowsOf(file, FILES[part].columns) } : null;
  };
  const prim = await read('prim');
  const [alt, add, comments] = [await read('alt'), await read('add'), await read('comments')];
  if (!prim || !alt || !comments) {
    const hint = 'aliases stand in alt.csv, and without the comments an address may be cut in half';
    const found = files.map(({ name }) => name).join(', ');
    throw new InputError(list, 'the files sdn, alt and sdn_comments together', found, hint);
  }
  // addresses add countries only: old copies of the list often come without them
  return [prim, { alt: byId(alt.rows), add: byId(add?.rows ?? []), comments: byId(comments.rows) }];
}

async function rowsOf(file: ListFile, columns: number): Promise<DelimitedRow[]> {
  const rows: DelimitedRow[] = [];
  for (const row of readRows(file.name, await readText(file, 'latin1'))) {
    if (row.cells.length !== columns) {
      const where = `${file.name}:${row.line}`;
      const hint = 'the file was cut short, or its format has changed';
      throw new InputError(where, `${columns} columns`, row.cells.length, hint);
    }
    rows.push({ line: row.line, cells: row.cells.map((cell) => (cell === '-0-' ? '' : cell)) });
  }
  return rows;
}

function byId(rows: readonly DelimitedRow[]): ById {
  const map = new Map<string, (readonly string[])[]>();
  for (const { cells } of rows) {
    const id = cells[0] ?? '';
    const list = map.get(id);
    if (list) list.push(cells);
    else map.set(id, [cells]);
  }
  return map;
}

function aliasOf(row: readonly string[], type: string): PartyName {
  return nameOf(row[3] ?? '', type, ofacAlias(row[2] ?? ''));
}

/** People stand as `FAMILY, Given`; a comma in a company's name splits nothing. */
function nameOf(text: string, type: string, kind: PartyName['kind']): PartyName {
  const comma = text.indexOf(', ');
  if (type !== 'individual' || comma < 0) return wholeName(text, kind);
  return partedName(text.slice(0, comma), text.slice(comma + 2), kind);
}
