import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFile, listFile, readAs } from '../../../test/attribution/list-file.ts';
import { DATA, needsData } from '../../../test/needs.ts';
import { InputError } from '../../base/errors.ts';
import { addressId } from './addresses-in.ts';
import { withKnownDays } from './delistings.ts';

const FIXTURES = 'sanctions/watchman-fixtures/test/testdata';
const PLAIN = 'sanctions/ofac-0xB10C-lists';
const parts = (folder: string, names = ['sdn', 'alt', 'add', 'sdn_comments']) =>
  names.map((name) => dataFile(`${FIXTURES}/${folder}${name}.csv`));

test('the list of 2021 comes whole', { skip: needsData(FIXTURES) }, async () => {
  const { parties, warnings } = await readAs('ofac-sdn', ...parts('bench/'));
  equal(parties.length, 8976);
  equal(parties.filter(({ wallets }) => wallets.length > 0).length, 15);
  const names = parties.flatMap((party) => party.names);
  // the rows of alt.csv; weak aliases stand in the remarks alone
  equal(names.filter(({ kind, strong }) => kind !== 'primary' && strong).length, 11_910);
  ok(names.some(({ strong }) => !strong));
  // every checksum of the list is right: a wrong one would be a warning
  deepEqual(warnings, []);
  // an address that the remarks cut in half: 8 hits, the last of them cut, become 19
  const cut = parties.find(({ id }) => id === '30518');
  equal(cut?.wallets.length, 19);
  ok(cut?.wallets.some(({ published }) => published === '1GqChmWqGtsaLrGbHfgdrV5Nkvahtjjuxr'));
  const person = parties.find(({ id }) => id === '28264');
  deepEqual(person?.names[0]?.parts, { family: 'LI', given: 'Jiadong' });
  deepEqual(person?.born, [{ from: '1987-01-10', to: '1987-01-10', approximate: false }]);
  deepEqual(person?.countries, ['CN']);
  equal(person?.kind, 'person');
  deepEqual(person?.programs, ['DPRK3', 'CYBER2']);
});

test('comments of another day are said, and change nothing', {
  skip: needsData(FIXTURES),
}, async () => {
  const files = parts('', ['sdn', 'alt', 'sdn_comments']);
  const { parties, warnings } = await readAs('ofac-sdn', ...files);
  const count = (kind: string): number => parties.filter((party) => party.kind === kind).length;
  deepEqual(
    [parties.length, count('person'), count('vessel'), count('aircraft')],
    [7379, 3845, 323, 217],
  );
  deepEqual(
    warnings.map(({ code, count: times }) => [code, times]),
    [['orphan', 10]],
  );
});

const ROW = (id: string, remarks: string): string =>
  `${id},"X, Y","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"${remarks}"`;
const read = (sdn: string, comments = '', alt = '') =>
  readAs(
    'ofac-sdn',
    listFile('sdn.csv', Buffer.from(sdn, 'latin1')),
    listFile('alt.csv', alt),
    listFile('SDN_COMMENTS.CSV', comments),
  );

test('ends of files: 0x1A, no last newline, Latin-1, and a seam after a space', async () => {
  const wallet = 'Digital Currency Address - XBT ';
  const address = '1GqChmWqGtsaLrGbHfgdrV5Nkvahtjjuxr';
  const { parties } = await read(
    `${ROW('1', `DOB circa 1954; POB Cádiz, Spain; ${wallet}`)}\r\n\x1a`,
    `1,"${address}."`,
    '1,2,"fka","O\'TOOLE, ""Señor""",-0- \n\x1a',
  );
  const [party] = parties;
  deepEqual(party?.wallets, [{ symbol: 'XBT', published: address }]);
  deepEqual(party?.born, [{ from: '1954', to: '1954', approximate: true }]);
  deepEqual(party?.countries, ['ES']);
  equal(party?.names[1]?.kind, 'former');
  ok(party?.remarks?.includes('Cádiz'));
});

test('delimited files that are cut, changed or incomplete are errors with their line', async () => {
  const at = (label: RegExp) => (error: unknown) =>
    error instanceof InputError && label.test(`${error.label} ${error.message}`);
  const good = `${ROW('1', 'x')}\n`;
  await rejects(read(`${good}2,"A"`), at(/sdn\.csv:2 .*12 columns/));
  await rejects(read(`${good}2,"A`), at(/sdn\.csv:2/));
  await rejects(read(good + good), at(/sdn\.csv:2 .*once/));
  await rejects(read('ent_num,"SDN_Name",,,,,,,,,,\n'), at(/sdn\.csv:1 .*number/));
  await rejects(read(''), at(/parties/));
  const alone = readAs('ofac-sdn', listFile('sdn.csv', good));
  await rejects(alone, at(/sdn_comments together/));
});

test('all 641 addresses of the extracted lists are wallets', {
  skip: needsData(PLAIN),
}, async () => {
  const files = readdirSync(join(DATA, PLAIN)).map((name) => dataFile(`${PLAIN}/${name}`));
  const { parties, warnings } = await readAs('ofac-0xB10C', ...files);
  deepEqual(warnings, []);
  const wallets = parties.flatMap((party) => party.wallets);
  equal(wallets.length, 654);
  equal(parties.length, 641);
  equal(new Set(wallets.map(({ published }) => addressId(published))).size, 641);
  const of = (text: string) => parties.find(({ id }) => id === text)?.wallets.map((w) => w.symbol);
  // the symbol is no chain: a Tron address under XBT, one address under three symbols
  deepEqual(of('TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq'), ['XBT']);
  deepEqual(of('0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c')?.sort(), ['ARB', 'BSC', 'ETH']);
  deepEqual(of('1CF46Rfbp97absrs7zb7dFfZS6qBXUm9EP')?.sort(), ['USDT', 'XBT']);
  // no address at all: a listed text, kept as published
  ok(of('5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320'));
  // Tornado Cash was delisted on 21 March 2025, which a list of 2024 cannot know
  const pool = parties.find(({ id }) => id === '0x47ce0c6ed5b0ce3d3a51fdb1c52dc66a7c3c2936');
  ok(pool);
  const { from, to } = withKnownDays(pool, '2024-09-27');
  deepEqual([from, to], ['2022-08-08', '2025-03-21']);
  equal(withKnownDays(pool, '2025-06-01').to, null);
  const known = parties.filter((party) => withKnownDays(party, '2024-09-27').to !== null);
  equal(known.length, 56);
});
