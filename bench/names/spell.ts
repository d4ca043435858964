import type { Random } from '../accuracy/random.ts';

/** Letters that ears or fingers exchange. */
const NEAR: Readonly<Record<string, string>> = {
  a: 'eo',
  e: 'ai',
  i: 'ey',
  o: 'ua',
  u: 'ou',
  y: 'i',
  s: 'zc',
  z: 's',
  c: 'ks',
  k: 'qc',
  q: 'k',
  v: 'wb',
  w: 'v',
  f: 'v',
  g: 'gh',
  j: 'yg',
  t: 'd',
  d: 't',
  m: 'n',
  n: 'm',
  b: 'pv',
  p: 'b',
  l: 'r',
  r: 'l',
  h: 'j',
  x: 'z',
};

/** One mistake in a word of four letters or more: left out, doubled, exchanged or turned round. */
export function misspell(text: string, draw: Random): string {
  const places = [...text.matchAll(/\p{L}{4,}/gu)];
  if (places.length === 0) return text;
  const place = draw.pick(places);
  const word = place[0];
  const at = draw.int(1, word.length - 2);
  const letter = word[at] ?? '';
  const near = NEAR[letter.toLowerCase()] ?? letter;
  const changed = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + draw.pick([...near]) + word.slice(at + 1),
    word.slice(0, at) + (word[at + 1] ?? '') + letter + word.slice(at + 2),
  ];
  return text.slice(0, place.index) + draw.pick(changed) + text.slice(place.index + word.length);
}

/** By ear, as a Russian speaker writes a foreign name; the longer spellings first. */
const CYRILLIC: readonly (readonly [string, string])[] = [
  ['shch', 'щ'],
  ['sh', 'ш'],
  ['ch', 'ч'],
  ['zh', 'ж'],
  ['kh', 'х'],
  ['ts', 'ц'],
  ['ya', 'я'],
  ['yu', 'ю'],
  ['yo', 'ё'],
  ['ye', 'е'],
  ['dj', 'дж'],
  ['ph', 'ф'],
  ['th', 'т'],
  ['ck', 'к'],
  ['ou', 'у'],
  ['oo', 'у'],
  ['ee', 'и'],
  ['qu', 'кв'],
  ['x', 'кс'],
  ['a', 'а'],
  ['b', 'б'],
  ['c', 'к'],
  ['d', 'д'],
  ['e', 'е'],
  ['f', 'ф'],
  ['g', 'г'],
  ['h', 'х'],
  ['i', 'и'],
  ['j', 'дж'],
  ['k', 'к'],
  ['l', 'л'],
  ['m', 'м'],
  ['n', 'н'],
  ['o', 'о'],
  ['p', 'п'],
  ['q', 'к'],
  ['r', 'р'],
  ['s', 'с'],
  ['t', 'т'],
  ['u', 'у'],
  ['v', 'в'],
  ['w', 'в'],
  ['y', 'й'],
  ['z', 'з'],
];

export function asCyrillic(text: string): string {
  let rest = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  let out = '';
  while (rest !== '') {
    const found = CYRILLIC.find(([latin]) => rest.startsWith(latin));
    out += found ? found[1] : rest[0];
    rest = rest.slice(found ? found[0].length : 1);
  }
  return out;
}
