import { align, type Link, lonely, type Similarity } from './align.ts';
import { losses } from './against.ts';
import type { ReadName } from './read.ts';
import { similarity, type Word } from './sound.ts';
import {
  OTHER_RULES,
  PERSON,
  PERSON_RULES,
  type Rarity,
  type Rules,
  type Side,
  sideOf,
} from './weights.ts';

/** One thing that raised or lowered a score. The contributions of all features add to the score. */
export interface Feature {
  readonly feature:
    | 'words'
    | 'unmatched'
    | 'conflict'
    | 'short'
    | 'order'
    | 'form'
    | 'acronym'
    | 'alias'
    | 'kind'
    | 'born'
    | 'country'
    | 'document'
    | 'bounds'
    | 'ofac';
  /** What the query says, and what the list says; null where that side says nothing. */
  readonly query: string | null;
  readonly listed: string | null;
  readonly how: string;
  /** Of what is compared, 0 to 1; null where nothing is alike or unlike. */
  readonly similarity: number | null;
  /** How much it counts beside the others; 0 for evidence that adds without weight. */
  readonly weight: number;
  readonly contribution: number;
}

interface NameScore {
  /** 0 to 1. */
  readonly score: number;
  readonly features: readonly Feature[];
}

/** How much of a word's weight a similarity earns. */
function earned(alike: number): number {
  if (alike >= 1) return 1;
  if (alike >= 0.9) return 0.88 + (alike - 0.9) * 1.15;
  if (alike >= 0.8) return 0.58 + (alike - 0.8) * 3;
  return Math.max(0, (alike - 0.7) * 5.8);
}

/**
 * The most that `base` below can be: words that have no link stand against each other, whatever
 * becomes of the others. Infinity where that is not to be told.
 */
