// How far apart two words are in letters, where letters of like sound are near.

const VOWELS: ReadonlySet<string> = new Set('aeiou');
/** What it costs to put one letter for another, in hundredths; all others cost 100. */
const CLOSE =
  `cs40 ae35 ei25 ou20 ai50 ao50 au50 eo50 eu60 io60 iu60 gk50 gj50 bp60 dt60 fv50 sz30 js70 hk60
  gh60 bv60 ij30 kj90 ks80 lr80 ck30 mn80`.split(/\s+/);

const SUBSTITUTE = new Float64Array(128 * 128);
const INSERT = new Float64Array(128);
for (let a = 0; a < 128; a++) {
  INSERT[a] = 1;
  for (let b = 0; b < 128; b++) SUBSTITUTE[a * 128 + b] = a === b ? 0 : 1;
}
for (const vowel of VOWELS) INSERT[vowel.charCodeAt(0)] = 0.5;
INSERT['h'.charCodeAt(0)] = 0.4;
for (const pair of CLOSE) {
  const [a, b] = [pair.charCodeAt(0), pair.charCodeAt(1)];
  const cost = Number(pair.slice(2)) / 100;
  SUBSTITUTE[a * 128 + b] = cost;
  SUBSTITUTE[b * 128 + a] = cost;
}

/** By letters of which one word has a bit and the other has none: the least that each must cost. */
const LEAST = new Float64Array(32).fill(1);
for (let a = 0; a < 128; a++) {
  for (let b = 0; b < 128; b++) {
    const cost = a === b ? INSERT[a]! : SUBSTITUTE[a * 128 + b]!;
    if (cost < LEAST[a & 31]!) LEAST[a & 31] = cost;
  }
}
/** The same, added up for eleven bits at a time. */
const LEAST_OF = new Float64Array(3 << 11);
for (let i = 0; i < LEAST_OF.length; i++) {
  for (let bit = 0; bit < 11; bit++) {
    if ((i >>> bit) & 1) LEAST_OF[i]! += LEAST[((i >>> 11) * 11 + bit) & 31]!;
  }
}

function leastCost(letters: number): number {
  const high = LEAST_OF[4096 + (letters >>> 22)]!;
  return LEAST_OF[letters & 2047]! + LEAST_OF[2048 + ((letters >>> 11) & 2047)]! + high;
}

const MOST = 48;
/** For sums of costs that should be equal and are not to the last bit. */
const SLACK = 1e-9;
const rows = [new Float64Array(MOST + 1), new Float64Array(MOST + 1), new Float64Array(MOST + 1)];

/**
 * Damerau's distance of neighbours with costs by sound, the same both ways; Infinity where it is
 * sure to be over the limit. Longer words are compared by their first 48 letters.
 */
function distance(
  a: Uint16Array,
  atA: number,
  lengthA: number,
  b: Uint16Array,
  atB: number,
  lengthB: number,
  limit: number,
): number {
  const n = lengthA < MOST ? lengthA : MOST;
  const m = lengthB < MOST ? lengthB : MOST;
  let before = rows[0]!;
  let last = rows[1]!;
  let row = rows[2]!;
  last[0] = 0;
  for (let j = 1; j <= m; j++) last[j] = last[j - 1]! + INSERT[b[atB + j - 1]! & 127]!;
  let leastBefore = Infinity;
  let old = -1;
  for (let i = 1; i <= n; i++) {
    const x = a[atA + i - 1]! & 127;
    const insert = INSERT[x]!;
    let left = last[0]! + insert;
    let corner = last[0]!;
    let least = left;
    let prior = -1;
    row[0] = left;
    for (let j = 1; j <= m; j++) {
      const y = b[atB + j - 1]! & 127;
      const above = last[j]!;
      let cost = corner + SUBSTITUTE[(x << 7) | y]!;
      const drop = above + insert;
      const add = left + INSERT[y]!;
      if (drop < cost) cost = drop;
      if (add < cost) cost = add;
      if (x === prior && y === old) {
        const exchange = before[j - 2]! + 0.8;
        if (exchange < cost) cost = exchange;
      }
      row[j] = cost;
      if (cost < least) least = cost;
      corner = above;
      left = cost;
      prior = y;
    }
    // Two neighbours may yet be exchanged
    if (least > limit + SLACK && leastBefore + 0.8 > limit + SLACK) return Infinity;
    leastBefore = least;
    old = x;
    const spare = before;
    before = last;
    last = row;
    row = spare;
  }
  return last[m]!;
}

/** Below this two words are different words. */
export const LEAST_SIMILARITY = 0.7;

const VOWEL = new Uint8Array(1 << 16);
for (const vowel of VOWELS) VOWEL[vowel.charCodeAt(0)] = 1;

/** Words' letters in a row, as spelt and as they sound; where both are the same, once. */
interface Spellings {
  readonly codes: Uint16Array;
  /** Of each word RECORD numbers, on one cache line: what is asked of it first. */
  readonly records: Int32Array;
}

export const RECORD = 8;
const SOUND_LETTERS = 0;
const SOUND_LENGTH = 1;
const SOUND_AT = 2;
const TEXT_LETTERS = 3;
const TEXT_LENGTH = 4;
const TEXT_AT = 5;
/** Two places for whoever looks words up. */
export const OWN_FAMILY = 6;
export const OWN_ROUND = 7;

