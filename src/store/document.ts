import { toJson } from '../base/json.ts';

/** What PostgreSQL's jsonb cannot hold: U+0000. */
const NUL = /\0/g;

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replace(NUL, '\ufffd');
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storable(key), storable(item)]),
  );
}

/**
 * Plain data as the text of a jsonb column: `bigint` as decimal strings; what PostgreSQL's jsonb
 * cannot hold (U+0000, halves of surrogate pairs), which names of tokens may contain, as U+FFFD.
 */
export function document(value: unknown): string {
  return toJson(storable(value ?? null));
}

/**
 * The one JSON text of plain data, without spaces and keys sorted by code unit, as RFC 8785 has
 * it: what is hashed must not depend on the order in which a database gives keys back.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  const members = keys.map((key) => {
    return `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`;
  });
  return `{${members.join(',')}}`;
}
