import { distance, VOWELS } from './distance.ts';
import { koreanSound } from './scripts/hangul.ts';
import { givenNameOf, type WordKind } from './words.ts';

/** A word of a name, with what comparing needs. */
export interface Word {
  /** Latin letters and digits, lower case. */
  readonly text: string;
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
  [/^(iu|yu)/, 'iu'],
  [/^(ia|ya)/, 'ia'],
  [/sch|tsch|tch/g, 'sh'],
  [/ph/g, 'f'],
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
export function bareSkeleton(text: string): string {
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

function lettersOf(sound: string): number {
  let mask = 0;
  for (let i = 0; i < sound.length; i++) mask |= 1 << (sound.charCodeAt(i) & 31);
  return mask;
}

/** Words come again and again; the cache is emptied where it has grown too large. */
const MOST_KNOWN = 1 << 16;
const known = new Map<WordKind, Map<string, Word>>();

export function createWord(text: string, kind: WordKind, vowels = true): Word {
  if (!vowels) return makeWord(text, kind, vowels);
  let words = known.get(kind);
  if (!words || words.size >= MOST_KNOWN) {
    words = new Map();
    known.set(kind, words);
  }
  const old = words.get(text);
  if (old) return old;
  const made = makeWord(text, kind, vowels);
  words.set(text, made);
  return made;
}

function makeWord(text: string, kind: WordKind, vowels: boolean): Word {
  const sound = kind === 'number' ? text : soundOf(text);
  const skeleton = vowels ? skeletonOf(sound) : bareSkeleton(text);
  return {
    text,
    kind,
    sound,
    skeleton,
    vowels,
    given: givenNameOf(text),
    letters: lettersOf(sound),
  };
}

function bits(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Whether the letters of two words alone show that the words are not alike. */
export function lettersDiffer(a: number, lengthA: number, b: number, lengthB: number): boolean {
  const longer = lengthA > lengthB ? lengthA : lengthB;
  return bits(a ^ b) > longer * 0.5 + 1.5;
}

/** Below this two words are different words. */
export const LEAST_SIMILARITY = 0.7;

/** Of two strings: 1 less the distance over the longer one's length; a first letter counts more. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  if (longer === 0 || Math.abs(a.length - b.length) > longer * 0.45) return 0;
  const first = a[0] === b[0] ? 0 : VOWELS.has(a[0]!) && VOWELS.has(b[0]!) ? 0.1 : 0.4;
  const cost = first + distance(a, b, (1 - LEAST_SIMILARITY) * longer - first);
  return Math.max(0, 1 - cost / longer);
}

/** How much two words are one: 0 to 1, the same both ways. */
export function similarity(a: Word, b: Word, korean = false): number {
  if (a.text === b.text) return 1;
  if (a.kind === 'number' || b.kind === 'number') return 0;
  if (a.text.length === 1 || b.text.length === 1) return 0;
  if (a.given !== null && a.given === b.given) return 0.95;
  if (korean && koreanSound(a.text) === koreanSound(b.text)) return 0.96;
  if (!a.vowels || !b.vowels) return bareSimilarity(a, b);
  if (a.sound === b.sound) return 0.97;
  if (lettersDiffer(a.letters, a.sound.length, b.letters, b.sound.length)) return 0;
  if (a.sound === a.text && b.sound === b.text) return alike(a.text, b.text);
  const sounded = alike(a.sound, b.sound) - 0.02;
  // Spelling counts too: one wrong letter in a long word, whatever it does to the sounds
  const spelt = a.text[0] === b.text[0] ? alike(a.text, b.text) : 0;
  return Math.max(sounded, spelt);
}

function bareSimilarity(a: Word, b: Word): number {
  const x = a.vowels ? bareSkeleton(a.text) : a.skeleton;
  const y = b.vowels ? bareSkeleton(b.text) : b.skeleton;
  if (x.length === 0 || y.length === 0) return 0;
  const most =
    Math.min(x.length, y.length) <= 1 ? 0.72 : Math.min(x.length, y.length) === 2 ? 0.88 : 0.94;
  return Math.min(most, alike(x, y));
}