function bits(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Whether the letters of two sounds alone show that the words are not alike. */
export function lettersDiffer(a: number, lengthA: number, b: number, lengthB: number): boolean {
  return bits(a ^ b) > (lengthA > lengthB ? lengthA : lengthB) * 0.5 + 1.5;
}

export function lettersOf(text: string): number {
  let mask = 0;
  for (let i = 0; i < text.length; i++) mask |= 1 << (text.charCodeAt(i) & 31);
  return mask;
}

/** Room for so many words that have so many letters in all. */
export function createSpellings(words: number, letters: number): Spellings {
  return { codes: new Uint16Array(letters), records: new Int32Array(words * RECORD) };
}

function write(codes: Uint16Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) codes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Writes word `i` at a place of the letters and says where the next one goes. */
export function spell(to: Spellings, i: number, at: number, text: string, sound: string): number {
  const { codes, records } = to;
  const next = write(codes, at, text);
  const r = i * RECORD;
  records[r + TEXT_AT] = at;
  records[r + TEXT_LENGTH] = text.length;
  records[r + TEXT_LETTERS] = lettersOf(text);
  records[r + SOUND_AT] = sound === text ? at : next;
  records[r + SOUND_LENGTH] = sound.length;
  records[r + SOUND_LETTERS] = lettersOf(sound);
  return sound === text ? next : write(codes, next, sound);
}

function equal(a: Uint16Array, atA: number, b: Uint16Array, atB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}

/**
 * Of letters: 1 less the distance over the longer word's length; a first letter counts more. Less
 * than `least` may come out as 0.
 */
function lettersAlike(
  a: Uint16Array,
  atA: number,
  n: number,
  b: Uint16Array,
  atB: number,
  m: number,
  lettersA: number,
  lettersB: number,
  least: number,
): number {
  const longer = n > m ? n : m;
  if (n === m && equal(a, atA, b, atB, n)) return 1;
  if ((n > m ? n - m : m - n) > longer * 0.45) return 0;
  const x = a[atA]!;
  const y = b[atB]!;
  const first = x === y ? 0 : VOWEL[x] === 1 && VOWEL[y] === 1 ? 0.1 : 0.4;
  const limit = (1 - least) * longer - first;
  if (longer <= MOST) {
    const most = limit + SLACK;
    if (leastCost(lettersA & ~lettersB) > most || leastCost(lettersB & ~lettersA) > most) return 0;
  }
  const cost = first + distance(a, atA, n, b, atB, m, limit);
  return Math.max(0, 1 - cost / longer);
}

/** How much two words of letters are one: 0 to 1, and 0 for most that are not. */
export function spellingsAlike(a: Spellings, i: number, b: Spellings, j: number): number {
  const [x, y] = [a.codes, b.codes];
  const [recordsA, recordsB] = [a.records, b.records];
  const [r, t] = [i * RECORD, j * RECORD];
  const [n, m] = [recordsA[r + SOUND_LENGTH]!, recordsB[t + SOUND_LENGTH]!];
  const [inA, inB] = [recordsA[r + SOUND_LETTERS]!, recordsB[t + SOUND_LETTERS]!];
  // The letters alone tell most words apart
  if (lettersDiffer(inA, n, inB, m)) return 0;
  const [soundA, soundB] = [recordsA[r + SOUND_AT]!, recordsB[t + SOUND_AT]!];
  const [textA, textB] = [recordsA[r + TEXT_AT]!, recordsB[t + TEXT_AT]!];
  const [p, q] = [recordsA[r + TEXT_LENGTH]!, recordsB[t + TEXT_LENGTH]!];
  if (p === q && equal(x, textA, y, textB, p)) return 1;
  if (n === m && equal(x, soundA, y, soundB, n)) return 0.97;
  const sounded = lettersAlike(x, soundA, n, y, soundB, m, inA, inB, LEAST_SIMILARITY);
  if (textA === soundA && textB === soundB) return sounded;
  // Spelling counts too: one wrong letter in a long word, whatever it does to the sounds
  if (x[textA] !== y[textB]) return Math.max(0, sounded - 0.02);
  const [inTextA, inTextB] = [recordsA[r + TEXT_LETTERS]!, recordsB[t + TEXT_LETTERS]!];
  const least = sounded - 0.02 > LEAST_SIMILARITY ? sounded - 0.02 : LEAST_SIMILARITY;
  const spelt = lettersAlike(x, textA, p, y, textB, q, inTextA, inTextB, least);
  return Math.max(sounded - 0.02, spelt);
}

/** Memory that is used again: new arrays for each word would cost more than comparing. */
const scratch = Array.from({ length: 3 }, () => createSpellings(1, 1 << 14));

function room(place: 0 | 1 | 2, a: string, b: string): Spellings {
  const own = scratch[place]!;
  const need = a.length + b.length;
  return need <= own.codes.length ? own : createSpellings(1, need);
}

/** One word to compare with many; it stands until the next one is asked for. */
export function spellOne(text: string, sound: string): Spellings {
  const one = room(2, text, sound);
  spell(one, 0, 0, text, sound);
  return one;
}

/** `spellingsAlike` of two words that stand in no row. */
export function wordsAlike(textA: string, soundA: string, textB: string, soundB: string): number {
  const [a, b] = [room(0, textA, soundA), room(1, textB, soundB)];
  spell(a, 0, 0, textA, soundA);
  spell(b, 0, 0, textB, soundB);
  return spellingsAlike(a, 0, b, 0);
}

/** How alike two strings are, whatever their sound. */
export function textsAlike(a: string, b: string): number {
  const [x, y] = [room(0, a, ''), room(1, b, '')];
  write(x.codes, 0, a);
  write(y.codes, 0, b);
  const [inA, inB] = [lettersOf(a), lettersOf(b)];
  return lettersAlike(x.codes, 0, a.length, y.codes, 0, b.length, inA, inB, LEAST_SIMILARITY);
}
