import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { reason, writeWhole } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import { packParties, unpackParties } from './compact.ts';
import type { ListedParty, ListVersion } from './party.ts';

/*
 * A folder of lists: LIST/VERSION/ holds a version for good (its files as they came, packed, its
 * parties and `version.json`), and LIST/current.json says which one counts. That one file is
 * replaced last and whole, so whoever reads sees the old list or the new one.
 */

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const versionSchema = z.object({
  list: z.string(),
  version: z.string(),
  published: day.nullable(),
  fetched: z.int(),
  digest,
  parties: z.int(),
  wallets: z.int(),
  reader: z.string(),
  /** Of `parties.txt`. */
  packed: digest,
  files: z.array(z.object({ name: z.string(), bytes: z.int(), digest })),
});
export type KeptVersion = z.infer<typeof versionSchema> & ListVersion;

const currentSchema = z.object({
  version: z.string(),
  /** The file of closed intervals in the version's folder, and its digest. */
  past: z.object({ file: z.string().regex(/^past-[0-9a-f]{12}\.txt$/), digest }),
  /** When this version was last confirmed to be the newest, and by what it is asked for again. */
  checked: z.int(),
  etag: z.string().max(1000).nullable(),
  modified: z.string().max(1000).nullable(),
});
export type Current = z.infer<typeof currentSchema>;

/** A file of a version to be: where it lies now. */
export interface FileOnDisk {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

/** Names of versions and lists: nothing that leads out of the folder. */
const SAFE = /^[0-9A-Za-z][0-9A-Za-z.-]{0,63}$/;

function read(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new InputError(path, 'a file that can be read', reason(error));
  }
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  const bytes = read(path);
  if (bytes === null) return null;
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch {
    throw new InputError(path, 'what `hue lists` wrote', 'damaged text', 'import the list again');
  }
}

function manifest(folder: string, list: string, version: string): KeptVersion | null {
  if (!SAFE.test(list) || !SAFE.test(version)) return null;
  return readJson(join(folder, list, version, 'version.json'), versionSchema);
}

/** @throws InputError where the list was never imported in this folder under that version */
export function readVersion(folder: string, list: string, version: string): KeptVersion {
  const kept = manifest(folder, list, version);
  if (kept) return kept;
  const known = versionsOf(folder, list).map((one) => one.version);
  throw new InputError(`version of ${list}`, known.join(', ') || 'an imported one', version);
}

/** All versions of a list, oldest first: by their own days, then by the time of their fetching. */
export function versionsOf(folder: string, list: string): readonly KeptVersion[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, list), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
  const kept = names.flatMap((name) => manifest(folder, list, name) ?? []);
  return kept.sort((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.fetched - b.fetched);
}

/** The day that a version stands for: its own, or that of its fetching. */
export function dayOf({ published, fetched }: Pick<ListVersion, 'published' | 'fetched'>): string {
  return published ?? new Date(fetched * 1000).toISOString().slice(0, 10);
}

/** Which version counts, or null where the list was never imported. */
export function readCurrent(folder: string, list: string): Current | null {
  return readJson(join(folder, list, 'current.json'), currentSchema);
}

/** Makes a version the one that counts, or says that it was confirmed. */
export function writeCurrent(folder: string, list: string, current: Current): void {
  writeWhole(join(folder, list, 'current.json'), toJson(current));
}

/** The parties of a version. @throws InputError where they are not the bytes that were written */
export function readParties(folder: string, kept: KeptVersion): readonly ListedParty[] {
  return readPacked(join(folder, kept.list, kept.version, 'parties.txt'), kept.packed);
}

/** The intervals that were closed up to the current version. */
export function readPast(folder: string, list: string, current: Current): readonly ListedParty[] {
  return readPacked(join(folder, list, current.version, current.past.file), current.past.digest);
}

function readPacked(path: string, expected: string): readonly ListedParty[] {
  const bytes = read(path);
  if (bytes === null || sha256(bytes) !== expected) {
    const found = bytes === null ? 'none' : 'other bytes';
    throw new InputError(path, 'the parties as they were written', found, 'import the list again');
  }
  return unpackParties(bytes.toString(), path);
}

/** Writes closed intervals beside a version, under a name that no other content has. */
export function writePast(
  folder: string,
  list: string,
  version: string,
  past: readonly ListedParty[],
): Current['past'] {
  const text = packParties(list, past);
  const hash = sha256(text);
  const file = `past-${hash.slice(0, 12)}.txt`;
  writeWhole(join(folder, list, version, file), text);
  return { file, digest: hash };
}

/** Writes a version aside and renames its folder: it is there whole or not at all. */
export async function writeVersion(
  folder: string,
  version: Omit<KeptVersion, 'packed' | 'files'>,
  files: readonly FileOnDisk[],
  parties: readonly ListedParty[],
): Promise<void> {
  const place = join(folder, version.list, version.version);
  const aside = join(folder, version.list, `.${version.version}.${process.pid}.part`);
  const text = packParties(version.list, parties);
  const kept: KeptVersion = {
    ...version,
    packed: sha256(text),
    files: files.map(({ name, bytes, digest: hash }) => ({ name, bytes, digest: hash })),
  };
  try {
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(join(aside, 'source'), { recursive: true });
    for (const { name, path } of files) {
      const to = join(aside, 'source', `${plain(name)}.gz`);
      // flushed, as the other two files are: after a power failure all of it is there, or none
      const target = createWriteStream(to, { flags: 'wx', flush: true });
      await pipeline(createReadStream(path), createGzip(), target);
    }
    writeWhole(join(aside, 'parties.txt'), text);
    writeWhole(join(aside, 'version.json'), toJson(kept));
    renameSync(aside, place);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`output ${place}`, 'a place that can be written', reason(error));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** A name from a URL or a folder, fit for every file system. */
function plain(name: string): string {
  return name.replace(/[^0-9A-Za-z._-]/g, '_').slice(-80);
}
