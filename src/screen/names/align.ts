import { LEAST_SIMILARITY } from './distance.kernel.ts';
import { CHINESE, createWord, similarity, type Word } from './sound.ts';

/** Words of one name set against words of another. */
export interface Link {
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** 0 to 1, as `similarity` gives it. */
  readonly alike: number;
  readonly how:
    | 'equal'
    | 'similar'
    | 'given-name'
    | 'initial'
    | 'joined'
    | 'sound'
    | 'first-letters';
}

export type Similarity = (a: Word, b: Word, systems: number) => number;

const INITIAL_ALIKE = 0.93;
const LETTERS_ALIKE = 0.9;
const LEAST_LETTERS = 3;
/** Joined words are compared by spelling, and only where few letters differ. */
const LEAST_JOINED = 0.85;

/** Every possible link, the surest first; then each word is used once. */
export function align(
  a: readonly Word[],
  b: readonly Word[],
  systems: number,
  alike: Similarity,
  /** Companies are called by the first letters of their words, too. */
  letters: boolean,
): readonly Link[] {
  const links: Link[] = [];
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      const link = linkOf(x, y, alike(x, y, systems));
      if (link) links.push({ a: [i], b: [j], ...link });
    }
  }
  joins(a, b, systems, (at, j, s) => links.push({ a: at, b: [j], alike: s, how: 'joined' }));
  joins(b, a, systems, (at, i, s) => links.push({ a: [i], b: at, alike: s, how: 'joined' }));
  if (letters) {
    const how = 'first-letters';
    acronyms(a, b, (at, j) => links.push({ a: at, b: [j], alike: LETTERS_ALIKE, how }));
    acronyms(b, a, (at, i) => links.push({ a: [i], b: at, alike: LETTERS_ALIKE, how }));
  }
  links.sort((x, y) => rank(y, a, b) - rank(x, a, b) || distanceOf(x) - distanceOf(y));
  return choose(links, a.length, b.length);
}

function linkOf(x: Word, y: Word, s: number): Pick<Link, 'alike' | 'how'> | null {
  if (s === 1) return { alike: 1, how: 'equal' };
  if (s >= LEAST_SIMILARITY) {
    if (x.given !== null && x.given === y.given) return { alike: s, how: 'given-name' };
    return { alike: s, how: x.sound === y.sound ? 'sound' : 'similar' };
  }
  const initial = x.kind === 'initial' ? x : y.kind === 'initial' ? y : null;
  if (initial === null || x.text[0] !== y.text[0]) return null;
  const other = initial === x ? y : x;
  if (other.kind !== 'name' && other.kind !== 'patronymic') return null;
  return { alike: INITIAL_ALIKE, how: 'initial' };
}

/** An exact word before a joined one before a similar one; a name before a particle. */
function rank(link: Link, a: readonly Word[], b: readonly Word[]): number {
  const first = a[link.a[0]!]!;
  const small = first.kind === 'particle' || b[link.b[0]!]!.kind === 'particle';
  const several = link.a.length + link.b.length - 2;
  return link.alike - (link.how === 'initial' ? 0.3 : 0) - (small && several === 0 ? 0.2 : 0);
}

/** Among equals, words that stand at like places. */
function distanceOf(link: Link): number {
  return Math.abs(link.a[0]! - link.b[0]!);
}

function choose(links: readonly Link[], n: number, m: number): readonly Link[] {
  const usedA = new Uint8Array(n);
  const usedB = new Uint8Array(m);
  const chosen: Link[] = [];
  for (const link of links) {
    if (link.a.some((i) => usedA[i]) || link.b.some((j) => usedB[j])) continue;
    for (const i of link.a) usedA[i] = 1;
    for (const j of link.b) usedB[j] = 1;
    chosen.push(link);
  }
  return chosen;
}

