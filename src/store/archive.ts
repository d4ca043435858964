// The file that `hue export` writes: lines of a word and its value, compressed by zstd.
//
//   hueandcry {"format":"hueandcry store","version":1,"schema":1,…}   first
//   person "(…)"            a row, as PostgreSQL writes it as text: exact for every type
//   blob {"sha256":…}       and the bytes of it in the lines after
//   bytes "…"               in base64
//   end {"lines":…,"sha256":…}    last: of all lines before; a file without it is cut off

import { z } from 'zod';
import type { Tables } from './tables.ts';

export const FORMAT = 'hueandcry store';
export const VERSION = 1;

/** Every table but that of blobs, in an order in which each comes after those it refers to. */
export const ROW_TABLES = [
  'person',
  'invitation',
  'passkey',
  'oidc_identity',
  'session',
  'challenge',
  'api_key',
  'case_file',
  'member',
  'victim',
  'theft',
  'job',
  'trace',
  'trace_version',
  'annotation',
  'note',
  'task',
  'timeline_entry',
  'evidence',
  'pack',
  'tag_decision',
  'list_version',
  'screening',
  'watch',
  'alert',
  'target',
  'delivery',
  'approval',
  'event',
  'custody',
  'denial',
  'idempotency',
  'setting',
] as const satisfies readonly (keyof Tables)[];

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
