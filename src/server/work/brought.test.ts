import { deepEqual, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { writtenCaseSchema } from '../../casework/case.ts';
import { withLeftOut } from '../../casework/left-out.ts';
import { withBrought, withoutFiles } from './brought.ts';
import { safeName } from './trace-request.ts';

const SIMPLE = {
  case_id: 'small',
  chain: 'bitcoin',
  ledger: 'blocks/574200-*.blk (raw)',
  service_labels: 'cases/public/service labels.csv',
  lists: ['sanctions/XBT.json', 'packs/'],
};

describe('a case and the files brought with it', () => {
  test('the simple form is taken, its files by their last names, patterns and folders', () => {
    const file = writtenCaseSchema.parse(SIMPLE);
    const names = ['574200-b.blk', '574200-a.blk', 'service labels.csv', 'XBT.json', 'one.yaml'];
    const placed = withBrought(file, names);
    deepEqual(placed.ledger.files, ['574200-a.blk', '574200-b.blk']);
    deepEqual(placed.tags, ['service labels.csv']);
    deepEqual(placed.lists, ['XBT.json', 'one.yaml']);
  });

  test('what a trace can do without may be left out, and the case says so', () => {
    const file = writtenCaseSchema.parse(SIMPLE);
    const lists = withoutFiles(file, ['packs/', 'sanctions/XBT.json']);
    deepEqual(withBrought(lists, ['574200-a.blk', 'service labels.csv']).lists, []);
    const left = withoutFiles(file, [...file.tags, 'packs/'].map(String));
    deepEqual(left.leftOut, [
      { name: 'cases/public/service labels.csv', as: 'tags' },
      { name: 'packs/', as: 'lists' },
    ]);
    deepEqual(withLeftOut(left, { statements: [], cuts: [], gaps: [] }).gaps.length, 2);
    throws(() => withoutFiles(file, [...file.ledger.files]), /can do without.*blocks/);
    throws(() => withoutFiles(file, ['/etc/passwd']), /files of the case/);
    const both = { ...file, lists: [...file.ledger.files] };
    throws(() => withoutFiles(both, file.ledger.files), /its ledger/);
  });

  test('a folder of tags is all TagPacks that were brought, and a pattern all that fit it', () => {
    const declared = { source: 'us', category: 'exchange' };
    const file = writtenCaseSchema.parse({
      ...{ format: 'hueandcry.case', version: 1, id: 'x', title: 'x', chain: 'ethereum' },
      ledger: { files: ['t.csv'] },
      tags: ['packs/', { file: 'tags/*.csv', ...declared }],
      prices: [{ asset: 'ETH', file: 'prices/eth-*.txt' }],
    });
    const names = ['t.csv', 'one.yaml', 'two.yml', 'a.csv', 'b.csv', 'eth-1.txt', 'eth-2.txt'];
    const { tags, prices } = withBrought(file, names);
    const csv = ['a.csv', 'b.csv'].map((name) => ({ file: name, ...declared }));
    deepEqual(tags, ['one.yaml', 'two.yml', ...csv]);
    deepEqual(
      prices.map((price) => price.file),
      ['eth-1.txt', 'eth-2.txt'],
    );
  });

  test('all that is missing is asked for by name', () => {
    const file = writtenCaseSchema.parse(SIMPLE);
    throws(() => withBrought(file, ['XBT.json']), /574200-\*\.blk, service labels\.csv, packs/);
    throws(() => writtenCaseSchema.parse({ ...SIMPLE, chain: 7 }), /expected string/);
  });

  test('two files of one name are not taken for each other', () => {
    const file = writtenCaseSchema.parse({ ...SIMPLE, ledger: ['a/t.csv', 'b/t.csv'], lists: [] });
    throws(() => withBrought(file, ['t.csv', 'service labels.csv']), /different names/);
  });

  test('a name in brackets is one name, also of a case from Windows', () => {
    const ledger = ['a\\data[1].csv', 'b/{x,y}.csv'];
    const file = writtenCaseSchema.parse({ case_id: 'x', chain: 'bitcoin', ledger });
    const names = ['data[1].csv', '{x,y}.csv'].map(safeName);
    deepEqual(withBrought(file, [...names, 'data1.csv', 'x.csv']).ledger.files, names);
  });

  test('a pattern does not take what another path names exactly', () => {
    const file = writtenCaseSchema.parse({
      ...{ case_id: 'x', chain: 'bitcoin', ledger: 'ledger/*.csv' },
      service_labels: 'tags/labels.csv',
    });
    const placed = withBrought(file, ['a.csv', 'labels.csv']);
    deepEqual([placed.ledger.files, placed.tags], [['a.csv'], ['labels.csv']]);
    throws(() => withBrought(file, ['labels.csv']), /none called \*\.csv/);
  });

  test('patterns are few, and have few stars', () => {
    const of = (ledger: readonly string[]) =>
      withBrought(writtenCaseSchema.parse({ case_id: 'x', chain: 'bitcoin', ledger }), ['aaaa']);
    throws(() => of(Array(201).fill('*')), /at most 200 folders/);
    throws(() => of(['*a'.repeat(9)]), /at most 8 \*/);
    deepEqual(of(['*a'.repeat(4)]).ledger.files, ['aaaa']);
  });

  test('no path leads to anything that was not brought', () => {
    const path = fc.array(fc.constantFrom('..', '/', 'etc', '*', '\\', 'a.csv', '[', '}'));
    const name = fc.string({ minLength: 1, maxLength: 12 }).map(safeName);
    fc.assert(
      fc.property(path, fc.uniqueArray(name), (parts, brought) => {
        const case_ = { case_id: 'x', chain: 'ethereum', ledger: `x${parts.join('')}` };
        let files: readonly string[] = [];
        try {
          files = withBrought(writtenCaseSchema.parse(case_), brought).ledger.files;
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'InputError') throw error;
        }
        deepEqual(
          files.filter((file) => !brought.includes(file)),
          [],
        );
      }),
    );
  });
});
