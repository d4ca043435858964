import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { InputError } from '../../base/errors.ts';
import { readLabelsCsv } from '../csv.ts';
import { createNames } from '../names.ts';
import { type Decision, readDecisions, withDecision } from './decisions.ts';
import { decide, decidedUpTo, type Mark, openStore, takeDecided, verifyStore } from './folder.ts';
import { type ImportOptions, importTags } from './import.ts';
import { namesOf } from './names.ts';
import { lookUp, setsText, showText } from './show.ts';
import type { TagStore } from './store.ts';

const ETHEREUM = 'eip155:1';
const DAY = 86_400;
const NOW = 1_780_000_000;
const at = (n: number): string => `0x${n.toString(16).padStart(40, 'a')}`;

const place = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-import-'));
after(() => fs.rmSync(place, { recursive: true, force: true }));
let homes = 0;

/** A store of its own, with files beside it. */
function home() {
  const folder = path.join(place, `home-${++homes}`, 'tags');
  const beside = path.dirname(folder);
  fs.mkdirSync(beside, { recursive: true });
  let now = NOW;
  return {
    folder,
    write(name: string, text: string | Uint8Array): string {
      const file = path.join(beside, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
      return file;
    },
    take(files: string | readonly string[], options: ImportOptions = {}) {
      now += DAY;
      return importTags(folder, [files].flat(), options, { now, seed: now | 0 });
    },
    use<T>(action: (store: TagStore) => T): T {
      const store = openStore(folder);
      assert.ok(store);
      try {
        return action(store);
      } finally {
        store.close();
      }
    },
  };
}

interface Line {
  readonly n: number;
  readonly entity: string;
  readonly date?: string;
}

const csv = (lines: readonly Line[]): string =>
  ['chain,address,entity,category,source,date']
    .concat(
      lines.map(
        ({ n, entity, date = '2026-01-01' }) => `eth,${at(n)},${entity},exchange,me,${date}`,
      ),
    )
    .join('\n');

const entities = (store: TagStore, n: number): readonly (string | null)[] =>
  store.tagsAt(ETHEREUM, at(n)).map(({ entity }) => entity);

describe('importing tags', () => {
  test('gives the names that the files give, and the same file again changes nothing', () => {
    const { write, take, use, folder } = home();
    const text = csv([
      { n: 1, entity: 'Binance' },
      { n: 1, entity: 'Kraken', date: '2026-02-02' },
      { n: 2, entity: 'Huobi' },
    ]);
    const file = write('labels.csv', text);
    const first = take(file);
    assert.deepEqual([first.build, first.sets[0]?.change], ['build-000001', 'new']);
    const names = createNames(readLabelsCsv('labels.csv', text).tags);
    const brief = (name: ReturnType<typeof names.nameOf>) =>
      name && [name.entity, name.contested, name.sourceDate, name.others.map((tag) => tag.label)];
    use((store) => {
      for (const n of [1, 2, 3]) {
        const mine = namesOf(store).nameOf(ETHEREUM, at(n));
        assert.deepEqual(brief(mine), brief(names.nameOf(ETHEREUM, at(n))));
      }
      assert.equal(namesOf(store).size, 3);
    });
    const again = take(file);
    assert.deepEqual([again.build, again.sets[0]?.change], [null, 'unchanged']);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['build-000001', 'current']);
  });

  test('replaces an older version; what it no longer says stays, with the day', () => {
    const { write, take, use } = home();
    const old = [1, 2].map((n) => ({ n, entity: `Old ${n}` }));
    take(write('labels-2026-01-01.csv', csv(old)));
    const newer = [
      { n: 1, entity: 'Old 1', date: '2026-03-03' },
      { n: 3, entity: 'New', date: '2026-03-03' },
    ];
    const report = take(write('labels-2026-03-03.csv', csv(newer)));
    assert.equal(report.sets[0]?.change, 'newer');
    use((store) => {
      assert.deepEqual([store.size, store.retracted, store.sets.length], [3, 1, 1]);
      assert.equal(store.tagsAt(ETHEREUM, at(1))[0]?.sourceDate, '2026-03-03');
      const [gone] = store.tagsAt(ETHEREUM, at(2));
      const today = new Date((NOW + 2 * DAY) * 1000).toISOString().slice(0, 10);
      assert.deepEqual([gone?.entity, gone?.retracted], ['Old', today]);
      assert.deepEqual(store.tagsAt(ETHEREUM, at(2), { liveAt: NOW }), []);
      assert.equal(namesOf(store).nameOf(ETHEREUM, at(2)), null);
      assert.deepEqual(
        store.sets[0]?.former.map(({ imported }) => imported),
        [NOW + DAY],
      );
    });
    // it stays withdrawn when something else is imported, and an older version does not come back
    take(write('other.csv', csv([{ n: 9, entity: 'Other' }])));
    const back = take(
      write('labels-2025-01-01.csv', csv([{ n: 2, entity: 'B', date: '2025-01-01' }])),
    );
    assert.deepEqual([back.build, back.sets[0]?.change], [null, 'older']);
    use((store) => assert.deepEqual([store.size, store.retracted], [4, 1]));
  });

  test('piece by piece comes to the same as at once', () => {
    const sets = Array.from({ length: 5 }, (_, set) =>
      csv(
        Array.from({ length: 40 }, (_, i) => ({
          n: (i * 7 + set * 11) % 50,
          entity: `E${set} ${i}`,
        })),
      ),
    );
    const pieces = home();
    const whole = home();
    const files = sets.map((text, i) => `set${i}.csv:${text}`);
    for (const file of files) {
      const [name = '', text = ''] = file.split(/:(.*)/s);
      pieces.take(pieces.write(name, text));
      whole.write(`in/${name}`, text);
    }
    whole.take(path.join(path.dirname(whole.folder), 'in'));
    const all = (store: TagStore) =>
      Array.from({ length: 50 }, (_, n) => entities(store, n).toSorted());
    assert.deepEqual(pieces.use(all), whole.use(all));
    assert.equal(
      pieces.use(({ size }) => size),
      200,
    );
    // the last two builds are kept, and all of the newest is whole
    const kept = fs.readdirSync(pieces.folder).filter((name) => name.startsWith('build'));
    assert.deepEqual(kept.sort(), ['build-000004', 'build-000005']);
    assert.equal(verifyStore(pieces.folder)?.tags, 200);
  });

  test('leaves whoever reads an older build alone', () => {
    const { write, take, folder } = home();
    take(write('a.csv', csv([{ n: 1, entity: 'First' }])));
    const reader = openStore(folder);
    assert.ok(reader);
    for (const entity of ['Second', 'Third', 'Fourth']) {
      take(write('a.csv', csv([{ n: 1, entity, date: '2026-05-05' }])));
    }
    assert.deepEqual(entities(reader, 1), ['First']);
    reader.close();
    fs.writeFileSync(path.join(folder, 'lock'), `${process.pid}`);
    assert.throws(() => take(write('b.csv', csv([]))), /no other import under way/);
    // of a process that is gone
    fs.writeFileSync(path.join(folder, 'lock'), '999999999');
    assert.equal(take(write('b.csv', csv([{ n: 2, entity: 'B' }]))).build, 'build-000005');
  });
});

