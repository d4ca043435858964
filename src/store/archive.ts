// The file that `hue export` writes: lines of a word and its value, compressed by zstd.
//
//   hueandcry {"format":"hueandcry store","version":1,"schema":1,…}   first
//   person "(…)"            a row, as PostgreSQL writes it as text: exact for every type
//   blob {"sha256":…}       and the bytes of it in the lines after
//   bytes "…"               in base64
//   end {"lines":…,"sha256":…}    last: of all lines before; a file without it is cut off

import type { Client } from 'pg';
import { z } from 'zod';
import { assert } from '../base/assert.ts';

export const FORMAT = 'hueandcry store';
export const VERSION = 1;

/** Bytes of a blob in one line. */
export const CHUNK = 1024 * 1024;

export const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  schema: z.int().min(1).max(9999),
  program: z.string().max(100),
  at: z.iso.datetime(),
});

export const blobSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().min(0),
  media: z.string().max(1000),
  created_at: z.string().max(100),
});

export const endSchema = z.object({
  lines: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** So that the text of a value does not depend on how a server is set up. */
export const EXACT = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres'; set local bytea_output = 'hex';
  set local extra_float_digits = 1`;

/** Those that an export does not carry as rows: it has a form of its own, or makes them anew. */
const OTHERWISE = ['blob', 'schema_version'];

/** The tables of rows, each after those that it refers to, and with the columns of its key. */
export async function tablesOf(client: Client): Promise<Map<string, readonly string[]>> {
  const { rows } = await client.query(
    `select c.relname as name,
      array(select a.attname::text from pg_index i
        cross join unnest(i.indkey::int2[]) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary order by k.place) as key,
      array(select r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as others
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname <> all($1) order by 1`,
    [OTHERWISE],
  );
  const open = new Map<string, { key: string[]; others: string[] }>();
  for (const { name, key, others } of rows) open.set(name, { key, others });
  const sorted = new Map<string, readonly string[]>();
  while (open.size > 0) {
    const ready = [...open].filter(([, { others }]) => !others.some((other) => open.has(other)));
    assert(ready.length > 0, 'tables refer to each other in a circle');
    for (const [name, { key }] of ready) {
      sorted.set(name, key);
      open.delete(name);
    }
  }
  return sorted;
}
