import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAddressText } from '../src/attribution/forms/read.ts';
import { createBuild } from '../src/attribution/store/build.ts';
import type { TagSet } from '../src/attribution/store/format.ts';
import { openBuild, type TagStore } from '../src/attribution/store/store.ts';
import type { Tag } from '../src/attribution/tags.ts';
import { checksumAddress } from '../src/ledger/address.ts';
import { openBook } from '../src/screen/book.ts';
import { yardstick } from './yardstick.kernel.ts';

/** What a measuring process is to do, in a folder of which `build` is the store. */
export interface TagTask {
  readonly kind: 'build' | 'look';
  readonly tags: number;
  readonly seed: number;
  readonly folder: string;
}

const SET: TagSet = {
  id: 'bench',
  layout: 'service-labels',
  source: 'bench',
  sourceDate: null,
  file: 'bench.csv',
  digest: '0'.repeat(64),
  imported: 1_700_000_000,
  told: '',
  tags: 0,
  leftOut: 0,
  former: [],
};

/** Five words that follow from a number: the address of the tag with that number. */
function fill(seed: number, n: number, words: Int32Array): void {
  let s = Math.imul(seed ^ n, 0x9e3779b1);
  for (let i = 0; i < 5; i += 1) {
    s = Math.imul((s ^ (s >>> 15)) + n + i, 0x85ebca6b);
    s = Math.imul(s ^ (s >>> 13), 0xc2b2ae35);
    words[i] = s ^ (s >>> 16);
  }
}

const words = new Int32Array(5);
const bytes = Buffer.from(words.buffer);

function addressOf(seed: number, n: number): string {
  fill(seed, n, words);
  return `0x${bytes.toString('hex')}`;
}

/** Fifty thousand operators, a label of its own for every address, eight categories. */
function tagOf(seed: number, n: number): Tag {
  const operator = `Operator ${(n * 7919) % 50_000}`;
  const exchange = n % 8 < 5;
  return {
    chain: n % 4 === 0 ? 'eip155:56' : 'eip155:1',
    holder: addressOf(seed, n),
    label: `${operator}: Deposit ${n}`,
    entity: operator,
    entityType: exchange ? 'cex.deposit' : 'person.eoa',
    category: `category ${n % 8}`,
    conduct: exchange ? [] : ['scam'],
    states: [],
    source: `source ${n % 20}`,
    sourceDate: '2026-01-01',
    url: null,
    grade: 'G5',
    level: null,
    inherited: false,
    firstSeen: null,
    lastSeen: null,
    shareable: true,
    licence: 'MIT',
    origin: { file: 'bench.csv', line: n + 1 },
  };
}

const cpu = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

