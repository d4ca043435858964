import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressReading } from '../../attribution/forms/key.ts';
import { readAddressText } from '../../attribution/forms/read.ts';
import type { ListedParty } from '../../attribution/lists/party.ts';
import { createNames } from '../../attribution/names.ts';
import { InputError } from '../../base/errors.ts';
import type { Directory, Listing, SourceAge } from '../directory.ts';
import { createNameIndex } from '../names/nameIndex.ts';
import { chainalysisAnswer, chainalysisAnswerSchema } from './chainalysis.ts';
import { trmAnswer, trmAnswerSchema, trmRequestSchema } from './trm.ts';
import { yenteAnswer, yenteAnswerSchema, yenteRequestSchema } from './yente.ts';

const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const OTHER = '0x0000000000000000000000000000000000001234';
const FRESH: SourceAge = { kind: 'list', name: 'ofac-sdn', version: '1', ageDays: 0, stale: false };

function reading(text: string): AddressReading {
  const read = readAddressText(text, null);
  if ('fault' in read) throw new Error(read.expected);
  return read;
}

function directory(
  to: string | null = null,
  sources: readonly SourceAge[] = [FRESH],
  state: Listing['state'] = 'sanctioned',
): Directory {
  const listing: Listing = {
    ...{ list: 'ofac-sdn', version: '1', id: '12345', name: 'LAZARUS GROUP', to, state },
    ...{ programs: ['DPRK3'], from: '2022-04-14', published: LISTED, strength: 'exact' },
    url: 'https://list.example/12345',
  };
  return {
    names: createNames([]),
    sources,
    problems: [],
    find: ({ keys }) => {
      const found = keys.some(({ text }) => text.toLowerCase() === LISTED.toLowerCase());
      return { name: null, tags: [], listings: found ? [listing] : [] };
    },
  };
}

test('Chainalysis: a listed address in any case is identified, another is an empty list', () => {
  for (const text of [LISTED, LISTED.toLowerCase(), LISTED.slice(2)]) {
    const answer = chainalysisAnswerSchema.parse(chainalysisAnswer(reading(text), directory()));
    equal(answer.identifications[0]?.category, 'sanctions');
    equal(answer.identifications[0]?.url, 'https://list.example/12345');
  }
  deepEqual(chainalysisAnswer(reading(OTHER), directory()).identifications, []);
  deepEqual(chainalysisAnswer(reading(LISTED), directory('2023-01-01')).identifications, []);
});

test('a flag or a seizure is no sanction, whatever list it stands on', () => {
  for (const state of ['flagged_by', 'seized'] as const) {
    const lists = directory(null, [FRESH], state);
    deepEqual(chainalysisAnswer(reading(LISTED), lists).identifications, []);
    equal(trmAnswer([reading(LISTED)], lists)[0]?.isSanctioned, false);
    const asked = { schema: 'CryptoWallet', properties: { publicKey: LISTED } };
    const request = yenteRequestSchema.parse({ queries: { asked } });
    const [wallet] =
      yenteAnswer(request, lists, createNameIndex([])).responses.asked?.results ?? [];
    deepEqual([wallet?.match, wallet?.properties.topics], [false, []]);
  }
});

test('"not listed" is not said without the lists', () => {
  const stale = { ...FRESH, stale: true, ageDays: 40 };
  for (const sources of [[], [stale]]) {
    const lists = directory(null, sources);
    throws(() => chainalysisAnswer(reading(OTHER), lists), InputError);
    throws(() => trmAnswer([reading(OTHER)], lists), InputError);
    // what is listed is listed, however old the list
    equal(trmAnswer([reading(LISTED)], lists)[0]?.isSanctioned, true);
  }
});

test('TRM: each address is echoed as it was written, in order', () => {
  const request = trmRequestSchema.parse([{ address: OTHER }, { address: LISTED.toLowerCase() }]);
  const answer = trmAnswer(
    request.map(({ address }) => reading(address)),
    directory(),
  );
  deepEqual(trmAnswerSchema.parse(answer), [
    { address: OTHER, isSanctioned: false },
    { address: LISTED.toLowerCase(), isSanctioned: true },
  ]);
});

const party: ListedParty = {
  ...{ list: 'ofac-sdn', id: '9', kind: 'person', programs: ['DPRK'], documents: [], wallets: [] },
  names: [
    { text: 'PAK, Jin Hyok', kind: 'primary', strong: true, parts: null, script: null },
    { text: 'PARK, Jin Hek', kind: 'alias', strong: true, parts: null, script: null },
  ],
  born: [{ from: '1984-08-15', to: '1984-08-15', approximate: false }],
  ...{ countries: ['KP'], from: '2018-09-06', to: null, remarks: null, url: null },
};

test('yente: names and wallets are matched, and one bad query leaves the others', () => {
  const request = yenteRequestSchema.parse({
    queries: {
      name: {
        schema: 'Person',
        properties: { name: ['Jin Hyok Park'], birthDate: ['1984-08-15'] },
      },
      wallet: { schema: 'CryptoWallet', properties: { publicKey: LISTED.slice(2).toUpperCase() } },
      empty: { schema: 'Person', properties: {} },
      bad: { schema: 'CryptoWallet', properties: { publicKey: 'nothing' } },
    },
  });
  const answer = yenteAnswerSchema.parse(
    yenteAnswer(request, directory(), createNameIndex([party])),
  );
  const { name, wallet, empty, bad } = answer.responses;
  deepEqual(
    [name?.status, name?.results[0]?.id, name?.results[0]?.match],
    [200, 'ofac-sdn-9', true],
  );
  deepEqual([wallet?.results[0]?.score, wallet?.results[0]?.caption], [1, 'LAZARUS GROUP']);
  deepEqual([empty?.status, bad?.status], [400, 400]);
});
