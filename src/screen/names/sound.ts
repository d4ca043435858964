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
  [/^(iu|ju|yu)/, 'iu'],
  [/^(ia|ja|ya)/, 'ia'],
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

const VOWEL = new Set('aeiou');
/** What it costs to put one letter for another, in hundredths; all others cost 100. */
const CLOSE =
  `ae35 ei25 ou20 ai50 ao50 au50 eo50 eu60 io60 iu60 gk50 gj50 bp60 dt60 fv50 sz30 js70 hk60
  gh60 bv60 ij30 kj90 ks80 lr80 ck30 mn80`.split(/\s+/);

const SUBSTITUTE = new Float64Array(128 * 128);
const INSERT = new Float64Array(128);
for (let a = 0; a < 128; a++) {
  INSERT[a] = 1;
  for (let b = 0; b < 128; b++) SUBSTITUTE[a * 128 + b] = a === b ? 0 : 1;
}
for (const vowel of VOWEL) INSERT[vowel.charCodeAt(0)] = 0.5;
INSERT['h'.charCodeAt(0)] = 0.4;
for (const pair of CLOSE) {
  const [a, b] = [pair.charCodeAt(0), pair.charCodeAt(1)];
  const cost = Number(pair.slice(2)) / 100;
  SUBSTITUTE[a * 128 + b] = cost;
  SUBSTITUTE[b * 128 + a] = cost;
}

const MOST = 48;
const rows = [new Float64Array(MOST + 1), new Float64Array(MOST + 1), new Float64Array(MOST + 1)];

/** Damerau's distance with costs by sound; a letter doubled costs little. */
function distance(a: string, b: string): number {
  const n = Math.min(a.length, MOST);
  const m = Math.min(b.length, MOST);
  let [before, last, row] = rows as [Float64Array, Float64Array, Float64Array];
  last[0] = 0;
  for (let j = 1; j <= m; j++) last[j] = last[j - 1]! + INSERT[b.charCodeAt(j - 1) & 127]!;
  for (let i = 1; i <= n; i++) {
    const x = a.charCodeAt(i - 1) & 127;
    row[0] = last[0]! + INSERT[x]!;
    for (let j = 1; j <= m; j++) {
      const y = b.charCodeAt(j - 1) & 127;
      let cost = last[j - 1]! + SUBSTITUTE[x * 128 + y]!;
      const drop = last[j]! + INSERT[x]!;
      const add = row[j - 1]! + INSERT[y]!;
      if (drop < cost) cost = drop;
      if (add < cost) cost = add;
      if (
        i > 1 &&
        j > 1 &&
        x === (b.charCodeAt(j - 2) & 127) &&
        y === (a.charCodeAt(i - 2) & 127)
      ) {
        cost = Math.min(cost, before[j - 2]! + 0.8);
      }
      row[j] = cost;
    }
    [before, last, row] = [last, row, before];
  }
  return last[m]!;
}

function bits(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Below this two words are different words. */
export const LEAST_SIMILARITY = 0.7;

/** Of two strings: 1 less the distance over the longer one's length; a first letter counts more. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  if (longer === 0 || Math.abs(a.length - b.length) > longer * 0.45) return 0;
  let cost = distance(a, b);
  if (a[0] !== b[0]) cost += VOWEL.has(a[0]!) && VOWEL.has(b[0]!) ? 0.1 : 0.4;
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
  if (bits(a.letters ^ b.letters) > 6) return 0;
  if (a.sound === b.sound) return 0.97;
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
