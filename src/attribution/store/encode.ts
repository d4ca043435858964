import { InputError, LimitError } from '../../base/errors.ts';
import type { Day, State, Tag } from '../tags.ts';
import { MOST_PROFILES, type Profile, type TagSet } from './format.ts';
import { isHex, KEY_BYTES } from './key.ts';
import type { ReadString, StringWriter } from './strings.ts';

/** A tag of a store: with the version of its set, and the day on which it was withdrawn. */
export interface StoredTag extends Tag {
  readonly set: TagSet;
  readonly retracted: Day | null;
  /** What was decided here about it (contested, withdrawn), in words. */
  readonly notes: readonly string[];
}

/** What few tags have: written as one string where any is there. */
interface Detail {
  readonly url?: string | null;
  readonly states?: readonly State[];
  readonly firstSeen?: number | null;
  readonly lastSeen?: number | null;
}

export interface Profiles {
  readonly all: readonly Profile[];
  idOf(profile: Profile): number;
  /** The same, withdrawn on a day. */
  withdrawn(id: number, day: Day): number;
}

export function createProfiles(): Profiles {
  const all: Profile[] = [];
  const ids = new Map<string, number>();
  const idOf = (profile: Profile): number => {
    const key = nameOf(profile);
    const known = ids.get(key);
    if (known !== undefined) return known;
    if (all.length >= MOST_PROFILES) {
      const message = `more than ${MOST_PROFILES} sets of chain, category, source, date and grade`;
      throw new LimitError('tag store', message);
    }
    ids.set(key, all.push(profile) - 1);
    return all.length - 1;
  };
  return {
    all,
    idOf,
    withdrawn(id, day) {
      const profile = all[id];
      if (!profile) throw new InputError('tag store', 'a profile that is there', id);
      return profile.retracted === null ? idOf({ ...profile, retracted: day }) : id;
    },
  };
}

/** All of a profile in one text: written by hand, since JSON takes most of a build's time. */
function nameOf(profile: Profile): string {
  const { chain, entityType, category, conduct, grade, level, inherited, shareable } = profile;
  const { licence, source, sourceDate, set, retracted } = profile;
  const short = `${set}\n${chain}\n${entityType}\n${conduct}\n${grade}\n${inherited}\n${shareable}`;
  const long = `${texts(level)}\n${sourceDate}\n${retracted}\n${source.length}${source}`;
  return `${short}\n${long}${texts(category)}${texts(licence)}`;
}

/** Null is not the text of that name, and no text runs into the next. */
function texts(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** The profile of a tag. */
export function profileOf(tag: Tag, set: number): Profile {
  return {
    chain: tag.chain,
    entityType: tag.entityType,
    category: tag.category,
    conduct: tag.conduct,
    grade: tag.grade,
    level: tag.level,
    inherited: tag.inherited,
    shareable: tag.shareable,
    licence: tag.licence,
    source: tag.source,
    sourceDate: tag.sourceDate,
    set,
    retracted: null,
  };
}

/** Puts the words of a tag but its profile (`format.ts`) at a place of an array. */
export function putTag(tag: Tag, strings: StringWriter, words: Int32Array, at: number): void {
  words[at] = strings.put(textOf(tag));
  words[at + 1] = isHex(tag.holder) ? 0 : strings.put(tag.holder);
  words[at + 2] = tag.origin.line;
}

/**
 * What is read from the disk of a tag, in one string, since each costs a read: the lengths of
 * detail and entity, then detail, entity and label. `-` is no entity, `=` one that is the label.
 */
function textOf(tag: Tag): string {
  const { label, entity } = tag;
  const detail = detailOf(tag) ?? '';
  const apart = entity === null || entity === label ? '' : entity;
  const length = entity === null ? '-' : entity === label ? '=' : apart.length;
  return `${detail.length},${length},${detail}${apart}${label}`;
}

function textIn(text: string): Pick<Tag, 'label' | 'entity'> & { readonly detail: string } {
  const [start = '', first = '', second = ''] = /^(\d+),(\d+|-|=),/.exec(text) ?? [];
  if (start === '') throw new InputError('tag store strings', 'the text of a tag', text);
  const entityAt = start.length + Number(first);
  const labelAt = entityAt + (/\d/.test(second) ? Number(second) : 0);
  const label = text.slice(labelAt);
  const apart = second === '=' ? label : text.slice(entityAt, labelAt);
  const detail = text.slice(start.length, entityAt);
  return { label, entity: second === '-' ? null : apart, detail };
}

function detailOf({ url, states, firstSeen, lastSeen }: Tag): string | null {
  if (url === null && states.length === 0 && firstSeen === null && lastSeen === null) return null;
  const detail: Detail = {
    ...(url !== null && { url }),
    ...(states.length > 0 && { states }),
    ...(firstSeen !== null && { firstSeen }),
    ...(lastSeen !== null && { lastSeen }),
  };
  return JSON.stringify(detail);
}

export interface Decoder {
  readonly words: Int32Array;
  readonly profiles: readonly Profile[];
  readonly sets: readonly TagSet[];
  readonly read: ReadString;
}

/** The tag whose words stand at a place; `key` are the bytes that it was found by. */
export function tagAt(decoder: Decoder, at: number, key: Uint8Array): StoredTag {
  const { words, profiles, sets, read } = decoder;
  const [id, textAt, holderAt] = [words[at]! >>> 0, words[at + 1]! >>> 0, words[at + 2]! >>> 0];
  const profile = profiles[id];
  const set = profile && sets[profile.set];
  if (!profile || !set) throw new InputError('tag store', 'a profile that is there', id);
  const { set: _, retracted, ...common } = profile;
  const { label, entity, detail: json } = textIn(read(textAt) ?? '');
  const detail = detailIn(json);
  return {
    ...common,
    holder: read(holderAt) ?? `0x${Buffer.from(key.subarray(0, KEY_BYTES)).toString('hex')}`,
    label,
    entity,
    states: detail.states ?? [],
    url: detail.url ?? null,
    firstSeen: detail.firstSeen ?? null,
    lastSeen: detail.lastSeen ?? null,
    origin: { file: set.file, line: words[at + 3]! },
    set,
    retracted,
    notes: [],
  };
}

function detailIn(text: string): Detail {
  if (text === '') return {};
  try {
    return JSON.parse(text) as Detail;
  } catch {
    throw new InputError('tag store strings', 'the detail of a tag', text);
  }
}
