// The score of OFAC's Sanctions List Search, as its answers show it (sanctions.md §4): the larger
// of the whole strings' Jaro-Winkler similarity, where their first letters agree, and the best
// pairing of their words. A query's words of one or two letters do not count; a common start always
// does.

const PREFIX = 4;
const BOOST = 0.1;
const FLOOR = 0.5;
const LEAST_LETTERS = 3;

/** Jaro similarity with Winkler's boost, given without his condition that it be 0.7 before. */
function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const usedA = new Uint8Array(a.length);
  const usedB = new Uint8Array(b.length);
  let matches = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (usedB[j] || a[i] !== b[j]) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let halves = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    if (!usedA[i]) continue;
    while (!usedB[j]) j++;
    if (a[i] !== b[j]) halves++;
    j++;
  }
  const jaro = (matches / a.length + matches / b.length + (matches - halves / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < PREFIX && prefix < Math.min(a.length, b.length) && a[prefix] === b[prefix])
    prefix++;
  return jaro + prefix * BOOST * (1 - jaro);
}

/** Upper case without marks; hyphens part words and apostrophes do not. */
function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’‘`.]/gu, '')
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The best pairing, the surest first; a listed word serves one word of the query. */
function paired(query: readonly string[], listed: readonly string[]): number {
  const pairs = query.flatMap((a, i) => listed.map((b, j) => ({ i, j, alike: jaroWinkler(a, b) })));
  pairs.sort((x, y) => y.alike - x.alike);
  const usedI = new Set<number>();
  const usedJ = new Set<number>();
  let sum = 0;
  for (const { i, j, alike } of pairs) {
    if (alike < FLOOR || usedI.has(i) || usedJ.has(j)) continue;
    usedI.add(i);
    usedJ.add(j);
    sum += alike;
  }
  return sum / query.length;
}

/** 0 to 1, in hundredths as OFAC shows it. */
export function ofacScore(query: string, listed: string): number {
  const [a, b] = [wordsOf(query), wordsOf(listed)];
  if (a.length === 0 || b.length === 0) return 0;
  const [wholeA, wholeB] = [a.join(' '), b.join(' ')];
  const whole = wholeA[0] === wholeB[0] ? jaroWinkler(wholeA, wholeB) : 0;
  const long = a.filter((word) => word.length >= LEAST_LETTERS);
  // A query of short words alone would otherwise ask for nothing
  const parts = paired(long.length === 0 ? a : long, b);
  return Math.round(Math.max(whole, parts) * 100) / 100;
}
