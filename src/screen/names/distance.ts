// How far apart two words are in letters, where letters of like sound are near.

export const VOWELS: ReadonlySet<string> = new Set('aeiou');
/** What it costs to put one letter for another, in hundredths; all others cost 100. */
const CLOSE =
  `ae35 ei25 ou20 ai50 ao50 au50 eo50 eu60 io60 iu60 gk50 gj50 bp60 dt60 fv50 sz30 js70 hk60
  gh60 bv60 ij30 kj90 ks80 lr80 ck30 mn80`.split(/\s+/);

const SUBSTITUTE = new Float64Array(128 * 128);
const INSERT = new Float64Array(128);
for (let a = 0; a < 128; a++) {
  INSERT[a] = 1;
  for (let b = 0; b < 128; b++) SUBSTITUTE[a * 128 + b] = a === b ? 0 : 1;
}
for (const vowel of VOWELS) INSERT[vowel.charCodeAt(0)] = 0.5;
INSERT['h'.charCodeAt(0)] = 0.4;
for (const pair of CLOSE) {
  const [a, b] = [pair.charCodeAt(0), pair.charCodeAt(1)];
  const cost = Number(pair.slice(2)) / 100;
  SUBSTITUTE[a * 128 + b] = cost;
  SUBSTITUTE[b * 128 + a] = cost;
}

const MOST = 48;
const rows = [new Float64Array(MOST + 1), new Float64Array(MOST + 1), new Float64Array(MOST + 1)];

/**
 * Damerau's distance of neighbours with costs by sound, the same both ways; Infinity where it is
 * sure to be over the limit. Longer words are compared by their first 48 letters.
 */
export function distance(a: string, b: string, limit: number): number {
  const n = Math.min(a.length, MOST);
  const m = Math.min(b.length, MOST);
  let [before, last, row] = rows as [Float64Array, Float64Array, Float64Array];
  last[0] = 0;
  for (let j = 1; j <= m; j++) last[j] = last[j - 1]! + INSERT[b.charCodeAt(j - 1) & 127]!;
  for (let i = 1; i <= n; i++) {
    const x = a.charCodeAt(i - 1) & 127;
    row[0] = last[0]! + INSERT[x]!;
    let least = row[0]!;
    for (let j = 1; j <= m; j++) {
      const y = b.charCodeAt(j - 1) & 127;
      let cost = last[j - 1]! + SUBSTITUTE[x * 128 + y]!;
      const drop = last[j]! + INSERT[x]!;
      const add = row[j - 1]! + INSERT[y]!;
      if (drop < cost) cost = drop;
      if (add < cost) cost = add;
      if (
        i > 1 &&
        j > 1 &&
        x === (b.charCodeAt(j - 2) & 127) &&
        y === (a.charCodeAt(i - 2) & 127)
      ) {
        cost = Math.min(cost, before[j - 2]! + 0.8);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    // Two neighbours may yet be exchanged
    if (least - 0.8 > limit) return Infinity;
    [before, last, row] = [last, row, before];
  }
  return last[m]!;
}
