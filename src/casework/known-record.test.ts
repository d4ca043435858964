import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { readTags } from '../attribution/read.ts';
import type { Tag } from '../attribution/tags.ts';
import { sha256 } from '../base/digest.ts';
import { beginKnown, KnownRecord } from './known-record.ts';
import type { DatedTags } from './known-tags.ts';

const CHAIN = 'eip155:1';
const path = mkdtempSync(join(tmpdir(), 'hue-known-'));
after(() => rmSync(path, { recursive: true, force: true }));
const place = (i: number): string => `0x${String(i).padStart(40, '0')}`;

let files = 0;
function fresh(): string {
  files += 1;
  const file = join(path, `${files}`, 'known.jsonl');
  beginKnown(file, CHAIN);
  return file;
}

/** Tags as they are on a day: these places are exchanges, and nothing is known of others. */
function tagsOf(places: readonly number[], day = 1, asked: string[] = []): DatedTags {
  const rows = places.map((i) => `ethereum,${place(i)},Exchange ${i},exchange,test`);
  const csv = ['chain,address,entity,category,source', ...rows, ''].join('\n');
  const byPlace = Map.groupBy(readTags('set.csv', csv).tags, ({ holder }) => holder);
  const sources = [{ kind: 'tags', name: 'set', version: `${day}`, ageDays: 0, stale: false }];
  return {
    ...{ asOf: `2026-11-0${day} 00:00:00`, size: places.length, problems: [] },
    sources: sources as DatedTags['sources'],
    inputs: [
      {
        ...{ role: 'tags', name: 'imported tags', layout: 'tag-store', rows: places.length },
        ...{ sha256: sha256(csv), bytes: csv.length },
      },
    ],
    tagsAt(_, holder) {
      asked.push(holder);
      return byPlace.get(holder) ?? [];
    },
  };
}

const labels = (tags: readonly Tag[]): string[] => tags.map(({ label }) => label);

test('what was looked up stays, whatever becomes of the tags; what was not is looked up', () => {
  const file = fresh();
  const first = new KnownRecord(file, CHAIN, tagsOf([1]));
  deepEqual(labels(first.tagsAt(CHAIN, place(1))), ['Exchange 1']);
  deepEqual(first.tagsAt(CHAIN, place(2)), []);
  first.settle();
  const asked: string[] = [];
  const second = new KnownRecord(file, CHAIN, tagsOf([2, 3], 2, asked));
  const found = [1, 2, 3].map((i) => labels(second.tagsAt(CHAIN, place(i))));
  deepEqual(found, [['Exchange 1'], [], ['Exchange 3']]);
  deepEqual(asked, [place(3)]);
  second.finish();
  const [own, ...versions] = second.inputsUsed();
  equal(own?.sha256, sha256(readFileSync(file)));
  equal(versions.length, 2);
  const replayed = new KnownRecord(file, CHAIN, null);
  for (const i of [3, 2, 1]) replayed.tagsAt(CHAIN, place(i));
  deepEqual(replayed.inputsUsed(), second.inputsUsed());
  throws(() => replayed.tagsAt(CHAIN, place(4)), /what was known of 0x0+4/);
});

test('any order of looking, any interruption: the same file, of what was used and no more', (t) => {
  const places = fc.uniqueArray(fc.nat(20), { minLength: 1 });
  fc.assert(
    fc.property(places, places, fc.nat(20), (used, tagged, cut) => {
      const tags = tagsOf(tagged);
      const whole = new KnownRecord(fresh(), CHAIN, tags);
      for (const i of used) whole.tagsAt(CHAIN, place(i));
      const file = fresh();
      const begun = new KnownRecord(file, CHAIN, tags);
      for (const i of [...used.slice(0, cut), 30, 31]) begun.tagsAt(CHAIN, place(i));
      begun.settle();
      const ended = new KnownRecord(file, CHAIN, tags);
      for (const i of used.toReversed()) ended.tagsAt(CHAIN, place(i));
      ended.finish();
      deepEqual(ended.inputsUsed(), whole.inputsUsed());
      equal(sha256(readFileSync(file)), whole.inputsUsed()[0]?.sha256);
    }),
    seeded(t, 100),
  );
});

test('look-ups of one go are written in one, without being waited for', async () => {
  const file = fresh();
  const record = new KnownRecord(file, CHAIN, tagsOf([1, 2]));
  for (const i of [3, 1, 4, 2]) record.tagsAt(CHAIN, place(i));
  for (const made of [`aside:${place(1)}`, `claim:${place(1)}:${place(2)}`, '']) {
    deepEqual(record.tagsAt(CHAIN, made), []);
  }
  await Promise.resolve();
  const [, versions, ...lines] = readFileSync(file, 'utf8').split('\n');
  ok(versions?.includes('"asOf":"2026-11-01 00:00:00"'));
  equal(lines.length, 4);
  equal(lines[2], JSON.stringify({ nothing: [place(3), place(4)] }));
});

test('a torn last line is looked up again; a damaged one, another chain are named', () => {
  const file = fresh();
  const first = new KnownRecord(file, CHAIN, tagsOf([1]));
  first.tagsAt(CHAIN, place(1));
  first.settle();
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.slice(0, -20));
  const again = new KnownRecord(file, CHAIN, tagsOf([], 2));
  deepEqual(again.tagsAt(CHAIN, place(1)), []);
  again.settle();
  const wrong = (text: string, what: RegExp): void => {
    writeFileSync(file, text);
    throws(() => new KnownRecord(file, CHAIN, null), what);
  };
  wrong(whole.replace('"grade":"G', '"grade":"X'), /line 3: expected a look-up/);
  wrong(whole.replace(CHAIN, 'eip155:56'), /line 1: expected look-ups on eip155:1/);
  wrong('', /line 1/);
  const [head = ''] = whole.split('\n');
  wrong(`${head}\n{"nothing":[]}\n`, /line 2: expected versions of tags before/);
  rmSync(file);
  throws(() => new KnownRecord(file, CHAIN, null), /what a trace with --known has looked up/);
  match(whole, /^\{"format":"hueandcry.known","version":1,"chain":"eip155:1"\}\n/);
});
