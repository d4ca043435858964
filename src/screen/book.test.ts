import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressReading } from '../attribution/forms/key.ts';
import { readAddressText } from '../attribution/forms/read.ts';
import { LISTS } from '../attribution/lists/index.ts';
import type { ListedParty } from '../attribution/lists/party.ts';
import type { Tag } from '../attribution/tags.ts';
import { found } from '../base/assert.ts';
import { parseChain } from '../ledger/chains.ts';
import { openBook } from './book.ts';

const NOW = 1_717_200_000;
const OFAC = found(LISTS[0], 'a list');

function party(id: string, published: string, symbol: string): ListedParty {
  return {
    ...{ list: OFAC.id, id, kind: 'person', programs: ['DPRK3'], born: [], countries: [] },
    names: [{ text: `PARTY ${id}`, kind: 'primary', strong: true, parts: null, script: null }],
    ...{ documents: [], wallets: [{ published, symbol }], remarks: null, url: null },
    ...{ from: '2022-04-14', to: null },
  };
}

const EVM = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const KEY_HASH = '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH';
const PARTIES = [
  party('1', EVM, 'ETH'),
  party('2', KEY_HASH, 'XBT'),
  // a Tron address that OFAC filed under XBT
  party('3', 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq', 'XBT'),
  party('4', '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320', 'XMR'),
];

const version = {
  ...{ list: OFAC.id, version: '2024-05-30', published: '2024-05-30', fetched: NOW - 86_400 },
  ...{ digest: '0'.repeat(64), parties: 4, wallets: 4, reader: 'made up', packed: '', files: [] },
};

const BOOK = openBook(
  null,
  { lists: [{ list: OFAC, version, age: 86_400, stale: false, parties: PARTIES }], problems: [] },
  NOW,
);

function reading(text: string, hint: string | null = null, listed = false): AddressReading {
  const read = readAddressText(text, hint, listed);
  ok(!('fault' in read), text);
  return read;
}

function strengths(text: string, hint: string | null = null, listed = false): string[] {
  return BOOK.find(reading(text, hint, listed)).listings.map(
    ({ id, strength }) => `${id} ${strength}`,
  );
}

test('a listed address is found in every form, with how sure that is', () => {
  for (const text of [EVM, EVM.toLowerCase(), EVM.slice(2), EVM.toUpperCase()]) {
    deepEqual(strengths(text), ['1 exact'], text);
  }
  deepEqual(strengths(EVM, 'bsc'), ['1 exact']);
  deepEqual(strengths('TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq'), ['3 exact']);
  deepEqual(strengths(KEY_HASH, 'bitcoin'), ['2 exact']);
  // P2WPKH of the same key hash
  deepEqual(strengths('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), ['2 same-key']);
  const xmr = PARTIES[3]?.wallets[0]?.published ?? '';
  deepEqual(strengths(xmr, null, true), ['4 same-text']);
});

test('what is not listed is not found, and a quick look misses nothing', () => {
  const other = `${EVM.slice(0, -1)}5`.toLowerCase();
  deepEqual(strengths(other), []);
  const all = [EVM, other, KEY_HASH, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'];
  deepEqual(BOOK.may(all.map((text) => reading(text))), [true, false, true, true]);
});

test('a listing is a state of its address, for its span, on every chain of its key', () => {
  const { name } = BOOK.find(reading(EVM));
  deepEqual(
    name?.states.map(({ state, by, from, to }) => [state, by, from, to]),
    [['sanctioned', OFAC.title, '2022-04-14', null]],
  );
  for (const chain of ['eip155:1', 'eip155:56']) {
    equal(BOOK.names.nameOf(chain, EVM.toLowerCase())?.states.length, 1, chain);
  }
  equal(BOOK.names.nameOf('eip155:1', `0x${'9'.repeat(40)}`), null);
});

test('a tag counts once, however many readings its text has', () => {
  const holder = '33HHUHRZ6W3Q5fjBEg6qMKup3tpaAvQgAr';
  const tag: Tag = {
    ...{ chain: parseChain('bitcoin', 'chain').id, holder, label: 'a thief', entity: null },
    ...{ entityType: 'person.eoa', category: null, conduct: ['stolen_funds'], states: [] },
    ...{ source: 'made up', sourceDate: null, url: null, grade: 'G4', level: null },
    ...{ inherited: false, firstSeen: null, lastSeen: null, shareable: null, licence: null },
    origin: { file: 'made up', line: 1 },
  };
  const own = reading(holder);
  ok(own.keys.length > 1, 'Bitcoin, Litecoin and others write this address');
  const bytes = Buffer.from(found(own.keys[0], 'a key').bytes);
  const store = {
    ...{ size: 1, sets: [], findMany: () => {}, tagsOf: (at: number) => (at < 0 ? [] : [tag]) },
    find: (key: Uint8Array) => (bytes.equals(key) ? 0 : -1),
  };
  const { tags, name } = openBook(store, { lists: [], problems: [] }, NOW).find(own);
  deepEqual([tags.length, name?.label], [1, 'a thief']);
});

test('a list that is missing is stale, and says so', () => {
  const problems = [{ list: 'un', text: 'never imported' }];
  const { sources } = openBook(null, { lists: [], problems }, NOW);
  deepEqual(sources, [{ kind: 'list', name: 'un', version: null, ageDays: null, stale: true }]);
});
