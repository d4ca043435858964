import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hue as call, type Run } from '../../test/hue.ts';
import { at, CASE, folder, LEDGER, row, tx } from '../../test/scenarios/folder.ts';
import { sha256 } from '../base/digest.ts';
import { traceResultSchema } from '../trace/result.ts';

/** `hue` with these words, in this folder. */
const hue = (cwd: string, ...words: string[]): Promise<Run> => call(cwd, words);

/** An error is short: no stack, no path of the program. */
function isShort({ err }: Run): void {
  ok(err.split('\n').length <= 4, err);
  ok(!/\n\s+at /.test(err) && !err.includes(import.meta.dirname), err);
}

const fails = (wanted: number, run: Run, ...texts: readonly (string | RegExp)[]): void => {
  equal(run.code, wanted, run.err);
  for (const text of texts) {
    ok(typeof text === 'string' ? run.err.includes(text) : text.test(run.err), run.err);
  }
  equal(run.out, '');
  isShort(run);
};

const STANDARD = [
  'block,timestamp_utc,tx_hash,from,to,token_contract,amount',
  `1,2025-01-01 00:00:12,${tx(1)},${at('a')},${at('c')},,10`,
  `2,2025-01-01 00:00:24,${tx(2)},${at('c')},${at('b')},,4`,
  '',
].join('\n');

const BY_FLAGS = ['--chain', 'ethereum', '--ledger', 'standard.csv', '--source', at('a')];

describe('hue', () => {
  test('without a call says what there is', () => {
    const main = join(import.meta.dirname, 'main.ts');
    const run = spawnSync(process.execPath, [main], { encoding: 'utf8' });
    equal(run.status, 1);
    ok(run.stderr.includes('trace') && run.stderr.includes('Usage: hue'));
    equal(run.stdout, '');
  });
});

describe('hue trace', () => {
  test('a case file: one screen without colours, and the files that were asked for', async () => {
    const place = folder();
    const run = await hue(
      place,
      'trace',
      'case.json',
      '--json',
      'out/a.json',
      '--csv',
      'out/a.csv',
      '--html',
      'out/a.html',
      '--requests',
      'out/requests',
    );
    equal(run.err, '');
    equal(run.code, 0);
    for (const part of ['10 ETH, 500 USDT', '$33,830', 'Binance']) ok(run.out.includes(part));
    ok(!run.out.includes('\u001b'));
    const text = readFileSync(join(place, 'out', 'a.json'), 'utf8');
    deepEqual(readdirSync(join(place, 'out')).sort(), ['a.csv', 'a.html', 'a.json', 'requests']);
    const [draft = '', ...more] = readdirSync(join(place, 'out', 'requests'));
    equal(more.length, 0, `${draft} ${more}`);
    const letter = readFileSync(join(place, 'out', 'requests', draft), 'utf8');
    ok(letter.includes(sha256(text)), 'the digest of the result beside it');
    equal(traceResultSchema.parse(JSON.parse(text)).destinations.length, 3);
    ok(!text.includes(place));
    ok(readFileSync(join(place, 'out', 'a.csv'), 'utf8').includes('Binance'));
    ok(readFileSync(join(place, 'out', 'a.html'), 'utf8').startsWith('<!doctype html>'));
  });

  test('flags alone say everything; a result on standard output is nothing but JSON', async () => {
    const place = folder({ 'standard.csv': STANDARD });
    const run = await hue(place, 'trace', ...BY_FLAGS, '--prices', 'ETH=3000', '--json', '-');
    equal(run.err, '');
    const result = traceResultSchema.parse(JSON.parse(run.out));
    deepEqual(
      result.destinations.map(({ holder, usd }) => [holder, usd]),
      [
        [at('c'), '18000.00'],
        [at('b'), '12000.00'],
      ],
    );
    ok(!run.out.includes(place));
  });
});

test('one output may go to standard output, and then nothing else does', async () => {
  const place = folder();
  const run = await hue(place, 'trace', 'case.json', '--csv', '-');
  ok(run.out.startsWith('case,') && run.out.trimEnd().split('\n').length === 4);
  fails(65, await hue(place, 'trace', 'case.json', '--csv', '-', '--json', '-'), '--json, --csv');
});

test('hue start traces the example and leaves its page and its result', async () => {
  const place = folder();
  const run = await hue(place, 'start', '--no-desk', '--out', 'first');
  equal(run.code, 0, run.err);
  ok(run.out.includes('Bybit'));
  deepEqual(readdirSync(join(place, 'first')).sort(), ['bybit-2025.html', 'bybit-2025.json']);
});

describe('what is wrong is named, without a stack', () => {
  test('neither a case nor flags; a case that is not there', async () => {
    fails(65, await hue(folder(), 'trace', '--chain', 'tron'), '--source', 'hue trace --help');
    fails(65, await hue(folder(), 'trace', 'gone.json'), 'gone.json', 'ENOENT');
  });

  test('a field of the case: where it stands, what was expected, what was found', async () => {
    const place = folder({ 'case.json': { ...CASE, settings: { majority: 7 } } });
    fails(
      65,
      await hue(place, 'trace', 'case.json'),
      'case.json, field settings.majority',
      'found 7',
    );
  });

  test('a flag that is none, or that has a value that is none', async () => {
    fails(1, await hue(folder(), 'trace', 'case.json', '--policy', 'poison'), 'poison', 'haircut');
    fails(1, await hue(folder(), 'trace', 'case.json', '--depth', '-3'), 'at least 0');
  });

  test('in a strict run a warning ends it; nothing is written', async () => {
    const place = folder({ 'ledger.csv': `${LEDGER}${row(7, 'c', 'b', 'much')}\n` });
    deepEqual(await hue(place, 'trace', 'case.json', '--quiet'), { code: 0, out: '', err: '' });
    const run = await hue(place, 'trace', 'case.json', '--strict', '--json', 'out.json');
    fails(65, run, 'ledger.csv, line 8', 'much');
    ok(!existsSync(join(place, 'out.json')));
  });

  test('a place that cannot be written: nothing is left half-written', async () => {
    const place = folder();
    mkdirSync(join(place, 'taken'));
    fails(65, await hue(place, 'trace', 'case.json', '--json', 'taken'), 'output taken');
    const inside = await hue(place, 'trace', 'case.json', '--json', 'ledger.csv/x.json');
    fails(65, inside, 'a place that can be written');
    deepEqual(readdirSync(join(place, 'taken')), []);
    equal(readFileSync(join(place, 'ledger.csv'), 'utf8'), LEDGER);
    ok(readdirSync(place).every((name) => !name.endsWith('.part')));
  });
});
