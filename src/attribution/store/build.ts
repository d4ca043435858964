import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { reason, writeWhole } from '../../base/files.ts';
import type { Day, Tag } from '../tags.ts';
import { createProfiles, type Profiles, profileOf, putTag } from './encode.ts';
import { RECORD } from './find.kernel.ts';
import {
  FORMAT,
  PARTS,
  type PartName,
  type Profile,
  type StoreHeader,
  TAG_WORDS,
  type TagSet,
} from './format.ts';
import { keyOf, putKey } from './key.ts';
import { createPart, type PartFacts, type PartWriter } from './part.ts';
import { AT, createSpills, mixOf, SPILL_WORDS, type Spills, sameKey } from './spill.ts';
import { createStrings } from './strings.ts';

const MOST_TAGS = 2 ** 27;

/** A store that is being written. It is nobody's until its folder has its name. */
export interface Build {
  readonly folder: string;
  readonly strings: PartWriter;
  /** A tag of the set with this index in the header. */
  add(tag: Tag, set: number): void;
  /** A tag of another store, its strings at the same places; `mark` 1 where it is replaced. */
  addStored(key: Int32Array, tag: Int32Array, profile: Profile, identity: Identity | null): void;
  /** Writes all; `day` is that on which replaced tags count as withdrawn. */
  finish(sets: readonly TagSet[], day: Day): { header: StoreHeader; digest: string };
  abandon(): void;
}

/** What makes two tags the same one in two versions of a set. */
type Identity = readonly [number, number];

export function identityOf(tag: Tag): Identity {
  const text = `${tag.chain}\n${tag.holder}\n${tag.label}\n${tag.category ?? ''}`;
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul((b ^ (b >>> 15)) + code, 0x85ebca77);
  }
  return [a, b];
}

/**
 * Begins a build in a folder that is not there yet. Memory is bounded whatever the number of tags:
 * 64 buffers and one sixty-fourth of the records while sorting, the strings remembered, profiles,
 * and four bytes a bucket.
 * @param seed 32 bits that nobody else knows
 */
