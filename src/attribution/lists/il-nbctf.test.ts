import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { dataFile, listFile, readAs } from '../../../test/attribution/list-file.ts';
import { needsData } from '../../../test/needs.ts';

const FOLDER = 'tron-seizure-orders-israel';

test('wallets by order, with the days that can be read one way', {
  skip: needsData(FOLDER),
}, async () => {
  const files = ['tron_wallets.csv', 'aso_inventory.csv'].map((name) =>
    dataFile(`${FOLDER}/${name}`),
  );
  const { parties, warnings } = await readAs('il-nbctf', ...files);
  deepEqual(warnings, []);
  equal(parties.length, 143);
  const wallets = parties.flatMap((party) => party.wallets.map(({ published }) => published));
  equal(new Set(wallets).size, 141);
  // one wallet under two orders stands in both
  const twice = parties.filter(({ id }) => id.endsWith('TR2nTb64cQMx6tqFwisoC6o7barFWHhPiw'));
  deepEqual(
    twice.flatMap(({ programs }) => programs),
    ['ASO 15/22', 'ASO 19/23'],
  );
  const signed = new Map(parties.map(({ programs: [order = ''], from }) => [order, from]));
  // 06/30/2021 has one reading, 03/07/2022 has two
  deepEqual([signed.get('ASO 44/21'), signed.get('ASO 15/22')], ['2021-06-30', null]);
  const misprint = parties.find(({ remarks }) => remarks?.includes('copy from OG pdf is wrong'));
  deepEqual(misprint?.wallets[0]?.published, 'TGhZ3tPL68rWdqfFivhksoRgEp6uwvG1N7');
});

const HEAD =
  'schema,order_id,start_date,end_date,last_updated,name,alias,id_no,id_country,residency_no,' +
  'residency_country,passport_no,passport_country,dob,email,phone,wallet_address,account_id,' +
  'platform,currency,order_url,forfeiture_order_url,annex_url';

test('orders as transcribed: holders keep their wallets together, orders run out', async () => {
  const row = (order: string, name: string, wallet: string, account = '') =>
    `${name ? 'Person' : 'Wallet'},${order},2026-07-01,2028-07-01,,${name},,,,,,,,,,,${wallet},${account},Binance,USDT,https://o,,`;
  const wallets = ['TBfJfBYSpVPLDoFzvg3zCnc4Kvpb48cME5', 'TC7VZ9F3v34byjjdLN9t9c3juzfBisPE4u'];
  const text = [
    HEAD,
    row('ASO 1/26', 'Ana', wallets[0] ?? ''),
    row('ASO 1/26', 'Ana', wallets[1] ?? ''),
    row('ASO 2/26', '', wallets[0] ?? ''),
    row('ASO 2/26', '', '', '12345'),
  ].join('\n');
  const { parties } = await readAs('il-nbctf', listFile('seizures.csv', text));
  deepEqual(
    parties.map(({ id, kind, wallets: own }) => [id, kind, own.length]),
    [
      ['ASO 1/26 Ana', 'person', 2],
      [`ASO 2/26 ${wallets[0]}`, 'wallet', 1],
      ['ASO 2/26 12345', 'wallet', 0],
    ],
  );
  deepEqual([parties[0]?.from, parties[0]?.to], ['2026-07-01', '2028-07-01']);
  // an account is no address
  deepEqual(parties[2]?.documents, [{ kind: 'account Binance', number: '12345' }]);
  const cut = text.slice(0, text.lastIndexOf(','));
  await rejects(readAs('il-nbctf', listFile('seizures.csv', cut)), /seizures\.csv:5/);
});
