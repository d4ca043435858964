import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { at, CASE, folder } from '../../test/scenarios/folder.ts';
import { openCase } from './case.ts';
import { isTraceFolder, keepCase, traceFolder } from './trace-folder.ts';

const LIVE = { ...CASE, ledger: { sources: ['any'] } };

test('a case is kept with copies of all files that it names, and needs nothing else', () => {
  const tags = ['tags.csv', { file: 'more/tags.csv', mapping: undefined }] as const;
  const from = folder({
    'more/tags.csv': `chain,address,entity,category,source\nethereum,${at('b')},B,mixer,test\n`,
    'case.json': { ...LIVE, tags: tags.map((tag) => (typeof tag === 'string' ? tag : tag.file)) },
  });
  const into = traceFolder(join(folder(), 'deep', 'trace'));
  equal(isTraceFolder(into.path), false);
  keepCase(openCase(join(from, 'case.json')), into);
  equal(isTraceFolder(into.path), true);
  const texts = ['tags.csv', 'more/tags.csv', 'eth.csv'].map((name) => {
    return readFileSync(join(from, name), 'utf8');
  });
  rmSync(from, { recursive: true });
  const { file } = openCase(into.case);
  // two files of one name stay apart
  const named = [...file.tags, ...file.prices.map((price) => price.file)].map(String);
  equal(new Set(named).size, 3);
  deepEqual(
    named.map((name) => readFileSync(join(into.path, name), 'utf8')),
    texts,
  );
  equal(readdirSync(join(into.path, 'inputs')).length, 3);
  deepEqual([file.id, file.thefts.length], ['small', 1]);
});

test('a file that is not there, and a place that cannot be written', () => {
  const from = folder({ 'case.json': { ...LIVE, tags: ['gone.csv'] } });
  const open = openCase(join(from, 'case.json'));
  const into = traceFolder(join(from, 'trace'));
  throws(() => keepCase(open, into), { label: 'file gone.csv' });
  ok(!isTraceFolder(into.path), 'a trace that could not begin has not begun');
  const good = openCase(join(folder({ 'case.json': LIVE }), 'case.json'));
  throws(() => keepCase(good, traceFolder(join(from, 'ledger.csv', 'trace'))), {
    name: 'InputError',
  });
});