describe('a broken file', () => {
  test('imports nothing at all, unless the rest is asked for', () => {
    const { write, take, folder, use } = home();
    const good = write('good.csv', csv([{ n: 1, entity: 'Good' }]));
    const wide = Buffer.from(`\ufeff${csv([])}`, 'utf16le');
    const big = write('big.csv', '');
    fs.truncateSync(big, 100 * 2 ** 20);
    const levels = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &b${i + 1} [${'*b'.concat(`${i},`).repeat(9)}]`,
    );
    const bomb = `b0: &b0 x\n${levels.join('\n')}\ntags:\n- label: *b9\n`;
    const broken: readonly (readonly [string, RegExp])[] = [
      [write('cut.json', `{"${at(1)}": {"name": "x", "labels": [`), /JSON/],
      [write('wide.csv', wide), /UTF-8.*UTF-16/],
      [write('latin.csv', Buffer.from('chain,address\n\xff\xfe', 'latin1')), /another encoding/],
      [big, /at most 67108864 bytes/],
      [write('none.csv', 'a,b\n1,2\n'), /a layout of tags/],
      [write('bomb.yaml', bomb), /bomb\.yaml/],
      [write('bare.json', `["${at(1)}"]`), /--source, --chain, --category/],
    ];
    for (const [file, reason] of broken) {
      const flags = file.endsWith('cut.json')
        ? { source: 's', chain: 'eth', category: 'scam' }
        : {};
      const report = take([good, file], flags);
      assert.equal(report.build, null);
      assert.match(report.refused[0]?.reason ?? '', reason);
      assert.equal(openStore(folder), null);
      assert.deepEqual(fs.readdirSync(folder), [], 'something was left');
    }
    const files = [good, ...broken.map(([file]) => file)];
    const report = take(files, { exceptBroken: true });
    assert.deepEqual([report.build, report.refused.length], ['build-000001', broken.length]);
    use((store) => assert.deepEqual(entities(store, 1), ['Good']));
  });

  test('what is no address, nobody has, or is too long is listed and no hit', () => {
    const { write, take, use } = home();
    const zero = `0x${'0'.repeat(40)}`;
    const pack = `title: t
category: exchange
currency: ETH
tags:
- address: '${zero}'
  label: maker_FAUCET
- address: '${at(1)}'
  label: ${'n'.repeat(10_000)}
- address: '${at(2)}'
  label: Kraken 2
- address: no address at all
  currency: KLAY
  label: junk
`;
    const report = take(write('pack.yaml', pack));
    assert.deepEqual(
      report.sets[0]?.warnings.filter(({ code }) => code !== 'chain').map((w) => [w.code, w.line]),
      [
        ['nobody', 5],
        ['long', 7],
        ['address', 11],
      ],
    );
    use((store) => {
      assert.equal(store.size, 1);
      assert.deepEqual(lookUp(store, zero, {}).tags, []);
      assert.deepEqual(entities(store, 2), ['Kraken']);
    });
  });

  test('actors name the operators of packs of the same call', () => {
    const { write, take, use } = home();
    const actors = 'title: a\nactors:\n- id: bgogo\n  label: Bgogo\n  categories: [exchange]\n';
    write('in/actors.yaml', actors);
    const entry = `- address: '${at(1)}'\n  label: Bgogo 1\n  actor: bgogo\n`;
    const pack = `title: t\ncurrency: ETH\ntags:\n${entry}`;
    const file = write('in/pack.yaml', pack);
    take(file);
    use((store) => assert.deepEqual(entities(store, 1), [null]));
    const report = take(path.dirname(file));
    assert.deepEqual([report.actors, report.sets[0]?.change], [1, 'newer']);
    use((store) => {
      assert.deepEqual(entities(store, 1), ['Bgogo']);
      assert.equal(store.retracted, 0);
    });
  });
});

describe('what was decided about tags', () => {
  test('marks them, and outlives the next version of their source', () => {
    const { write, take, use, folder } = home();
    const labels = [
      { n: 1, entity: 'Binance' },
      { n: 2, entity: 'Kraken' },
    ];
    take(write('labels.csv', csv(labels)));
    const decision: Decision = {
      kind: 'contested',
      holder: at(1),
      chain: null,
      source: null,
      day: '2026-06-01',
      by: 'the holder',
      statement: 'not an exchange',
      outcome: 'open',
      decided: null,
    };
    const say = (next: Decision) => decide(folder, (all) => withDecision(all, next));
    say(decision);
    const appeal = () => use((store) => store.tagsAt(ETHEREUM, at(1))[0]?.states.at(-1));
    assert.deepEqual(
      [appeal()?.state, appeal()?.by, appeal()?.from, appeal()?.to],
      ['appealed', 'the holder', '2026-06-01', null],
    );
    use((store) => {
      assert.equal(namesOf(store).nameOf(ETHEREUM, at(1))?.entity, 'Binance');
      const text = showText(lookUp(store, at(1).toUpperCase().replace('0X', '0x'), {}), NOW);
      assert.match(text, /contested 2026-06-01 by the holder: not an exchange, open/);
    });
    take(write('labels.csv', csv(labels.map((line) => ({ ...line, date: '2026-09-09' })))));
    assert.equal(appeal()?.state, 'appealed');
    say({
      ...decision,
      statement: 'shown by a signature',
      outcome: 'upheld',
      decided: '2026-07-01',
    });
    use((store) => {
      const [tag] = store.tagsAt(ETHEREUM, at(1));
      assert.equal(tag?.retracted, '2026-07-01');
      assert.equal(tag?.notes.length, 1, 'an outcome is no second contest');
      assert.match(tag?.states.at(-1)?.reference ?? '', /signature \(outcome: upheld\)/);
      assert.equal(namesOf(store).nameOf(ETHEREUM, at(1)), null);
      assert.equal(namesOf(store).nameOf(ETHEREUM, at(2))?.entity, 'Kraken');
    });
    const many = { ...decision, statement: 'x'.repeat(5000) };
    assert.throws(() => say(many), InputError);
    const long = { ...decision, statement: 'y'.repeat(4000) };
    const both = [long, { ...long, statement: 'z'.repeat(4000), outcome: 'upheld' as const }];
    assert.equal(both.reduce(withDecision, []).at(-1)?.statement, long.statement);
  });

  test('is taken from a desk once, in its order, beside what was decided here', () => {
    const { folder } = home();
    const decision = (source: string, more: Partial<Decision> = {}): Decision => ({
      ...{ kind: 'contested', holder: at(1), chain: null, source, day: '2026-06-01' },
      ...{ by: 'the holder', statement: source, outcome: 'open', decided: null, ...more },
    });
    const ended = { day: '2026-06-02', statement: 'B', outcome: 'upheld' } as const;
    const decided = ['a', 'b', 'c'].map((source) => decision(source));
    decided.push(decision('b', { ...ended, decided: '2026-06-02' }));
    const numbered = decided.map((one, i) => {
      return { number: BigInt(10 * i + 1), hash: `${i}`.repeat(64), decisions: [one] };
    });
    const none = { number: 0n, hash: null };
    const marks = numbered.map(({ number, hash }) => ({ number, hash }));
    const said = () => {
      const file = readDecisions(path.join(folder, 'decisions.json'));
      return file.decisions.map(({ statement }) => statement).join('');
    };
    const take = (seen: Mark, some: typeof numbered, isAll = false) =>
      takeDecided(folder, { seen, decided: some, isAll });
    assert.deepEqual(decidedUpTo(folder), none);
    assert.deepEqual(take(none, numbered.slice(0, 1)), marks[0]);
    decide(folder, (all) => [...all, decision('here')]);
    // by somebody who looked before the first was taken
    assert.deepEqual(take(none, numbered), marks[0]);
    assert.deepEqual(take(marks[0] ?? none, numbered.slice(1)), marks[3]);
    assert.equal(said(), 'ahereb; Bc');
    // by a store that begins anew
    const other = { number: 32n, hash: 'f'.repeat(64), decisions: [decision('a')] };
    assert.equal(take(marks[3] ?? none, [...numbered, other], true).hash, other.hash);
    assert.equal(said(), 'ahereb; Bca');
  });

  test('shows versions, ages and what is not known', () => {
    const { write, take, use } = home();
    take(write('labels.csv', csv([{ n: 1, entity: 'A\u001b[2Jb' }])), {
      expires: NOW,
      licence: 'MIT',
      shareable: true,
    });
    use((store) => {
      const text = showText(lookUp(store, at(1), {}), NOW + 3 * DAY);
      assert.match(text, /EXPIRED 2026-05-28/);
      assert.match(text, /labels\.csv, line 2; set service-labels\/labels, [0-9a-f]{12}, imported/);
      assert.match(text, /licence MIT; may be passed on: yes/);
      assert.ok(!text.includes('\u001b'));
      assert.match(showText(lookUp(store, at(7), {}), NOW), /not found is not clean/);
      assert.match(setsText(store.sets, NOW + 3 * DAY), /2026-01-01 .* service-labels\/labels/);
    });
  });
});
