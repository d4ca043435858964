import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitsPattern } from './named-files.ts';

/** As it is said: each `*` is tried for every text. */
function fits(name: string, pattern: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return name === '';
  if (first === '*') return fits(name, rest) || (name !== '' && fits(name.slice(1), pattern));
  return name !== '' && (first === '?' || first === name[0]) && fits(name.slice(1), rest);
}

test('a name fits a pattern if some text for each * and ? makes them the same', () => {
  const text = (...characters: readonly string[]) =>
    fc.array(fc.constantFrom(...characters), { maxLength: 9 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text('a', 'b', '.'), text('a', 'b', '.', '*', '*', '?'), (name, pattern) => {
      equal(fitsPattern(name, pattern), fits(name, pattern));
    }),
    { numRuns: 2000 },
  );
});
