// Numbers of funds, ships and works in digits, in Roman numerals and in words.

import { classes } from './forms.ts';

const WORDS = classes(`
1 one first 1st eins erste primero pervyy pervyi
2 two second 2nd zwei deux segundo vtoroy vtoroi
3 three third 3rd drei trois tres tercero tretiy
4 four fourth 4th vier quatre cuatro
5 five fifth 5th funf cinq cinco
6 six sixth 6th sechs
7 seven seventh 7th sieben siete
8 eight eighth 8th acht ocho
9 nine ninth 9th neun nueve
10 ten tenth 10th zehn diez
11 eleven eleventh 11th
12 twelve twelfth 12th
13 thirteen thirteenth 13th
14 fourteen fourteenth 14th
15 fifteen fifteenth 15th
16 sixteen 16th
17 seventeen 17th
18 eighteen 18th
19 nineteen 19th
20 twenty 20th
30 thirty
40 forty
50 fifty
100 hundred
1000 thousand`);

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

/** Up to 39, which is as far as fleets and funds go; longer ones are words as often. */
function romanOf(word: string): string | null {
  if (!/^x{0,3}(?:ix|iv|v?i{0,3})$/.test(word) || word === '') return null;
  let sum = 0;
  for (const [i, letter] of [...word].entries()) {
    const value = ROMAN[letter] ?? 0;
    sum += value < (ROMAN[word[i + 1] ?? ''] ?? 0) ? -value : value;
  }
  return String(sum);
}

/**
 * The number that a word is, in digits, or null. A Roman numeral of one letter is one only at a
 * name's end: V. Ivanov is no number.
 */
export function numeralOf(word: string, last: boolean): string | null {
  if (/^\d+$/.test(word)) return word.replace(/^0+(?=\d)/, '');
  const known = WORDS.get(word);
  if (known !== undefined) return known;
  return word.length > 1 || last ? romanOf(word) : null;
}