function mostBase(a: Side, b: Side, systems: number, rules: Rules, alike: Similarity): number {
  const alone = lonely(a.words, b.words, systems, alike);
  if (!alone) return Infinity;
  let [matchedA, matchedB, mine, theirs] = [0, 0, 0, 0];
  for (let i = 0; i < a.weights.length; i++) {
    if ((alone.a >>> i) & 1) mine += a.weights[i]!;
    else matchedA += a.weights[i]!;
  }
  for (let j = 0; j < b.weights.length; j++) {
    if ((alone.b >>> j) & 1) theirs += b.weights[j]!;
    else matchedB += b.weights[j]!;
  }
  const matched = Math.min(matchedA, matchedB);
  const against = Math.min(mine, theirs);
  const lost = against * rules.conflict + (Math.max(mine, theirs) - against) * rules.extra;
  return matched === 0 ? 0 : matched / (matched + lost);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const textOf = (side: Side, at: readonly number[]) => at.map((i) => side.words[i]!.text).join(' ');

interface Scored extends Link {
  readonly weight: number;
  readonly gain: number;
}

function weigh(link: Link, a: Side, b: Side): Scored {
  const mine = sum(link.a.map((i) => a.weights[i]!));
  const theirs = sum(link.b.map((j) => b.weights[j]!));
  const several = link.a.length + link.b.length > 2;
  // A misspelt word is unknown and so looks rare: the smaller weight is the true one
  const weight = several ? Math.max(mine, theirs) : Math.min(mine, theirs);
  const gain = link.how === 'initial' ? 0.8 : earned(link.alike);
  return { ...link, weight, gain };
}

function unmatched(side: Side, used: ReadonlySet<number>): readonly number[] {
  return [...side.words.keys()].filter((i) => !used.has(i) && side.weights[i]! > 0);
}

const NOTHING: NameScore = { score: 0, features: [] };

/** For sums that should be equal and are not to the last bit. */
const SLACK = 1e-9;

/**
 * Compares one name with others, word by word. A score that is sure to stay below `least` comes
 * without features, and may be off.
 */
export function createComparer(
  query: ReadName,
  person: boolean,
  rarity: Rarity,
  alike: Similarity,
) {
  const rules = person ? PERSON_RULES : OTHER_RULES;
  const a = sideOf(query, rules, rarity);
  return (listed: ReadName, rarities: readonly number[] | undefined, least: number): NameScore => {
    const b = sideOf(listed, rules, rarity, rarities);
    // A single word may yet be the others' first letters
    const plain = person || (a.words.length > 1 && b.words.length > 1);
    const systems = query.systems & listed.systems;
    if (least > 0 && plain && mostBase(a, b, systems, rules, alike) < least - SLACK) return NOTHING;
    return compareSides({ person, rules, query, listed, a, b }, alike, least);
  };
}

/** Compares two names. Symmetric: the same score with the names exchanged. */
export function compareNames(
  query: ReadName,
  listed: ReadName,
  person: boolean,
  rarity: Rarity,
): NameScore {
  return createComparer(query, person, rarity, similarity)(listed, undefined, 0);
}

interface Sides {
  readonly person: boolean;
  readonly rules: Rules;
  readonly query: ReadName;
  readonly listed: ReadName;
  readonly a: Side;
  readonly b: Side;
}

function compareSides(sides: Sides, alike: Similarity, least: number): NameScore {
  const { person, rules, query, listed, a, b } = sides;
  if (sum(a.weights) === 0 || sum(b.weights) === 0) return NOTHING;
  const systems = query.systems & listed.systems;
  const links = align(a.words, b.words, systems, alike).map((link) => weigh(link, a, b));
  const restA = unmatched(a, new Set(links.flatMap((link) => link.a)));
  const restB = unmatched(b, new Set(links.flatMap((link) => link.b)));
  const gains = sum(links.map((link) => link.weight * link.gain));
  const matched = sum(links.map((link) => link.weight));
  if (gains === 0) return acronym(query, listed, person);
  const { extra, conflict } = losses(a, b, restA, restB, rules, matched);
  const mean = gains / matched;
  const base = gains / (matched + extra + conflict);
  if (base < least) return { score: base, features: [] };
  const features: Feature[] = links.map((link) => ({
    feature: 'words',
    query: textOf(a, link.a),
    listed: textOf(b, link.b),
    how: link.how,
    similarity: link.alike,
    weight: link.weight,
    contribution: (link.weight * link.gain) / matched,
  }));
  if (extra + conflict > 0) {
    const share = (base - mean) / (extra + conflict);
    const both = [restA.length ? textOf(a, restA) : null, restB.length ? textOf(b, restB) : null];
    const lost = { query: both[0]!, listed: both[1]!, similarity: null };
    const rest = (feature: 'conflict' | 'unmatched', how: string, weight: number): Feature => {
      return { ...lost, feature, how, weight, contribution: share * weight };
    };
    if (conflict > 0) features.push(rest('conflict', 'different words', conflict));
    if (extra > 0) features.push(rest('unmatched', 'words on one side only', extra));
  }
  const shape = { person, rules, query, listed, links, base };
  features.push(...shapeFeatures(shape));
  const score = sum(features.map((feature) => feature.contribution));
  return { score: Math.min(1, Math.max(0, score)), features };
}

interface Shape {
  readonly person: boolean;
  readonly rules: Rules;
  readonly query: ReadName;
  readonly listed: ReadName;
  readonly links: readonly Scored[];
  readonly base: number;
}

/** One word of several is little to go by, and order and legal form say a little. */
function shapeFeatures(shape: Shape): Feature[] {
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
  return features;
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

/** IRGC for Islamic Revolutionary Guard Corps: a hint, below every threshold but for long ones. */
function acronym(query: ReadName, listed: ReadName, person: boolean): NameScore {
  if (person) return NOTHING;
  const [one, other] = query.words.length === 1 ? [query, listed] : [listed, query];
  const short = one.words[0]?.text ?? '';
  const initials = initialsOf(other);
  if (one.words.length !== 1 || short.length < 3 || short !== initials) return NOTHING;
  const score = short.length >= 4 ? 0.72 : 0.6;
  const [q, l] = one === query ? [short, initials] : [initials, short];
  const how = 'the first letters of the words';
  const feature = {
    feature: 'acronym',
    query: q,
    listed: l,
    how,
    similarity: 1,
    weight: 1,
  } as const;
  return { score, features: [{ ...feature, contribution: score }] };
}

/** The first letters of a company's words, without its legal form; empty for fewer than three. */
function initialsOf(name: ReadName): string {
  const words = name.words.filter((word) => word.kind !== 'form' && word.kind !== 'particle');
  return words.length < 3 ? '' : words.map((word) => word.text[0]).join('');
}
