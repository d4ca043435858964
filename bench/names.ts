import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareNames } from '../src/screen/names/compare.ts';
import { createNameIndex } from '../src/screen/names/nameIndex.ts';
import { ofacScore } from '../src/screen/names/ofac.ts';
import { DEFAULT_THRESHOLD } from '../src/screen/names/query.ts';
import { readName } from '../src/screen/names/read.ts';
import { sentenceOf } from '../src/screen/names/sentence.ts';
import { fillShelf } from '../src/screen/names/shelf.ts';
import type { Rarity } from '../src/screen/names/weights.ts';
import { atLeast, atMost, type Bar } from './accuracy/bars.ts';
import { barTable, table } from './accuracy/tables.ts';
import { accuracyTable, bestThreshold, count, f1, type Judged } from './names/accuracy.ts';
import { readLists } from './names/lists.ts';
import { type Half, kindPairs, ownPairs, type Pair } from './names/pairs.ts';
import { readOfac, readPairs } from './names/public.ts';
import { measureSpeed } from './names/speed.ts';

// Names: how exact on pairs, how near to OFAC's own scores, how fast over 100,000 parties
// (sanctions.md §4). The public pairs are given by path and are never copied into this project.

const { values } = parseArgs({
  options: {
    pairs: { type: 'string' },
    ofac: { type: 'string' },
    half: { type: 'string', default: 'held out' },
    parties: { type: 'string', default: '100000' },
    queries: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '20261128' },
    only: { type: 'string', default: 'own,pairs,ofac,speed' },
  },
});
const only = new Set(values.only.split(','));
const bars: Bar[] = [];

function judge(pairs: readonly Pair[], rarity: Rarity): readonly Judged[] {
  return pairs.map((pair) => {
    const scoreAs = (person: boolean) => {
      const [query, listed] = [readName(pair.query, person), readName(pair.listed, person)];
      return compareNames(query, listed, person, rarity).score;
    };
    const person = pair.kind === 'person';
    const open = pair.kind === 'other';
    return { ...pair, score: open ? Math.max(scoreAs(true), scoreAs(false)) : scoreAs(person) };
  });
}

const sort = ({ kind }: Pair) => (kind === 'person' ? 'people' : 'companies and others');

function printPairs(
  title: string,
  judged: readonly Judged[],
  ways: readonly ((pair: Judged) => string)[],
) {
  console.log(`\n${title}, at the default threshold of ${DEFAULT_THRESHOLD}\n`);
  console.log(accuracyTable(judged, DEFAULT_THRESHOLD, ways));
  const best = bestThreshold(judged);
  console.log(`\nBest in hindsight: F1 ${best.f1.toFixed(3)} at ${best.threshold.toFixed(2)}`);
}

function given(path: string | undefined, option: string, published: string): path is string {
  if (path !== undefined && existsSync(path)) return true;
  const why = path === undefined ? `give --${option} FILE` : `${path} is not there`;
  console.log(`\nSkipped: ${why} (published as ${published})`);
  return false;
}

const listed = await readLists();
const rarity = listed ? fillShelf(listed).rarity : () => 1;
if (!listed) console.log('Skipped: own pairs and speed need the shared data (set HUE_DATA)');

if (listed && only.has('own')) {
  const half: Half = values.half === 'tuning' ? 'tuning' : 'held out';
  const judged = judge(ownPairs(listed, half, values.seed), rarity);
  const title = `Pairs of the ${half} half of the lists (seed ${values.seed})`;
  printPairs(title, judged, [sort, (pair) => `${pair.group}, ${sort(pair)}`]);
  const alike = judged.filter(({ group }) => group !== 'alias that shares no word');
  const value = f1(count(alike, DEFAULT_THRESHOLD));
  const kinds = judge(kindPairs(listed, half, values.seed), rarity);
  printPairs(`Kinds of pairs that lists lack, of the ${half} half`, kinds, [
    sort,
    (pair) => `${pair.group}, ${sort(pair)}`,
  ]);
  bars.push(
    atLeast('kinds of pairs that lists lack, F1', f1(count(kinds, DEFAULT_THRESHOLD)), 0.85),
  );
  bars.push(atLeast('own pairs, F1 without aliases that share no word', value, 0.85));
}

const PAIRS = 'contrib/name_bench/cases.csv of github.com/opensanctions/nomenklatura';
if (only.has('pairs') && given(values.pairs, 'pairs', PAIRS)) {
  const judged = judge(readPairs(values.pairs), rarity);
  printPairs('Public pairs', judged, [
    ({ kind }) => kind,
    ({ group }) => group,
    ({ quality }) => quality,
  ]);
  const part = (of: (pair: Judged) => boolean) => f1(count(judged.filter(of), DEFAULT_THRESHOLD));
  bars.push(
    atLeast(
      'public pairs, F1',
      part(() => true),
      0.85,
    ),
  );
  bars.push(
    atLeast(
      'public pairs, STRONG, F1',
      part(({ quality }) => quality === 'STRONG'),
      0.978,
    ),
  );
  bars.push(
    atLeast(
      'public pairs, synth_people, F1',
      part(({ group }) => group === 'synth_people'),
      0.628,
    ),
  );
}

const OFAC = 'contrib/ofac2021/fixtures.csv of github.com/opensanctions/nomenklatura';
if (only.has('ofac') && given(values.ofac, 'ofac', OFAC)) {
  const rows = readOfac(values.ofac);
  const off = rows.map((row) => Math.abs(ofacScore(row.query, row.listed) * 100 - row.score));
  const near = off.filter((points) => points <= 5).length / off.length;
  const mean = off.reduce((sum, points) => sum + points, 0) / off.length;
  console.log(`\nOFAC mode: ${rows.length} rows, ${(near * 100).toFixed(1)} % within 5 points`);
  bars.push(atLeast('OFAC mode, share within 5 points', near, 0.97));
  bars.push(atMost('OFAC mode, mean difference in points', mean, 1.2));
}

if (listed && only.has('own')) {
  const index = createNameIndex(listed);
  console.log('\nWhy: some names, and the best that was found for each\n');
  for (const name of ['Nikolas Maduro', 'Ким Чен Ын', 'Usama bin Ladin', 'CORP']) {
    const [best] = index.match({ names: [name] }, { limit: 1 });
    console.log(best ? sentenceOf(best) : `"${name}": nobody`);
  }
}

if (listed && only.has('speed')) {
  const speed = measureSpeed(listed, Number(values.parties), Number(values.queries), values.seed);
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  console.log(`\nSpeed on one core (seed ${values.seed}, ${values.queries} questions)\n`);
  console.log(
    table(
      ['parties', 'names', 'built in', 'a second', 'median', 'p99', 'slowest', 'index', 'process'],
      [
        [
          whole(speed.parties),
          whole(speed.names),
          `${speed.building.toFixed(1)} s`,
          whole(speed.rate),
          `${speed.median.toFixed(2)} ms`,
          `${speed.p99.toFixed(2)} ms`,
          `${speed.slowest.toFixed(1)} ms`,
          `${whole(speed.held)} MB`,
          `${whole(speed.resident)} MB`,
        ],
      ],
    ),
  );
  bars.push(atLeast('questions a second of processor time', speed.rate, 1000));
  bars.push(atMost('p99, milliseconds', speed.p99, 3));
  bars.push(atMost('memory of the process, MB', speed.resident, 500));
}

if (bars.length > 0) console.log(`\n${barTable(bars)}`);
