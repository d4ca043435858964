// What speaks against two names being one: words that one side lacks, and words that stand against
// each other. A word on one side alone is left out as often as not. Where each side has a word that
// the other lacks, they are relatives, or companies of one house, however much else agrees.

import { textsAlike } from './distance.kernel.ts';
import type { Word } from './sound.ts';
import { OTHER_RULES, type Rules, type Side } from './weights.ts';
import type { WordKind } from './words.ts';

/** How much a word tells its bearer apart from others of nearly the same name. */
const TELLS: Readonly<Record<'person' | 'other', Readonly<Record<WordKind, number>>>> = {
  person: {
    name: 1,
    patronymic: 1,
    initial: 0.9,
    particle: 0,
    title: 0,
    number: 0.5,
    form: 0,
    generic: 1,
    trade: 1,
    place: 1,
    stop: 0,
  },
  other: {
    name: 1,
    patronymic: 1,
    initial: 0.5,
    particle: 0,
    title: 0.5,
    number: 1.2,
    form: 0,
    generic: 0.2,
    trade: 0.9,
    place: 1,
    stop: 0,
  },
};
/** A place against a trade says less than a place against a place. */
const OTHER_KIND = 0.6;
/** As part of what agrees: more words that agree do not outweigh one that stands against them. */
const CLASH = 0.45;

/** Too far apart to agree, and too near to say that two people bear them. */
function mayBeOne(x: Word, y: Word): boolean {
  if (x.kind !== 'name' || y.kind !== 'name' || x.sound[0] !== y.sound[0]) return false;
  const [n, m] = [x.skeleton.length, y.skeleton.length];
  return Math.min(n, m) >= 2 && textsAlike(x.skeleton, y.skeleton) >= 0.72;
}

function clashOf(
  a: Side,
  b: Side,
  restA: readonly number[],
  restB: readonly number[],
  tells: Readonly<Record<WordKind, number>>,
): number {
  let most = 0;
  for (const i of restA) {
    for (const j of restB) {
      const [x, y] = [a.words[i]!, b.words[j]!];
      if (mayBeOne(x, y)) continue;
      const told = (side: Side, at: number) => {
        const { kind } = side.words[at]!;
        return kind === 'name' ? tells.name * side.weights[at]! : tells[kind];
      };
      const kinds = x.kind === y.kind || tells === TELLS.person ? 1 : OTHER_KIND;
      most = Math.max(most, kinds * Math.min(told(a, i), told(b, j)));
    }
  }
  return most;
}

/** Weights that stand against `matched`, the weight of what agrees. */
export function losses(
  a: Side,
  b: Side,
  restA: readonly number[],
  restB: readonly number[],
  rules: Rules,
  matched: number,
): { extra: number; conflict: number } {
  const mine = restA.reduce((sum, i) => sum + a.weights[i]!, 0);
  const theirs = restB.reduce((sum, j) => sum + b.weights[j]!, 0);
  let conflict = Math.min(mine, theirs) * rules.conflict;
  let extra = (Math.max(mine, theirs) - Math.min(mine, theirs)) * rules.extra;
  const tells = rules === OTHER_RULES ? TELLS.other : TELLS.person;
  conflict += CLASH * matched * clashOf(a, b, restA, restB, tells);
  const kinds = (kind: WordKind) => [
    restA.filter((i) => a.words[i]!.kind === kind).length,
    restB.filter((j) => b.words[j]!.kind === kind).length,
  ];
  // Two fathers, two numbers: other people, other ships
  const [fathersA = 0, fathersB = 0] = kinds('patronymic');
  if (fathersA > 0 && fathersB > 0) conflict += 0.8;
  else if (fathersA + fathersB > 0 && conflict > 0) conflict += 0.5;
  const [numbersA = 0, numbersB = 0] = kinds('number');
  if (rules === OTHER_RULES && numbersA + numbersB > 0)
    extra += numbersA * numbersB > 0 ? 0.8 : 0.45;
  return { extra, conflict };
}
