import { losses } from './against.ts';
import { align, type Link, lonely, type Similarity } from './align.ts';
import type { ReadName } from './read.ts';
import { shapeFeatures } from './shape.ts';
import { isSlip, similarity } from './sound.ts';
import {
  OTHER_RULES,
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
    | 'father'
    | 'signs'
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
  const alone = lonely(a.words, b.words, systems, alike, rules === OTHER_RULES);
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

export interface Scored extends Link {
  readonly weight: number;
  readonly gain: number;
}

/** A word that lists hold more than once is no slip of another. */
const KNOWN = 1.12;
/** What a short word with one mistake earns, where one of the two is unknown. */
const SLIP = 0.62;
/** What an initial earns of its own small weight. */
const INITIAL = 0.88;

function gainOf(link: Link, a: Side, b: Side): number {
  if (link.how === 'initial') return INITIAL;
  if (link.how === 'first-letters') return 0.85;
  const gain = earned(link.alike);
  const [i = 0, j = 0] = [link.a[0], link.b[0]];
  if (link.how !== 'similar' || Math.min(a.weights[i]!, b.weights[j]!) < 0.3) return gain;
  const unknown = Math.max(a.weights[i]!, b.weights[j]!) >= KNOWN;
  const slip = gain < SLIP && unknown && isSlip(a.words[i]!.text, b.words[j]!.text);
  return slip ? SLIP : gain;
}

function weigh(link: Link, a: Side, b: Side): Scored {
  const mine = sum(link.a.map((i) => a.weights[i]!));
  const theirs = sum(link.b.map((j) => b.weights[j]!));
  const several = link.a.length + link.b.length > 2;
  // A misspelt word is unknown and so looks rare: the smaller weight is the true one
  const weight = several ? Math.max(mine, theirs) : Math.min(mine, theirs);
  return { ...link, weight, gain: gainOf(link, a, b) };
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
  const links = align(a.words, b.words, systems, alike, !person).map((link) => weigh(link, a, b));
  const restA = unmatched(a, new Set(links.flatMap((link) => link.a)));
  const restB = unmatched(b, new Set(links.flatMap((link) => link.b)));
  const gains = sum(links.map((link) => link.weight * link.gain));
  const matched = sum(links.map((link) => link.weight));
  if (gains === 0) return NOTHING;
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
  features.push(...shapeFeatures({ person, rules, query, listed, links, base }));
  const score = sum(features.map((feature) => feature.contribution));
  return { score: Math.min(1, Math.max(0, score)), features };
}
