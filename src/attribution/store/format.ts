import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import type { Conduct, EntityType, Grade } from '../taxonomy.ts';
import { CONDUCTS, ENTITY_TYPES, GRADES } from '../taxonomy.ts';

/**
 * The files of one build of a store. `keys.bin` holds the records of `find.kernel.ts`, a sentinel,
 * and the bucket starts; `tags.bin` four words for each tag, in the order of keys; `strings.bin`
 * the strings; `profiles.jsonl` what many tags have in common. All words are little-endian.
 */
export const FORMAT = 1;
export const PARTS = {
  keys: 'keys.bin',
  tags: 'tags.bin',
  strings: 'strings.bin',
  profiles: 'profiles.jsonl',
} as const;
export type PartName = keyof typeof PARTS;

/** Words of a tag: its profile, the places of its text and its holder, and its line. */
export const TAG_WORDS = 4;

const MOST_SETS = 100_000;
const MOST_FORMER = 50;
export const MOST_PROFILES = 1 << 20;

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const formerSchema = z.strictObject({
  sourceDate: day.nullable(),
  digest,
  imported: z.int(),
  until: z.int(),
});

const setSchema = z.strictObject({
  /** Stable from one version of a set to the next. */
  id: z.string().max(500),
  layout: z.string().max(100),
  source: z.string().max(500),
  /** The newest date in the file, or the day that was declared; null where there is none. */
  sourceDate: day.nullable(),
  file: z.string().max(1000),
  /** SHA-256 of the file. */
  digest,
  /** Unix seconds. */
  imported: z.int(),
  /** What the importer was told besides: the same file told otherwise is another version. */
  told: z.string().max(10_000),
  tags: z.int().nonnegative(),
  /** Rows of the file that gave no tag. */
  leftOut: z.int().nonnegative(),
  /** Earlier versions, newest first. */
  former: z.array(formerSchema).max(MOST_FORMER),
});

const partSchema = z.strictObject({ bytes: z.int().nonnegative(), sha256: digest, sum: z.int() });

const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  seed: z.int(),
  /** Bits of the mix that choose a bucket. */
  bits: z.int().min(1).max(28),
  keys: z.int().nonnegative(),
  tags: z.int().nonnegative(),
  /** Tags that their sources have withdrawn, among `tags`. */
  retracted: z.int().nonnegative(),
  profiles: z.int().nonnegative(),
  parts: z.record(z.enum(['keys', 'tags', 'strings', 'profiles']), partSchema),
  sets: z.array(setSchema).max(MOST_SETS),
});

/** One version of a set of tags: what an answer names as its ground. */
export type TagSet = z.infer<typeof setSchema>;
export type StoreHeader = z.infer<typeof headerSchema>;

/** With one more former version in front, the oldest forgotten. */
export function superseded(set: TagSet, until: number): TagSet['former'] {
  const { sourceDate, digest: was, imported } = set;
  return [{ sourceDate, digest: was, imported, until }, ...set.former].slice(0, MOST_FORMER);
}

const nullable = (max: number) => z.string().max(max).nullable();
const profileSchema = z.strictObject({
  chain: z.string().max(200),
  entityType: z.enum(ENTITY_TYPES).nullable(),
  category: nullable(2000),
  conduct: z.array(z.enum(CONDUCTS)),
  grade: z.enum(GRADES),
  level: nullable(100),
  inherited: z.boolean(),
  shareable: z.boolean().nullable(),
  licence: nullable(500),
  source: z.string().max(2000),
  sourceDate: day.nullable(),
  set: z.int().nonnegative(),
  retracted: day.nullable(),
});

/** What many tags have in common: the dictionary of a store. */
export interface Profile {
  readonly chain: string;
  readonly entityType: EntityType | null;
  readonly category: string | null;
  readonly conduct: readonly Conduct[];
  readonly grade: Grade;
  readonly level: string | null;
  readonly inherited: boolean;
  readonly shareable: boolean | null;
  readonly licence: string | null;
  readonly source: string;
  readonly sourceDate: string | null;
  /** Index of its set in the header. */
  readonly set: number;
  /** The day on which its source no longer said so, or null. */
  readonly retracted: string | null;
}

/**
 * Reads the header of a build.
 * @param expected SHA-256 of the header as the pointer to it says, or null
 * @throws InputError where it is missing, damaged or of another format
 */
export function readHeader(folder: string, expected: string | null): StoreHeader {
  const path = join(folder, 'header.json');
  const text = textOf(path);
  if (expected !== null && sha256(text) !== expected) {
    throw new InputError(`tag store ${path}`, `SHA-256 ${expected}`, sha256(text));
  }
  return checked(headerSchema, parsed(text, path), path);
}

/**
 * Reads the profiles of a build.
 * @throws InputError
 */
export function readProfiles(folder: string, header: StoreHeader): Profile[] {
  const path = join(folder, PARTS.profiles);
  const text = textOf(path);
  const { sha256: digest } = header.parts.profiles;
  if (sha256(text) !== digest) {
    throw new InputError(`tag store ${path}`, `SHA-256 ${digest}`, sha256(text));
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== header.profiles) {
    throw new InputError(`tag store ${path}`, `${header.profiles} profiles`, lines.length);
  }
  return lines.map((line) => checked(profileSchema, parsed(line, path), path));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`tag store ${path}`, 'a file that can be read', reason(error));
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`tag store ${path}`, 'JSON', 'what is not JSON, or ends too early');
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new InputError(
    `tag store ${path}`,
    `${field || 'a store'} as format ${FORMAT} has it`,
    issue?.message ?? 'something else',
  );
}
