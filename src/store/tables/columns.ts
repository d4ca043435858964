// How columns are read and written, for the compiler.

import type { ColumnType } from 'kysely';

/** JSON: written as text that `document()` made, since pg would take a list for an SQL array. */
export type Json<Value = unknown> = ColumnType<Value, string, string>;
export type JsonOrNull<Value = unknown> = ColumnType<Value | null, string | null, string | null>;
/** Has a default, or may be null. */
export type Optional<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>;
export type Fixed<Value> = ColumnType<Value, Value, never>;
/** Made by the database, and never given. */
export type Counted<Value> = ColumnType<Value, never, never>;