export function createBuild(
  folder: string,
  seed: number,
  carried: (to: PartWriter) => void,
): Build {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`output ${folder}`, 'a place that can be written', reason(error));
  }
  const part = createPart(join(folder, PARTS.strings));
  carried(part);
  const strings = createStrings(part);
  const profiles = createProfiles();
  const spills = createSpills(folder, seed);
  const record = new Int32Array(SPILL_WORDS);
  return {
    folder,
    strings: part,
    add(tag, set) {
      putKey(keyOf(tag.holder), record, 0);
      record[AT.tag] = profiles.idOf(profileOf(tag, set));
      putTag(tag, strings, record, AT.tag + 1);
      putIdentity(record, identityOf(tag), 0);
      room(spills).add(record);
    },
    addStored(key, tag, profile, identity) {
      record.set(key);
      record.set(tag, AT.tag);
      record[AT.tag] = profiles.idOf(profile);
      putIdentity(record, identity ?? [0, 0], identity === null ? 0 : 1);
      room(spills).add(record);
    },
    finish(sets, day) {
      const table = writeTable(folder, spills, profiles, { seed, day });
      const lines = profiles.all.map((profile) => `${JSON.stringify(profile)}\n`).join('');
      const header: StoreHeader = {
        format: FORMAT,
        seed,
        bits: table.bits,
        keys: table.keys,
        tags: table.tags,
        retracted: table.retracted,
        profiles: profiles.all.length,
        parts: {
          keys: table.facts.keys,
          tags: table.facts.tags,
          strings: part.close(),
          profiles: { bytes: Buffer.byteLength(lines), sha256: sha256(lines), sum: 0 },
        },
        sets: [...sets],
      };
      const text = `${JSON.stringify(header, null, 1)}\n`;
      writeWhole(join(folder, PARTS.profiles), lines);
      writeWhole(join(folder, 'header.json'), text);
      spills.close();
      return { header, digest: sha256(text) };
    },
    abandon() {
      part.abandon();
      spills.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function putIdentity(record: Int32Array, [a, b]: Identity, mark: number): void {
  record[AT.identity] = a;
  record[AT.identity + 1] = b;
  record[AT.mark] = mark;
}

function room(spills: Spills): Spills {
  if (spills.count < MOST_TAGS) return spills;
  throw new InputError('tag store', `at most ${MOST_TAGS} tags`, 'more');
}

interface Table {
  readonly bits: number;
  readonly keys: number;
  readonly tags: number;
  readonly retracted: number;
  readonly facts: Readonly<Record<Extract<PartName, 'keys' | 'tags'>, PartFacts>>;
}

function writeTable(
  folder: string,
  spills: Spills,
  profiles: Profiles,
  { seed, day }: { readonly seed: number; readonly day: Day },
): Table {
  // one or two keys a bucket where each key has one tag; fewer keys make it emptier, not slower
  const bits = Math.min(28, Math.max(1, Math.floor(Math.log2(Math.max(2, spills.count)))));
  const start = new Int32Array(2 ** bits + 1);
  const out = {
    keys: createPart(join(folder, PARTS.keys)),
    tags: createPart(join(folder, PARTS.tags)),
  };
  const count = { keys: 0, tags: 0, retracted: 0 };
  const writer = rowWriter(out, count);
  let bucket = 0;
  spills.eachSorted((records, order) => {
    for (let i = 0; i < order.length; ) {
      const first = order[i]! * SPILL_WORDS;
      let end = i + 1;
      while (end < order.length && sameKey(records, first, order[end]! * SPILL_WORDS)) end += 1;
      const kept = keptOf(records, order.subarray(i, end), profiles, day);
      i = end;
      if (kept.length === 0) continue;
      const mine = mixOf(seed, records, first) >>> (32 - bits);
      while (bucket <= mine) start[bucket++] = count.keys;
      writer.key(records.subarray(first, first + AT.tag));
      for (const at of kept) writer.tag(records.subarray(at + AT.tag, at + AT.identity));
      for (const at of kept)
        if (profiles.all[records[at + AT.tag]!]?.retracted) count.retracted += 1;
    }
  });
  start.fill(count.keys, bucket);
  writer.key(new Int32Array(AT.tag));
  writer.flush();
  out.keys.write(new Uint8Array(start.buffer));
  const facts = { keys: out.keys.close(), tags: out.tags.close() };
  return { bits, keys: count.keys - 1, tags: count.tags, retracted: count.retracted, facts };
}

/** Gathers records, so that the files take whole blocks. */
function rowWriter(
  out: { readonly keys: PartWriter; readonly tags: PartWriter },
  count: { keys: number; tags: number },
) {
  const held = 1 << 13;
  const keys = new Int32Array(held * RECORD);
  const tags = new Int32Array(held * TAG_WORDS);
  let heldKeys = 0;
  let heldTags = 0;
  const flush = (): void => {
    out.keys.write(new Uint8Array(keys.buffer, 0, heldKeys * RECORD * 4));
    out.tags.write(new Uint8Array(tags.buffer, 0, heldTags * TAG_WORDS * 4));
    heldKeys = 0;
    heldTags = 0;
  };
  return {
    flush,
    key(key: Int32Array): void {
      if (heldKeys === held) flush();
      keys[heldKeys * RECORD] = count.tags;
      keys.set(key, heldKeys * RECORD + 1);
      heldKeys += 1;
      count.keys += 1;
    },
    tag(tag: Int32Array): void {
      if (heldTags === held) flush();
      tags.set(tag, heldTags * TAG_WORDS);
      heldTags += 1;
      count.tags += 1;
    },
  };
}

/**
 * Which records of one key stay: a replaced one goes where the new version says the same, and is
 * marked as withdrawn where it does not.
 */
function keptOf(
  records: Int32Array,
  run: Float64Array,
  profiles: Profiles,
  day: Day,
): readonly number[] {
  const places = Array.from(run, (index) => index * SPILL_WORDS);
  if (places.every((at) => records[at + AT.mark] === 0)) return places;
  const said = new Set<string>();
  const name = (at: number): string => {
    const set = profiles.all[records[at + AT.tag]!]?.set;
    return `${set} ${records[at + AT.identity]} ${records[at + AT.identity + 1]}`;
  };
  for (const at of places) if (records[at + AT.mark] === 0) said.add(name(at));
  return places.filter((at) => {
    if (records[at + AT.mark] === 0) return true;
    if (said.has(name(at))) return false;
    records[at + AT.tag] = profiles.withdrawn(records[at + AT.tag]!, day);
    return true;
  });
}
