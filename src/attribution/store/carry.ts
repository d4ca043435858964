import { closeSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { type Build, identityOf } from './build.ts';
import { tagAt } from './encode.ts';
import { RECORD } from './find.kernel.ts';
import { PARTS, readProfiles, type StoreHeader, TAG_WORDS } from './format.ts';
import { KEY_BYTES } from './key.ts';
import { eachChunk, openPart, type PartWriter } from './part.ts';
import { stringReader } from './strings.ts';

/** A build as it lies on disk. */
export interface Stored {
  readonly folder: string;
  readonly header: StoreHeader;
}

/** All strings of a build, at the same places in the next. */
export function carryStrings({ folder, header }: Stored, to: PartWriter): void {
  const { strings } = header.parts;
  const file = openPart(join(folder, PARTS.strings), strings);
  try {
    eachChunk(file, strings.bytes, (chunk) => to.write(chunk));
  } finally {
    closeSync(file);
  }
}

/**
 * Adds the tags of a build to the next one, read from the disk from beginning to end: the memory
 * that it takes does not grow with the store.
 * @param replaced indices of the sets of which a new version is added: they are the same in both
 */
export function carryTags(
  { folder, header }: Stored,
  build: Build,
  replaced: ReadonlySet<number>,
): void {
  const profiles = readProfiles(folder, header);
  const { parts, sets } = header;
  const files = [PARTS.keys, PARTS.tags, PARTS.strings].map((name, i) =>
    openPart(join(folder, name), [parts.keys, parts.tags, parts.strings][i]!),
  );
  try {
    const [keyFile = 0, tagFile = 0, stringFile = 0] = files;
    const read = stringReader(stringFile, parts.strings.bytes);
    const nextKey = rows(keyFile, RECORD, header.keys + 1);
    const nextTag = rows(tagFile, TAG_WORDS, header.tags);
    const key = new Int32Array(RECORD);
    const bytes = new Uint8Array(key.buffer, 4, KEY_BYTES);
    const words = new Int32Array(TAG_WORDS);
    nextKey(key);
    const following = new Int32Array(RECORD);
    for (let tag = 0; tag < header.tags; ) {
      nextKey(following);
      for (; tag < following[0]!; tag += 1) {
        nextTag(words);
        const profile = profiles[words[0]! >>> 0];
        if (!profile) throw new InputError('tag store', 'a profile that is there', words[0]);
        // what was withdrawn before stays so; the rest is compared with the new version
        const compared = replaced.has(profile.set) && profile.retracted === null;
        const whole = () => tagAt({ words, profiles, sets, read }, 0, bytes);
        const identity = compared ? identityOf(whole()) : null;
        build.addStored(key.subarray(1), words, profile, identity);
      }
      key.set(following);
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** Reads one row of words after another, by blocks. */
function rows(file: number, width: number, count: number): (into: Int32Array) => void {
  const held = 1 << 13;
  const block = new Int32Array(held * width);
  const bytes = new Uint8Array(block.buffer);
  let row = 0;
  return (into) => {
    if (row >= count) throw new InputError('tag store', `${count} rows`, 'one more');
    const at = row % held;
    if (at === 0) {
      const size = Math.min(held, count - row) * width * 4;
      for (let got = 0; got < size; ) {
        const more = readSync(file, bytes, got, size - got, row * width * 4 + got);
        if (more === 0) throw new InputError('tag store', `${count} rows`, row);
        got += more;
      }
    }
    into.set(block.subarray(at * width, at * width + width));
    row += 1;
  };
}