function build({ tags, seed, folder }: TagTask): string[][] {
  const begun = process.cpuUsage();
  const wall = performance.now();
  const made = createBuild(join(folder, 'build'), seed, () => {});
  let peak = 0;
  for (let n = 0; n < tags; n += 1) {
    made.add(tagOf(seed, n), 0);
    if (n % 100_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  const added = cpu(begun);
  const { header } = made.finish([SET], '2026-11-28');
  const all = cpu(begun);
  const { parts, keys } = header;
  peak = Math.max(peak, process.memoryUsage.rss());
  const per = (ms: number): string => `${((ms * 1e6) / tags).toFixed(0)} ns a tag`;
  const each = (size: number): string => `${(size / keys).toFixed(2)} B a key`;
  return [
    ['building, CPU', per(all), `${(all / 1000).toFixed(1)} s; adding ${per(added)}`],
    ['building, wall', `${((performance.now() - wall) / 1000).toFixed(1)} s`, ''],
    ['sorting and writing', per(all - added), 'all but adding'],
    ['most memory', `${(peak / 2 ** 20).toFixed(0)} MiB`, 'resident, the program included'],
    ['key table', each(parts.keys.bytes), `${(parts.keys.bytes / 1e6).toFixed(0)} MB; goal 28`],
    ['tags', each(parts.tags.bytes), `${(parts.tags.bytes / 1e6).toFixed(0)} MB`],
    ['strings, on disk', each(parts.strings.bytes), `${(parts.strings.bytes / 1e6).toFixed(0)} MB`],
  ];
}

const QUERIES = 1 << 20;
const ROUNDS = 9;

interface Measured {
  readonly median: number;
  readonly least: number;
}

/** CPU nanoseconds for one of `count` things that a call does. */
function measure(count: number, action: () => void): Measured {
  for (let i = 0; i < 3; i += 1) action();
  const times = Array.from({ length: ROUNDS }, () => {
    const begun = process.cpuUsage();
    action();
    return (cpu(begun) * 1e6) / count;
  }).sort((a, b) => a - b);
  return { median: times[ROUNDS >> 1] ?? 0, least: times[0] ?? 0 };
}

/** Keys that are there, in no order, or keys that are not. */
function queries({ tags, seed }: TagTask, hit: boolean): Int32Array {
  const asked = new Int32Array(QUERIES * 5);
  for (let i = 0; i < QUERIES; i += 1) {
    const n = Math.floor((Math.imul(i + 1, 0x9e3779b1) >>> 0) * 2 ** -32 * tags);
    fill(hit ? seed : ~seed, n, words);
    asked.set(words, i * 5);
  }
  return asked;
}

function look(task: TagTask): string[][] {
  const path = join(task.folder, 'build');
  if (!existsSync(path)) throw new Error(`no build in ${task.folder}`);
  const store = openBuild(path, 'bench', null);
  const before = yardstick();
  const lookups = measureAll(store, task);
  const r = (before + yardstick()) / 2;
  const rows = lookups.map(([name, { median, least }, goal]) => [
    name,
    `${median.toFixed(0)} ns`,
    `${least.toFixed(0)} ns`,
    (median / r).toFixed(1),
    goal,
  ]);
  const screened = batches(store, task);
  store.close();
  const opening = Array.from({ length: 5 }, () => {
    const begun = process.cpuUsage();
    const wall = performance.now();
    openBuild(path, 'bench', null).close();
    return { cpu: cpu(begun), wall: performance.now() - wall };
  }).sort((a, b) => a.cpu - b.cpu);
  const open = opening[2] ?? { cpu: 0, wall: 0 };
  return [
    ['R', `${r.toFixed(1)} ns`, '', '1', ''],
    [
      'opening, CPU',
      `${open.cpu.toFixed(0)} ms`,
      `${(opening[0]?.cpu ?? 0).toFixed(0)} ms`,
      '',
      `wall ${open.wall.toFixed(0)} ms`,
    ],
    ...rows,
    ...screened,
  ];
}

type Row = readonly [string, Measured, string];

function measureAll(store: TagStore, task: TagTask): Row[] {
  const hits = queries(task, true);
  const misses = queries(task, false);
  const out = new Int32Array(QUERIES);
  const single = (asked: Int32Array) => () => {
    for (let i = 0; i < QUERIES; i += 1) out[i] = store.findAt(asked, i * 5);
  };
  const batched = (asked: Int32Array) => () => store.findMany(asked, QUERIES, out);
  single(misses)();
  if (out.some((found) => found >= 0)) throw new Error('a miss was found');
  batched(hits)();
  if (out.some((found) => found < 0)) throw new Error('a hit was not found');
  return [
    ['single hit', measure(QUERIES, single(hits)), '≤ 16 R'],
    ['single miss', measure(QUERIES, single(misses)), ''],
    ['batched hit', measure(QUERIES, batched(hits)), ''],
    ['batched miss', measure(QUERIES, batched(misses)), ''],
  ];
}

const BATCH = 1000;

/** Direct screening of 1,000 addresses as texts: read with EIP-55, looked up, tags read. */
function batches(store: TagStore, { tags, seed }: TagTask): string[][] {
  const book = openBook(store, { lists: [], problems: [] }, SET.imported);
  let turn = 0;
  return [0, 0.1, 1].map((share) => {
    const rounds = Array.from({ length: 40 }, () =>
      Array.from({ length: BATCH }, (_, i) => {
        turn += 1;
        const n = Math.floor((Math.imul(turn, 0x9e3779b1) >>> 0) * 2 ** -32 * tags);
        return checksumAddress(addressOf(i < share * BATCH ? seed : ~seed, n));
      }),
    );
    let found = 0;
    const readingTimes: number[] = [];
    const times = rounds.map((texts) => {
      const begun = process.cpuUsage();
      const readings = texts.map((text) => {
        const reading = readAddressText(text, 'ethereum');
        if ('fault' in reading) throw new Error(reading.expected);
        return reading;
      });
      readingTimes.push(cpu(begun));
      for (const [i, may] of book.may(readings).entries()) {
        const key = readings[i]?.keys[0];
        if (may && key) found += store.tagsOf(store.find(key.bytes)).length;
      }
      return cpu(begun);
    });
    if (found !== rounds.length * share * BATCH) throw new Error(`${found} tags found`);
    const sorted = times.slice(10).sort((a, b) => a - b);
    const read = readingTimes.slice(10).sort((a, b) => a - b)[15] ?? 0;
    const ms = (at: number): string => `${(sorted[at] ?? 0).toFixed(2)} ms`;
    const goal = `< 5 ms; reading ${read.toFixed(2)} ms`;
    return [`1,000 addresses, ${share * 100} % tagged`, ms(15), ms(0), '', goal];
  });
}

process.once('message', (task: TagTask) => {
  process.send?.(task.kind === 'build' ? build(task) : look(task));
});
