import { lettersDiffer, lettersOf, textsAlike, wordsAlike } from './distance.kernel.ts';
import { givenNameOf } from './given.ts';
import { koreanSound } from './scripts/hangul.ts';
import { isChineseSyllables, sameInChinese } from './scripts/wade-giles.ts';
import type { WordKind } from './words.ts';

/** A word of a name, with what comparing needs. */
export interface Word {
  /** Latin letters and digits, lower case. */
  readonly text: string;
  /** As it was spelt, where `text` is one word for many: `banco` for bank. */
  readonly written: string;
  readonly kind: WordKind;
  /** The word in one spelling of its sounds. */
  readonly sound: string;
  /** The consonants of `sound`. */
  readonly skeleton: string;
  /** False where the script wrote consonants alone. */
  readonly vowels: boolean;
  /** The family of equivalent given names, or null. */
  readonly given: number | null;
  /** A bit for each letter of `sound`: a bound on the similarity without comparing. */
  readonly letters: number;
}

const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^ye(?=[^aeiou])/, 'e'],
  [/^ou(?=[aei])/, 'v'],
  [/^(iu|yu)/, 'iu'],
  [/^(ia|ya)/, 'ia'],
  [/sch|tsch|tch/g, 'sh'],
  [/ph/g, 'f'],
  [/chh/g, 'ch'],
  [/kh/g, 'h'],
  [/gh/g, 'g'],
  [/dj|dzh|zh/g, 'j'],
  [/ck|q/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/x/g, 'ks'],
  [/ts|tz/g, 's'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/w/g, 'v'],
  [/ou|oo/g, 'u'],
  [/ee|ie|iy|ij|ii/g, 'i'],
  [/ue/g, 'u'],
  [/oe/g, 'o'],
  [/(?<=[aeou])y(?=[aeou])/g, 'i'],
  [/y|j(?=$)/g, 'i'],
  [/(.)\1+/g, '$1'],
  [/(?<=[aeiou])h(?=[^aeiou]|$)/g, ''],
];

function soundOf(text: string): string {
  let sound = text;
  for (const [from, to] of SOUNDS) sound = sound.replace(from, to);
  return sound;
}

function skeletonOf(sound: string): string {
  const bare = sound.replace(/(?!^)h|[aeiou]/g, '').replace(/z/g, 's');
  return bare.replace(/(.)\1+/g, '$1');
}

/**
 * Consonants as scripts without vowels leave them: w and y may have been vowels, and languages
 * that share the script speak some letters apart (ث as th or s, ذ as dh or z, ش as sh or ch).
 */
function makeBare(text: string): string {
  const joined = text
    .replace(/kh/g, 'X')
    .replace(/dh/g, 'z')
    .replace(/th|sh|ch/g, 's');
  return soundOf(joined)
    .replace(/[aeiouvh]/g, '')
    .replace(/z/g, 's')
    .replace(/b/g, 'p')
    .replace(/(.)\1+/g, '$1');
}

const MOST_BARE = 1 << 14;
const bares = new Map<string, string>();

export function bareSkeleton(text: string): string {
  const old = bares.get(text);
  if (old !== undefined) return old;
  if (bares.size >= MOST_BARE) bares.clear();
  const made = makeBare(text);
  bares.set(text, made);
  return made;
}

/** Words come again and again; the cache is emptied where it has grown too large. */
const MOST_KNOWN = 1 << 16;
const known = new Map<WordKind, Map<string, Word>>();

export function createWord(text: string, kind: WordKind, vowels = true, written = text): Word {
  if (!vowels) return makeWord(text, kind, vowels, written);
  let words = known.get(kind);
  if (!words || words.size >= MOST_KNOWN) {
    words = new Map();
    known.set(kind, words);
  }
  const key = written === text ? text : `${text} ${written}`;
  const old = words.get(key);
  if (old) return old;
  const made = makeWord(text, kind, vowels, written);
  words.set(key, made);
  return made;
}

function makeWord(text: string, kind: WordKind, vowels: boolean, written: string): Word {
  const sound = kind === 'number' ? text : soundOf(text);
  const skeleton = vowels ? skeletonOf(sound) : bareSkeleton(text);
  return {
    text,
    written,
    kind,
    sound,
    skeleton,
    vowels,
    given: givenNameOf(text),
    letters: lettersOf(sound),
  };
}

