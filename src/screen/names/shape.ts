// What the shape of two names says beside their words: how many agree, in which order, in which
// signs, under which legal form.

import type { Feature, Scored } from './compare.ts';
import type { ReadName } from './read.ts';
import type { Word } from './sound.ts';
import { PERSON, type Rules } from './weights.ts';
import { isOfParent } from './words.ts';

const EXCHANGED = 0.4;
const MOST_OTHER_SIGNS = 0.6;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

interface Shape {
  readonly person: boolean;
  readonly rules: Rules;
  readonly query: ReadName;
  readonly listed: ReadName;
  readonly links: readonly Scored[];
  readonly base: number;
}

/** One word of several is little to go by, and order and legal form say a little. */
export function shapeFeatures(shape: Shape): Feature[] {
  const { person, rules, query, listed, links, base } = shape;
  const features: Feature[] = [];
  const plain = { query: null, listed: null, similarity: null, weight: 0 };
  if (person) {
    const counts = [query, listed].map(({ words }) =>
      sum(words.map((word) => (PERSON[word.kind] >= 0.3 ? 1 : 0))),
    );
    const full = sum(links.map((link) => link.gain * wordsIn(link, shape)));
    if (Math.max(...counts) >= 2 && full < 1.8) {
      const factor = 0.7 + 0.3 * Math.max(0, (full - 1) / 0.8);
      const how = 'little more than one word agrees';
      features.push({ ...plain, feature: 'short', how, contribution: base * (factor - 1) });
    }
  }
  if (!sameOrder(links)) {
    const how = 'words in another order';
    features.push({ ...plain, feature: 'order', how, contribution: -rules.order * base });
  }
  if (query.form !== null && listed.form !== null && query.form !== listed.form) {
    const how = 'another legal form';
    features.push({ ...plain, feature: 'form', how, contribution: -0.03 * base });
  }
  if (person && isParentAndChild(query.words, listed.words, links)) {
    const how = 'father and child exchanged';
    features.push({ ...plain, feature: 'father', how, contribution: -EXCHANGED * base });
  }
  if (otherSigns(query.signs, listed.signs)) {
    const signs = { query: query.signs, listed: listed.signs, how: 'written with other signs' };
    const contribution = Math.min(0, MOST_OTHER_SIGNS - base);
    features.push({ ...plain, ...signs, feature: 'signs', contribution });
  }
  return features;
}

/** `A bin B` and `B bin A`: the particle says who is whose child, so that order counts. */
function isParentAndChild(a: readonly Word[], b: readonly Word[], links: readonly Scored[]) {
  const places = (words: readonly Word[]) =>
    [...words.keys()].filter((i) => isOfParent(words[i]!.text));
  const heavy = links.filter((link) => link.weight >= 0.3).toSorted((x, y) => x.a[0]! - y.a[0]!);
  return places(a).some((p) =>
    places(b).some((q) => {
      const child = heavy.filter((link) => link.a[0]! < p).at(-1);
      const parent = heavy.find((link) => link.a[0]! > p);
      return child && parent && child.b[0]! > q && parent.b[0]! < q;
    }),
  );
}

/** One sign of three makes another name, however near its sound. Given name first is the same. */
function otherSigns(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false;
  const kind = (text: string) => /\p{Script=Hangul}/u.test(text);
  return kind(a) === kind(b) && [...a].sort().join('') !== [...b].sort().join('');
}

function wordsIn(link: Scored, { query, listed }: Shape): number {
  const count = (words: readonly Word[], at: readonly number[]) =>
    sum(at.map((i) => PERSON[words[i]!.kind]));
  if (link.how === 'initial') return PERSON.initial;
  return Math.max(count(query.words, link.a), count(listed.words, link.b));
}

/** Family name first or last is the same order: a rotation. */
function sameOrder(links: readonly Scored[]): boolean {
  const heavy = links.filter((link) => link.weight >= 0.3);
  const order = heavy.toSorted((x, y) => x.a[0]! - y.a[0]!).map((link) => link.b[0]!);
  let falls = 0;
  for (let i = 0; i < order.length; i++) {
    if (order[i]! > order[(i + 1) % order.length]!) falls++;
  }
  return falls <= 1;
}
