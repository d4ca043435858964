import { InputError } from '../../base/errors.ts';
import { LAYOUT_LIST } from './layout-list.ts';
import {
  type Field,
  type FieldName,
  type Layout,
  type LayoutInput,
  type Mapping,
  mappingSchema,
} from './mapping.ts';

/** Most characters of a header that an error shows. */
const LISTED = 2000;

/** The layouts that are recognised by their header. */
const LAYOUTS: readonly Layout[] = LAYOUT_LIST.map(parseLayout);

function parseLayout(input: LayoutInput): Layout {
  const { id, list, item, optional, ...mapping } = input;
  return {
    ...mappingSchema.parse(mapping),
    id,
    ...(list && { list }),
    ...(item && { item }),
    ...(optional && { optional }),
  };
}

/** Does a column's name fit the name in a layout? Case does not count; `*` stands for anything. */
export function isNamed(column: string, name: string): boolean {
  const [a, b] = [column.toLowerCase(), name.toLowerCase()];
  const star = b.indexOf('*');
  if (star < 0) return a === b;
  const long = a.length >= b.length - 1;
  return long && a.startsWith(b.slice(0, star)) && a.endsWith(b.slice(star + 1));
}

/** The names of a field's columns, in the order in which they count. */
export function namesOf(field: Field | undefined): readonly string[] {
  if (field === undefined) return [];
  if (typeof field === 'string') return [field];
  return 'constant' in field ? [] : (field as readonly string[]);
}

const FIELDS = [
  ...['tx', 'time', 'block', 'txIndex', 'index', 'from', 'to', 'amount', 'contract', 'symbol'],
  ...['decimals', 'fee', 'feeTimes', 'account', 'chain', 'item'],
] as readonly (keyof Layout & FieldName)[];

/** The fields of a layout that stand in columns, each with the names of its columns. */
function fieldsOf(layout: Layout): readonly (readonly [string, readonly string[]])[] {
  const kind = typeof layout.kind === 'object' ? layout.kind.column : undefined;
  return [
    ...FIELDS.map((name) => [name, namesOf(layout[name])] as const),
    ['kind', namesOf(kind)] as const,
    ['failed', namesOf(layout.failed?.column)] as const,
    ...layout.skip.map(({ column }) => ['skip', [column]] as const),
  ].filter(([, names]) => names.length > 0);
}

/** The first field of which the header has no column, or null. */
function missingField(layout: Layout, header: readonly string[]): string | null {
  const missing = fieldsOf(layout).find(
    ([field, names]) =>
      !layout.optional?.includes(field) &&
      !names.some((name) => header.some((column) => isNamed(column, name))),
  );
  return missing ? missing[1].join(' or ') : null;
}

/** Columns that the layout neither reads nor knows. */
export function unknownColumns(layout: Layout, header: readonly string[]): readonly string[] {
  const known = [...fieldsOf(layout).flatMap(([, names]) => names), ...layout.ignore, ''];
  return header.filter((column) => !known.some((name) => isNamed(column, name)));
}

/**
 * The layout whose columns are all in the header; of several, the one that leaves fewest over.
 * @throws InputError that lists the columns found and the layouts known
 */
export function recognise(header: readonly string[], label: string): Layout {
  const fits = LAYOUTS.filter((layout) => missingField(layout, header) === null)
    .map((layout) => ({ layout, over: unknownColumns(layout, header).length }))
    .sort((a, b) => a.over - b.over);
  const best = fits[0]?.layout;
  if (best) return best;
  throw new InputError(
    label,
    'the columns of a known layout, or a mapping',
    `${header.length} columns of none`,
    `columns found: ${header.join(', ').slice(0, LISTED)}; known layouts: ` +
      `${LAYOUTS.map(({ id }) => id).join(', ')}; docs/formats.md says how to describe others`,
  );
}

const NEEDED: readonly string[] = ['tx', 'from', 'to', 'amount'];

/** Columns that a layout reads and a header does not have; names with `*` stand for none. */
export function absentColumns(layout: Layout, header: readonly string[]): readonly string[] {
  const names = fieldsOf(layout).flatMap(([, columns]) => columns);
  const isAbsent = (name: string) => !header.some((column) => isNamed(column, name));
  return [...new Set(names)].filter((name) => !name.includes('*') && isAbsent(name));
}

/** The layout of a mapping, whose columns must be there; in JSON, those that no row can lack. */
export function layoutOf(
  mapping: Mapping,
  header: readonly string[],
  isJson: boolean,
  label: string,
): Layout {
  const fields = fieldsOf({ ...mapping, id: '' }).map(([field]) => field);
  const optional = isJson ? fields.filter((field) => !NEEDED.includes(field)) : [];
  const layout: Layout = { ...mapping, id: 'mapping', optional };
  const missing = missingField(layout, header);
  if (missing === null) return layout;
  const hint = `columns found: ${header.join(', ').slice(0, LISTED)}`;
  throw new InputError(label, `the mapped column ${missing}`, 'other columns', hint);
}