/** Systems in which names of Korea and China are spelt; two names may share several. */
export const KOREAN = 1;
export const CHINESE = 2;

const SERVANT = /^abdul(?=.{3})/;
/** A short word with one mistake in it: it links, and what it is worth is for the name to say. */
const LEAST_SLIP = 0.75;
const LONGEST_SLIP = 5;

/** How much two words are one: 0 to 1, the same both ways. */
export function similarity(a: Word, b: Word, systems = 0): number {
  if (a.text === b.text) return 1;
  if (a.kind === 'number' || b.kind === 'number') return 0;
  if (a.text.length === 1 || b.text.length === 1) return 0;
  if (a.given !== null && a.given === b.given) return 0.95;
  // Two given names are two, however near their letters
  if (a.given !== null && b.given !== null && a.sound !== b.sound) return 0;
  if (systems !== 0) {
    const korean = (systems & KOREAN) !== 0 && koreanSound(a.text) === koreanSound(b.text);
    if (korean) return 0.96;
    if ((systems & CHINESE) !== 0) {
      if (sameInChinese(a.text, b.text)) return 0.93;
      // Two syllables that both are Chinese are two names, however near their letters
      if (isChineseSyllables(a.text) && isChineseSyllables(b.text)) return chineseAlike(a, b);
    }
  }
  if (!a.vowels || !b.vowels) return bareSimilarity(a, b);
  if (a.sound === b.sound) return 0.97;
  const alike = spelledAlike(a, b);
  if (a.written === a.text && b.written === b.text) return alike;
  return Math.max(alike, wordsAlike(a.written, a.written, b.written, b.written));
}

function chineseAlike(a: Word, b: Word): number {
  return Math.max(0, wordsAlike(a.text, a.text, b.text, b.text) - 0.1);
}

function spelledAlike(a: Word, b: Word): number {
  if (a.text.startsWith('abdul') && b.text.startsWith('abdul')) {
    const [x, y] = [a.text.replace(SERVANT, ''), b.text.replace(SERVANT, '')];
    return wordsAlike(x, soundOf(x), y, soundOf(y));
  }
  const slip = isSlip(a.text, b.text) ? LEAST_SLIP : isCutShort(a, b) ? CUT_SHORT : 0;
  if (lettersDiffer(a.letters, a.sound.length, b.letters, b.sound.length)) return slip;
  return Math.max(slip, wordsAlike(a.text, a.sound, b.text, b.sound));
}

/** A word of a company that is the start of another: `const` for construction. */
const CUT_SHORT = 0.85;
const LEAST_START = 3;
const MOST_START = 6;

function isCutShort(a: Word, b: Word): boolean {
  if (a.written === a.text && b.written === b.text) return false;
  const [short, long] = a.written.length <= b.written.length ? [a, b] : [b, a];
  const { length } = short.written;
  if (length < LEAST_START || length > MOST_START || long.written.length < length + 3) return false;
  return long.written.startsWith(short.written) || long.text.startsWith(short.written);
}

/** Whether one letter after the first was left out, put in, exchanged or turned round. */
export function isSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 2 || long.length < 3 || long.length > LONGEST_SLIP) return false;
  if (long.length - short.length > 1 || short[0] !== long[0]) return false;
  let at = 1;
  while (at < short.length && short[at] === long[at]) at++;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  const turned = (long[at + 1] ?? '') + (long[at] ?? '');
  return short.slice(at, at + 2) === turned && short.slice(at + 2) === long.slice(at + 2);
}

const BARE_ALIKE = [0.8, 0.91, 0.95];

function bareSimilarity(a: Word, b: Word): number {
  const x = a.vowels ? bareSkeleton(a.text) : a.skeleton;
  const y = b.vowels ? bareSkeleton(b.text) : b.skeleton;
  if (x.length === 0 || y.length === 0) return 0;
  // The fewer consonants there are, the less it says that they agree
  const most = BARE_ALIKE[Math.min(x.length, y.length, BARE_ALIKE.length) - 1] ?? 0;
  return Math.min(most, textsAlike(x, y));
}