/** Whether so many words from `at` on may be one word, by what costs next to nothing. */
function mayJoin(
  parts: readonly Word[],
  at: number,
  count: number,
  whole: Word,
  systems: number,
): boolean {
  if (at + count > parts.length || whole.text.length < 4) return false;
  const first = whole.text.charCodeAt(0);
  let { vowels } = whole;
  let starts = false;
  let length = 0;
  for (let i = at; i < at + count; i++) {
    const part = parts[i]!;
    if (!part.vowels) vowels = false;
    if (part.text.charCodeAt(0) === first) starts = true;
    length += part.text.length;
  }
  // Hsiao-ping is Xiaoping
  if ((systems & CHINESE) !== 0) return true;
  return !vowels || (starts && Math.abs(length - whole.text.length) <= 1);
}

function mayJoinAny(parts: readonly Word[], wholes: readonly Word[], systems: number): boolean {
  for (let i = 0; i + 1 < parts.length; i++) {
    for (let j = 0; j < wholes.length; j++) {
      const whole = wholes[j]!;
      if (mayJoin(parts, i, 2, whole, systems) || mayJoin(parts, i, 3, whole, systems)) {
        return true;
      }
    }
  }
  return false;
}

/** IRGC for Islamic Revolutionary Guard Corps: neighbouring words and their first letters. */
function acronyms(
  parts: readonly Word[],
  wholes: readonly Word[],
  found: (at: readonly number[], whole: number) => void,
): void {
  for (const [j, { text, kind }] of wholes.entries()) {
    if (kind !== 'name' || text.length < LEAST_LETTERS || text.length > parts.length) continue;
    for (const passed of [/^(form|particle)$/, /^form$/]) {
      const telling = [...parts.keys()].filter((i) => !passed.test(parts[i]!.kind));
      const first = telling.map((i) => parts[i]!.written[0]).join('');
      const at = first.indexOf(text);
      if (at >= 0) found(telling.slice(at, at + text.length), j);
    }
  }
}

/** Words that are sure to have no link, a bit for each; null where words may have to be joined. */
export function lonely(
  a: readonly Word[],
  b: readonly Word[],
  systems: number,
  alike: Similarity,
  letters: boolean,
): { readonly a: number; readonly b: number } | null {
  if (mayJoinAny(a, b, systems) || mayJoinAny(b, a, systems)) return null;
  let found = false;
  const find = () => {
    found = true;
  };
  if (letters) acronyms(a, b, find);
  if (letters) acronyms(b, a, find);
  if (found) return null;
  let [linkedA, linkedB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const [x, y] = [a[i]!, b[j]!];
      const initial = x.kind === 'initial' || y.kind === 'initial';
      if (!initial && alike(x, y, systems) < LEAST_SIMILARITY) continue;
      linkedA |= 1 << i;
      linkedB |= 1 << j;
    }
  }
  return { a: ~linkedA, b: ~linkedB };
}

/** Neighbouring words of `parts` that together are one word of `wholes`: Jong Un, Jongun. */
function joins(
  parts: readonly Word[],
  wholes: readonly Word[],
  systems: number,
  found: (at: readonly number[], whole: number, alike: number) => void,
): void {
  for (let i = 0; i + 1 < parts.length; i++) {
    for (let j = 0; j < wholes.length; j++) {
      for (let count = 2; count <= 3; count++) {
        if (!mayJoin(parts, i, count, wholes[j]!, systems)) continue;
        const alike = joined(parts.slice(i, i + count), wholes[j]!, systems);
        const at = count === 2 ? [i, i + 1] : [i, i + 1, i + 2];
        if (alike >= LEAST_JOINED) found(at, j, alike);
      }
    }
  }
}

function joined(parts: readonly Word[], whole: Word, systems: number): number {
  const vowels = parts.every((part) => part.vowels) && whole.vowels;
  const text = parts.map((part) => part.text).join('');
  if (text === whole.text) return 0.99;
  // Given name before or after: Abdul Jashari is read as one name, Jashari Abdul as two
  if (parts.length === 2 && parts[1]!.text + parts[0]!.text === whole.text) return 0.97;
  if (vowels && systems !== CHINESE && text[0] !== whole.text[0]) return 0;
  const word = createWord(
    text,
    'name',
    parts.every((part) => part.vowels),
  );
  return similarity(word, whole, systems) - 0.02;
}
