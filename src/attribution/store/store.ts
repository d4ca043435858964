import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { ChainId, Holder } from '../../ledger/port.ts';
import { type Decisions, decided, NO_DECISIONS } from './decisions.ts';
import { type Decoder, type StoredTag, tagAt } from './encode.ts';
import { findMany, findOne, type KeyTable, RECORD } from './find.kernel.ts';
import {
  PARTS,
  type PartName,
  readHeader,
  readProfiles,
  type StoreHeader,
  TAG_WORDS,
  type TagSet,
} from './format.ts';
import { KEY_BYTES, KEY_WORDS, keyOf, putKey } from './key.ts';
import { openPart, readPart, verifyPart } from './part.ts';
import { stringReader } from './strings.ts';

/** Which tags are wanted; without a filter all are, those withdrawn and run out among them. */
export interface TagFilter {
  /** Unix seconds: only what its source still says, and what has not run out by then. */
  readonly liveAt?: number;
  /** Only what its licence lets us pass on. */
  readonly shareableOnly?: boolean;
}

/** Tags by address, of one build of a store. It stays whole until closed, whatever is built. */
export interface TagStore {
  /** The build's name. */
  readonly name: string;
  readonly keys: number;
  /** Tags, those withdrawn included. */
  readonly size: number;
  readonly retracted: number;
  /** The versions of tag sets that every answer rests on. */
  readonly sets: readonly TagSet[];
  /** The number of an address's key here, or -1. */
  find(key: Uint8Array): number;
  /** The same by five words of a key (`putKey`), of which `words[at]` is the first. */
  findAt(words: Int32Array, at: number): number;
  /** As `find` for many keys at once, five words each (`putKey`): much faster than one by one. */
  findMany(words: Int32Array, count: number, out: Int32Array): void;
  /** The tags of a key, by its number here. */
  tagsOf(found: number, filter?: TagFilter): readonly StoredTag[];
  /** The tags of an address on its own ledger. */
  tagsAt(chain: ChainId, holder: Holder, filter?: TagFilter): readonly StoredTag[];
  close(): void;
}

/**
 * Opens a build: keys and tags come into memory, 44 bytes for an address with one tag; strings stay
 * on disk.
 * @param digest SHA-256 of its header, or null where nobody said
 * @throws InputError where a file is missing, torn, truncated or of another format
 */
export function openBuild(
  folder: string,
  name: string,
  digest: string | null,
  decisions: Decisions = NO_DECISIONS,
): TagStore {
  const header = readHeader(folder, digest);
  const profiles = readProfiles(folder, header);
  const { parts, keys, bits, seed } = header;
  const words = readPart(join(folder, PARTS.keys), parts.keys);
  const rows = (keys + 1) * RECORD;
  const table: KeyTable = {
    records: words.subarray(0, rows),
    start: words.subarray(rows, rows + 2 ** bits + 1),
    seed,
    shift: 32 - bits,
  };
  const tags = readPart(join(folder, PARTS.tags), parts.tags);
  sized(folder, 'keys', words.length, rows + 2 ** bits + 1);
  sized(folder, 'tags', tags.length, header.tags * TAG_WORDS);
  const file = openPart(join(folder, PARTS.strings), parts.strings);
  const read = stringReader(file, parts.strings.bytes);
  const decoder: Decoder = { words: tags, profiles, sets: header.sets, read };
  return storeOf({ name, header, table, decoder, decisions, close: () => closeSync(file) });
}

interface Opened {
  readonly name: string;
  readonly header: StoreHeader;
  readonly table: KeyTable;
  readonly decoder: Decoder;
  readonly decisions: Decisions;
  readonly close: () => void;
}

function storeOf({ name, header, table, decoder, decisions, close }: Opened): TagStore {
  const { records } = table;
  const asked = new Int32Array(KEY_WORDS);
  const find = (key: Uint8Array): number => {
    putKey(key, asked, 0);
    return findOne(table, asked, 0);
  };
  const tagsOf = (found: number, filter: TagFilter = {}): StoredTag[] => {
    if (found < 0) return [];
    const key = new Uint8Array(KEY_BYTES);
    new Int32Array(key.buffer).set(records.subarray(found * RECORD + 1, (found + 1) * RECORD));
    const tags: StoredTag[] = [];
    const end = records[(found + 1) * RECORD] ?? 0;
    for (let i = records[found * RECORD] ?? 0; i < end; i += 1) {
      const tag = decided(tagAt(decoder, i * TAG_WORDS, key), decisions);
      if (passes(tag, filter)) tags.push(tag);
    }
    return tags;
  };
  return {
    name,
    keys: header.keys,
    size: header.tags,
    retracted: header.retracted,
    sets: header.sets,
    find,
    findAt: (words, at) => findOne(table, words, at),
    findMany: (words, count, out) => findMany(table, words, count, out),
    tagsOf,
    tagsAt: (chain, holder, filter) =>
      tagsOf(find(keyOf(chain, holder)), filter).filter(
        (tag) => tag.chain === chain && tag.holder === holder,
      ),
    close,
  };
}

function passes(tag: StoredTag, { liveAt, shareableOnly }: TagFilter): boolean {
  if (shareableOnly === true && tag.shareable !== true) return false;
  if (liveAt === undefined) return true;
  return tag.retracted === null && (tag.lastSeen ?? liveAt) >= liveAt;
}

function sized(folder: string, part: PartName, found: number, expected: number): void {
  if (found === expected) return;
  const path = join(folder, PARTS[part]);
  throw new InputError(`tag store ${path}`, `${expected} words`, found);
}

/**
 * Reads all of a build and compares the SHA-256 of each part.
 * @throws InputError
 */
export function verifyBuild(folder: string, digest: string | null): StoreHeader {
  const header = readHeader(folder, digest);
  for (const part of ['keys', 'tags', 'strings'] as const) {
    verifyPart(join(folder, PARTS[part]), header.parts[part]);
  }
  readProfiles(folder, header);
  return header;
}
