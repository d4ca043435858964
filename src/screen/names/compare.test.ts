import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareNames } from './compare.ts';
import { readName } from './read.ts';
import vectors from './vectors.json' with { type: 'json' };

const THRESHOLD = 0.7;

function compare(a: string, b: string, person = true) {
  return compareNames(readName(a, person), readName(b, person), person, () => 1);
}

const letters = (from: string, min: number, max: number) =>
  fc.array(fc.constantFrom(...from), { minLength: min, maxLength: max }).map((all) => all.join(''));
/** A word as names have it: syllables of one consonant and one vowel. */
const word = fc
  .array(fc.tuple(letters('bdfgklmnprstvz', 1, 1), letters('aeiou', 1, 1)), {
    minLength: 2,
    maxLength: 4,
  })
  .map((syllables) => syllables.flat().join(''));
const name = fc.uniqueArray(word, { minLength: 2, maxLength: 4 }).map((words) => words.join(' '));

describe('comparing names', () => {
  test('gives the same score both ways, from 0 to 1, and 1 for a name and itself', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (a, b, person) => {
        const { score } = compare(a, b, person);
        assert.ok(score >= 0 && score <= 1);
        assert.ok(Math.abs(score - compare(b, a, person).score) < 1e-9);
        assert.ok(compare(a, a, person).score > 0.999);
      }),
    );
  });

  test('is the sum of its features', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (a, b, person) => {
        const { score, features } = compare(a, b, person);
        const sum = features.reduce((total, { contribution }) => total + contribution, 0);
        assert.ok(Math.abs(sum - score) < 1e-9);
      }),
    );
  });

  test('does not look at case, marks, or punctuation', () => {
    fc.assert(
      fc.property(name, (text) => {
        const other = text
          .toUpperCase()
          .replaceAll('A', 'Á')
          .replaceAll('E', 'ë')
          .replace(' ', ', ');
        assert.ok(compare(text, other).score > 0.999);
      }),
    );
  });

  test('takes the family name first or last', () => {
    fc.assert(
      fc.property(name, (text) => {
        const [first = '', ...rest] = text.split(' ');
        assert.ok(compare(text, [...rest, first].join(' ')).score > 0.97);
      }),
    );
  });

  test('another word on one side never raises a score', () => {
    fc.assert(
      fc.property(name, word, fc.boolean(), (text, extra, person) => {
        fc.pre(!text.includes(extra));
        assert.ok(compare(text, `${text} ${extra}`, person).score <= 1);
        assert.ok(
          compare(text, `${text} ${extra}`, person).score < compare(text, text, person).score,
        );
      }),
    );
  });

  test('a word against a word counts more than the same word alone, however long the names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 6, maxLength: 9 }),
        fc.boolean(),
        (all, person) => {
          const [one = '', two = '', ...shared] = all;
          fc.pre(one[0] !== two[0] && compare(one, two, person).score === 0);
          // nor may one of them be taken for a word that both have
          const isLike = (odd: string) => shared.some((w) => compare(odd, w, person).score > 0);
          fc.pre(!isLike(one) && !isLike(two));
          const same = shared.join(' ');
          const alone = compare(`${same} ${one}`, same, person).score;
          const against = compare(`${same} ${one}`, `${same} ${two}`, person).score;
          assert.ok(against < alone);
          if (person) assert.ok(against < THRESHOLD);
        },
      ),
    );
  });

  for (const kind of ['person', 'company'] as const) {
    for (const [a = '', b = ''] of vectors[kind].match) {
      test(`${a} is ${b}`, () => {
        assert.ok(compare(a, b, kind === 'person').score >= THRESHOLD);
      });
    }
    for (const [a = '', b = ''] of vectors[kind].apart) {
      test(`${a} is not ${b}`, () => {
        assert.ok(compare(a, b, kind === 'person').score < THRESHOLD);
      });
    }
  }
});
