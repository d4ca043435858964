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
import { KEY_WORDS, keyOf, putKey } from './key.ts';
import { createPart, type PartFacts, type PartWriter } from './part.ts';
import { AT, createSpills, mixOf, SPILL_WORDS, type Spills, sameKey } from './spill.ts';
import { createStrings } from './strings.ts';

const MOST_TAGS = 2 ** 27;

/** A store that is being written. It is nobody's until its folder has its name. */
export interface Build {
  readonly folder: string;
  readonly strings: PartWriter;
  /** A tag of the set with this index in the header; `newer` where it has an earlier version. */
  add(tag: Tag, set: number, newer?: boolean): void;
  /** A tag of another store, its strings at the same places; `mark` 1 where it is replaced. */
  addStored(key: Int32Array, tag: Int32Array, profile: Profile, identity: Identity | null): void;
  /** Writes all; `day` is that on which replaced tags count as withdrawn. */
  finish(sets: readonly TagSet[], day: Day): { header: StoreHeader; digest: string };
  abandon(): void;
}

/** What makes two tags the same one in two versions of a set. */
type Identity = readonly [number, number];

const NONE: Identity = [0, 0];

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
    add(tag, set, newer = false) {
      putKey(keyOf(tag.chain, tag.holder), record, 0);
      record[AT.tag] = profiles.idOf(profileOf(tag, set));
      putTag(tag, strings, record, AT.tag + 1);
      putIdentity(record, newer ? identityOf(tag) : NONE, 0);
      room(spills).add(record);
    },
    addStored(key, tag, profile, identity) {
      record.set(key);
      record.set(tag, AT.tag);
      record[AT.tag] = profiles.idOf(profile);
      putIdentity(record, identity ?? NONE, identity === null ? 0 : 1);
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
      let marks = records[first + AT.mark]!;
      while (end < order.length && sameKey(records, first, order[end]! * SPILL_WORDS)) {
        marks |= records[order[end]! * SPILL_WORDS + AT.mark]!;
        end += 1;
      }
      const dropped = marks === 0 ? NOTHING : droppedOf(records, order, i, end, { profiles, day });
      if (dropped.size < end - i) {
        const mine = mixOf(seed, records, first) >>> (32 - bits);
        while (bucket <= mine) start[bucket++] = count.keys;
        writer.key(records, first);
      }
      for (; i < end; i += 1) {
        const at = order[i]! * SPILL_WORDS;
        if (dropped.size > 0 && dropped.has(at)) continue;
        writer.tag(records, at + AT.tag);
        if (profiles.all[records[at + AT.tag]!]!.retracted !== null) count.retracted += 1;
      }
    }
  });
  start.fill(count.keys, bucket);
  writer.key(new Int32Array(AT.tag), 0);
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
    key(from: Int32Array, at: number): void {
      if (heldKeys === held) flush();
      const to = heldKeys * RECORD;
      keys[to] = count.tags;
      for (let word = 0; word < KEY_WORDS; word += 1) keys[to + 1 + word] = from[at + word]!;
      heldKeys += 1;
      count.keys += 1;
    },
    tag(from: Int32Array, at: number): void {
      if (heldTags === held) flush();
      const to = heldTags * TAG_WORDS;
      for (let word = 0; word < TAG_WORDS; word += 1) tags[to + word] = from[at + word]!;
      heldTags += 1;
      count.tags += 1;
    },
  };
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Which records of one key go: a replaced one where the new version says the same. Where it does
 * not, the old one is marked as withdrawn, and stays.
 */
function droppedOf(
  records: Int32Array,
  order: Float64Array,
  from: number,
  to: number,
  { profiles, day }: { readonly profiles: Profiles; readonly day: Day },
): ReadonlySet<number> {
  const places = Array.from(order.subarray(from, to), (index) => index * SPILL_WORDS);
  const name = (at: number): string => {
    const set = profiles.all[records[at + AT.tag]!]?.set;
    return `${set} ${records[at + AT.identity]} ${records[at + AT.identity + 1]}`;
  };
  const old = places.filter((at) => records[at + AT.mark] === 1);
  const said = new Set(places.filter((at) => records[at + AT.mark] === 0).map(name));
  const dropped = new Set(old.filter((at) => said.has(name(at))));
  for (const at of old) {
    if (dropped.has(at)) continue;
    records[at + AT.tag] = profiles.withdrawn(records[at + AT.tag]!, day);
  }
  return dropped;
}
