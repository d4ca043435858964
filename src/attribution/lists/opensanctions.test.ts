import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile, listOf, readAs } from '../../../test/attribution/list-file.ts';

const TRON = 'TBfJfBYSpVPLDoFzvg3zCnc4Kvpb48cME5';
const BITCOIN = '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h';
const ENTITIES = [
  {
    id: 'NK-1',
    caption: 'Ana Example',
    schema: 'Person',
    properties: {
      name: ['Ana Example', 'Анна'],
      weakAlias: ['Ana'],
      birthDate: ['1951-06-19', '1952'],
      nationality: ['kp'],
      topics: ['sanction'],
      programId: ['US-DPRK'],
    },
  },
  { id: 'NK-2', schema: 'Person', properties: { name: ['A Politician'], topics: ['role.pep'] } },
  {
    id: 'w1',
    schema: 'CryptoWallet',
    properties: { publicKey: [BITCOIN], currency: ['BTC'], holder: ['NK-1'] },
  },
  {
    id: 'w2',
    schema: 'CryptoWallet',
    properties: { publicKey: [TRON], currency: ['USDT'], holder: ['NK-1'] },
  },
  { id: 'w3', schema: 'CryptoWallet', properties: { publicKey: ['x'.repeat(40)] } },
  {
    id: 's1',
    schema: 'Sanction',
    properties: { entity: ['w2'], startDate: ['2021-01-01'], endDate: ['2023-01-01'] },
  },
  { id: 's2', schema: 'Sanction', properties: { entity: ['NK-1'], startDate: ['2020-05-05'] } },
  { id: 'a1', schema: 'Address', properties: { full: ['Somewhere'] } },
];
const LINES = ENTITIES.map((entity) => JSON.stringify(entity)).join('\n');

test('sanctioned entities with wallets; a wallet of its own order has its own days', async () => {
  const { parties } = await readAs('opensanctions', listFile('entities.ftm.json', LINES, 37));
  deepEqual(
    parties.map(({ id, kind, from, to, wallets }) => [id, kind, from, to, wallets]),
    [
      ['w2', 'wallet', '2021-01-01', '2023-01-01', [{ published: TRON, symbol: 'USDT' }]],
      ['NK-1', 'person', '2020-05-05', null, [{ published: BITCOIN, symbol: 'BTC' }]],
    ],
  );
  const [wallet, person] = parties;
  equal(wallet?.remarks, 'holder: Ana Example');
  deepEqual(
    person?.names.map(({ kind, strong }) => [kind, strong]),
    [
      ['primary', true],
      ['original-script', true],
      ['alias', false],
    ],
  );
  deepEqual([person?.countries, person?.programs], [['KP'], ['US-DPRK']]);
  equal(listOf('opensanctions').on, false);
});

test('a line that is cut or no entity is an error with its number', async () => {
  const read = (text: string) => readAs('opensanctions', listFile('f.json', text));
  await rejects(read(LINES.slice(0, -20)), /f\.json:8/);
  await rejects(read(`${LINES}\n{"id":"x","schema":"Person"}`), /f\.json:9/);
  await rejects(read('{"id":"a","schema":"Address","properties":{}}'), /no party/);
});
