import {
  createSpellings,
  LEAST_SIMILARITY,
  OWN_FAMILY,
  OWN_ROUND,
  RECORD,
  spell,
  spellingsAlike,
  spellOne,
} from './distance.kernel.ts';
import { isKoreanSyllable, koreanSound } from './scripts/hangul.ts';
import { chineseKeys, isChineseSyllables } from './scripts/wade-giles.ts';
import { bareSkeleton, CHINESE, KOREAN, similarity, type Word } from './sound.ts';

/** Listed words that are like a word of a query, and how much. */
interface Similar {
  readonly ids: readonly number[];
  readonly alike: readonly number[];
}

/** All words of all listed names, found by likeness. Ids are below 2^32. */
export interface Vocabulary {
  readonly size: number;
  idOf(text: string): number | undefined;
  similar(word: Word): Similar;
}

/** What a key is of: two kinds of key never meet. */
const SOUND = 1;
const SKELETON = 2;
const BARE = 3;
const BARE_ONLY = 4;
const SYLLABLE = 5;
const GIVEN = 6;
const SYLLABLES = 7;

const MOST_LETTERS = 32;
/** Skeletons shorter than this are too common with a letter left out. */
const LEAST_SKELETON = 5;
/** Words compared for one key; a fuller key says nothing. */
const MOST_IN_BUCKET = 400;
const MOST_SIMILAR = 80;
const MOST_ASKED = 8192;

