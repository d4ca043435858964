import type { ReadName } from './read.ts';
import type { Word } from './sound.ts';
import type { WordKind } from './words.ts';

/** What a word weighs beside others for how rare it is on the lists: about 0.5 to 1.2. */
export type Rarity = (word: Word) => number;

export const PERSON: Readonly<Record<WordKind, number>> = {
  name: 1,
  patronymic: 0.45,
  initial: 0.35,
  particle: 0.04,
  title: 0.04,
  number: 0.4,
  form: 0,
  generic: 1,
  trade: 1,
  place: 1,
  stop: 0,
};
const OTHER: Readonly<Record<WordKind, number>> = {
  name: 1,
  patronymic: 1,
  initial: 0.5,
  particle: 0.06,
  title: 0.5,
  number: 0.9,
  form: 0,
  generic: 0.3,
  trade: 0.4,
  place: 0.5,
  stop: 0,
};

export interface Rules {
  readonly weights: Readonly<Record<WordKind, number>>;
  /** What a word on one side only counts against. */
  readonly extra: number;
  /** What words that stand against each other count against. */
  readonly conflict: number;
  readonly order: number;
}

export const PERSON_RULES: Rules = { weights: PERSON, extra: 0.15, conflict: 1, order: 0.02 };
export const OTHER_RULES: Rules = { weights: OTHER, extra: 0.55, conflict: 1.4, order: 0.05 };

export interface Side {
  readonly words: readonly Word[];
  readonly weights: readonly number[];
}

/** With the rarity of each word where the name comes with it. */
export function sideOf(
  name: ReadName,
  rules: Rules,
  rarity: Rarity,
  rarities?: readonly number[],
): Side {
  const weights = name.words.map((word, i) => {
    const base = rules.weights[word.kind];
    return base >= 0.9 && word.kind === 'name' ? base * (rarities?.[i] ?? rarity(word)) : base;
  });
  return { words: name.words, weights };
}
