import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { readLabelsCsv } from './csv.ts';
import { createNames } from './names.ts';

const HEAD = 'chain,address,entity,category,source';
const ADDRESS = '0x28c6c06298d514db089934071355e5743bf21d60';
const ROW = `ethereum,${ADDRESS},Binance 14,exchange,a list`;

function read(...lines: readonly string[]) {
  return readLabelsCsv('labels.csv', lines.join('\n'));
}

describe('a CSV of labels', () => {
  test('gives tags with their line, label and category as written', () => {
    const { tags, rows, warnings } = read(HEAD, ROW);
    assert.equal(rows, 1);
    assert.deepEqual(warnings, []);
    assert.deepEqual(tags[0], {
      chain: 'eip155:1',
      holder: ADDRESS,
      label: 'Binance 14',
      entity: 'Binance',
      entityType: 'cex.hot',
      category: 'exchange',
      conduct: [],
      states: [],
      source: 'a list',
      sourceDate: null,
      url: null,
      grade: 'G8',
      level: null,
      inherited: false,
      firstSeen: null,
      lastSeen: null,
      shareable: null,
      licence: null,
      origin: { file: 'labels.csv', line: 2 },
    });
  });

  test('may have CRLF, a byte order mark, quotes, and columns in any order', () => {
    const swapped = `source,category,entity,address,chain\r\n"a ""list""",exchange,"Binance, 14",${ADDRESS},Ethereum\r\n`;
    const { tags, warnings } = readLabelsCsv('l.csv', `\ufeff${swapped}`);
    assert.equal(tags[0]?.label, 'Binance, 14');
    assert.equal(tags[0]?.source, 'a "list"');
    assert.equal(tags[0]?.holder, ADDRESS);
    assert.deepEqual(warnings, []);
  });

  test('may say grade, level, dates, page and licence', () => {
    const head = `${HEAD},grade,confidence,date,first_seen,last_seen,url,licence,label`;
    const row = `${ROW},G3,,2023-08-16,2022-01-01,2023-01-01 12:00:00,https://x.example,MIT,Hot`;
    const tag = read(head, row).tags[0];
    assert.equal(tag?.grade, 'G3');
    assert.equal(tag?.sourceDate, '2023-08-16');
    assert.equal(tag?.firstSeen, 1640995200);
    assert.equal(tag?.lastSeen, 1672574400);
    assert.equal(tag?.licence, 'MIT');
    assert.equal(tag?.label, 'Hot');
    const level = read(`${HEAD},confidence`, `${ROW},authority_data`).tags[0];
    assert.deepEqual([level?.grade, level?.level], ['G2', 'authority_data']);
    const override = read(`${HEAD},grade`, `${ROW},override`).tags[0];
    assert.deepEqual([override?.grade, override?.level], ['G8', 'override']);
  });

  test('without a grade takes the one that its user declares', () => {
    const tags = readLabelsCsv('l.csv', `${HEAD}\n${ROW}`, { grade: 'G5' }).tags;
    assert.equal(tags[0]?.grade, 'G5');
    const stated = readLabelsCsv('l.csv', `${HEAD},grade\n${ROW},G4`, { grade: 'G5' }).tags;
    assert.equal(stated[0]?.grade, 'G4');
  });

  test('lists what it cannot read, once for each kind, and goes on', () => {
    const { tags, warnings } = read(
      `${HEAD},grade,date,colour`,
      `ethereum,0x1234,A,exchange,s,,,red`,
      `ethereum,,B,exchange,s,,,`,
      `litecoin,LbonesGyyeUDpQqtZQMmBUPJSEg4jHhUvb,C,exchange,s,,,`,
      `ethereum,${ADDRESS},D,kingpin,,G9,2025-02-30,`,
    );
    assert.deepEqual(
      tags.map(({ label }) => label),
      ['C', 'D'],
    );
    const seen = warnings.map(({ code, line, field, count }) => [code, line, field, count]);
    assert.deepEqual(seen, [
      ['unknown-columns', 1, 'header', 1],
      ['address', 2, 'address', 2],
      ['chain', 4, 'chain', 1],
      ['source', 5, 'source', 1],
      ['category', 5, 'category', 1],
      ['time', 5, 'date', 1],
      ['grade', 5, 'grade', 1],
    ]);
    assert.equal(tags[1]?.entityType, null);
    assert.equal(tags[1]?.category, 'kingpin');
    assert.equal(tags[1]?.source, 'source not stated');
  });

  test('is refused without its columns', () => {
    for (const text of ['', '\n', 'address,entity\n', `${HEAD.replace('source', 'sauce')}\n`]) {
      assert.throws(() => readLabelsCsv('l.csv', text), InputError, JSON.stringify(text));
    }
    assert.throws(() => read(`${HEAD},chain`), /each column once/);
    assert.throws(() => read('chain,address'), { hint: 'missing: entity, category, source' });
  });

  test('may hold the override of docs/tags.md', () => {
    const source = '"A. Example, compliance"';
    const own = `ethereum,${ADDRESS},not Binance: see ticket 12,,${source},override,2026-11-01`;
    const { tags, warnings } = read(`${HEAD},grade,date`, own, `${ROW},G1,2026-11-02`);
    const name = createNames(tags).nameOf('eip155:1', ADDRESS);
    assert.deepEqual(warnings, []);
    assert.deepEqual([name?.entity, name?.decided, name?.contested], [null, true, true]);
    assert.equal(name?.source, 'A. Example, compliance');
    assert.equal(name?.others[0]?.entity, 'Binance');
  });

  test('of attackers names people, not services', () => {
    const tag = read(HEAD, `ethereum,${ADDRESS},LI.FI Exploiter 10,exchange,s`).tags[0];
    assert.deepEqual([tag?.entity, tag?.entityType], [null, 'person.eoa']);
    assert.deepEqual(tag?.conduct, ['stolen_funds']);
  });
});