function hash(seed: number, text: string, skip: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) {
    if (i !== skip) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** The text and all texts with one letter less: two words one mistake apart share one of these. */
function withDeletions(seed: number, text: string, keys: number[]): void {
  const short = text.slice(0, MOST_LETTERS);
  keys.push(hash(seed, short, -1));
  for (let i = 0; i < short.length; i++) {
    if (i === 0 || short[i] !== short[i - 1]) keys.push(hash(seed, short, i));
  }
}

function soundKeys(word: Word, keys: number[]): void {
  if (word.sound.length >= 4) withDeletions(SOUND, word.sound, keys);
  else keys.push(hash(SOUND, word.sound, -1));
  if (word.skeleton.length >= LEAST_SKELETON) withDeletions(SKELETON, word.skeleton, keys);
  else if (word.skeleton.length >= 2) keys.push(hash(SKELETON, word.skeleton, -1));
  if (isKoreanSyllable(word.text)) keys.push(hash(SYLLABLE, koreanSound(word.text), -1));
  for (const key of chineseKeys(word.text)) keys.push(hash(SYLLABLES, key, -1));
  if (word.given !== null) keys.push(hash(GIVEN, String(word.given), -1));
}

/** Keys under which a listed word is filed. */
function filedUnder(word: Word): number[] {
  const keys: number[] = [];
  if (word.kind === 'number') return [hash(SOUND, word.text, -1)];
  if (word.vowels) soundKeys(word, keys);
  else keys.push(hash(BARE_ONLY, word.skeleton, -1));
  keys.push(hash(BARE, bareSkeleton(word.text), -1));
  return keys;
}

/** Keys under which words like this one are looked for. */
function lookedUnder(word: Word): number[] {
  const keys: number[] = [];
  if (word.kind === 'number') return [hash(SOUND, word.text, -1)];
  if (!word.vowels) return [hash(BARE, word.skeleton, -1)];
  soundKeys(word, keys);
  keys.push(hash(BARE_ONLY, bareSkeleton(word.text), -1));
  return keys;
}

/** No family of given names; and words whose likeness does not rest on spelling and sound. */
const NONE = -1;
const UNSPELT = -2;

function familyOf({ text, kind, vowels, given }: Word): number {
  return vowels && kind !== 'number' && text.length > 1 ? (given ?? NONE) : UNSPELT;
}

/** Beside each other in memory: most words of a bucket are told apart by these alone. */
function spellAll(words: readonly Word[]) {
  let letters = 0;
  for (const { text, sound } of words) letters += text.length + (sound === text ? 0 : sound.length);
  const spellings = createSpellings(words.length, letters);
  let at = 0;
  for (const [id, word] of words.entries()) {
    at = spell(spellings, id, at, word.text, word.sound);
    spellings.records[id * RECORD + OWN_FAMILY] = familyOf(word);
  }
  return spellings;
}

function mostAlike(found: Similar): Similar {
  if (found.ids.length <= MOST_SIMILAR) return found;
  const { ids, alike } = found;
  const order = [...ids.keys()].sort((a, b) => alike[b]! - alike[a]!).slice(0, MOST_SIMILAR);
  return { ids: order.map((i) => ids[i]!), alike: order.map((i) => alike[i]!) };
}

/** Files words by key: `heads` points by the upper bits of a hash into `entries`. */
function fileWords(words: readonly Word[]) {
  const keys: number[] = [];
  const ends = Uint32Array.from(words, (word) => {
    for (const key of new Set(filedUnder(word))) keys.push(key);
    return keys.length;
  });
  const bits = Math.max(4, Math.min(24, Math.ceil(Math.log2(keys.length + 1))));
  const shift = 32 - bits;
  const heads = new Uint32Array(2 ** bits + 1);
  for (const key of keys) heads[(key >>> shift) + 1]!++;
  for (let i = 1; i < heads.length; i++) heads[i]! += heads[i - 1]!;
  const hashes = new Int32Array(keys.length);
  const entries = new Uint32Array(keys.length);
  const next = heads.slice(0, -1);
  for (let id = 0, i = 0; id < words.length; id++) {
    for (; i < ends[id]!; i++) {
      const key = keys[i]!;
      const at = next[key >>> shift]!++;
      hashes[at] = key;
      entries[at] = id;
    }
  }
  return { heads, shift, hashes, entries };
}

function systemsOf({ text }: Word): number {
  return (isKoreanSyllable(text) ? KOREAN : 0) | (isChineseSyllables(text) ? CHINESE : 0);
}

export function createVocabulary(words: readonly Word[]): Vocabulary {
  const ids = new Map<string, number>();
  for (const [id, word] of words.entries()) ids.set(word.text, id);
  const { heads, shift, hashes, entries } = fileWords(words);
  const systems = Uint8Array.from(words, systemsOf);
  const spellings = spellAll(words);
  const { records } = spellings;
  let round = 0;
  const asked = new Map<string, Similar>();

  /** Frequent words are asked for again and again: those asked for last are kept. */
  function similar(word: Word): Similar {
    const key = word.vowels ? word.text : `${word.text} -`;
    const known = asked.get(key);
    if (known) asked.delete(key);
    else if (asked.size >= MOST_ASKED) asked.delete(asked.keys().next().value!);
    const found = known ?? find(word);
    asked.set(key, found);
    return found;
  }

  function find(word: Word): Similar {
    const ownSystems = systemsOf(word);
    const one = spellOne(word.text, word.sound);
    const own = familyOf(word);
    round = round === 0x7fffffff ? 1 : round + 1;
    const found = { ids: [] as number[], alike: [] as number[] };
    for (const key of lookedUnder(word)) {
      const bucket = key >>> shift;
      const end = heads[bucket + 1]!;
      let taken = 0;
      for (let at = heads[bucket]!; at < end; at++) {
        if (hashes[at] !== key || taken > MOST_IN_BUCKET) continue;
        taken++;
        const id = entries[at]!;
        const record = id * RECORD;
        if (records[record + OWN_ROUND] === round) continue;
        records[record + OWN_ROUND] = round;
        const family = records[record + OWN_FAMILY]!;
        const both = ownSystems & systems[id]!;
        const alike =
          own !== UNSPELT && family !== UNSPELT && (own !== family || own === NONE) && both === 0
            ? spellingsAlike(one, 0, spellings, id)
            : similarity(word, words[id]!, both);
        if (alike < LEAST_SIMILARITY) continue;
        found.ids.push(id);
        found.alike.push(alike);
      }
    }
    return mostAlike(found);
  }
  return { size: words.length, idOf: (text) => ids.get(text), similar };
}
