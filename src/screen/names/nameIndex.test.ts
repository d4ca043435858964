import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListedParty, PartyDate } from '../../attribution/lists/party.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { createNameIndex, type NameIndex } from './nameIndex.ts';
import { sentenceOf } from './sentence.ts';

interface Given {
  readonly id: string;
  readonly kind?: ListedParty['kind'];
  readonly names: readonly string[];
  readonly weak?: readonly string[];
  readonly born?: readonly PartyDate[];
  readonly countries?: readonly string[];
  readonly documents?: readonly string[];
  readonly list?: string;
}

function party({ id, kind = 'person', names, weak = [], ...given }: Given): ListedParty {
  const name = (text: string, strong: boolean, i: number) =>
    ({ text, strong, kind: i === 0 ? 'primary' : 'alias', parts: null, script: null }) as const;
  return {
    list: given.list ?? 'ofac-sdn',
    id,
    kind,
    names: [
      ...names.map((text, i) => name(text, true, i)),
      ...weak.map((text) => name(text, false, 1)),
    ],
    programs: [],
    born: given.born ?? [],
    countries: given.countries ?? [],
    documents: (given.documents ?? []).map((number) => ({ kind: 'Passport', number })),
    wallets: [],
    from: null,
    to: null,
    remarks: null,
    url: null,
  };
}

const day = (from: string, approximate = false): PartyDate => ({ from, to: from, approximate });

const PARTIES = [
  party({
    id: '1',
    names: ['MADURO MOROS, Nicolas'],
    born: [day('1962-11-23')],
    countries: ['VE'],
  }),
  party({ id: '2', names: ['KIM, Jong Un'], weak: ['The Marshal'], born: [day('1984', true)] }),
  party({ id: '3', names: ['AL-TIKRITI, Khamis Sirhan'], documents: ['M-0012345'] }),
  party({ id: '4', kind: 'company', names: ['11420 CORP.'] }),
  party({ id: '5', kind: 'company', names: ['ROSNEFT TRADING S.A.', 'RTSA'] }),
  party({ id: '6', kind: 'vessel', names: ['HERO II'], documents: ['IMO 9362073'] }),
  party({ id: 'QDi.1', list: 'un', names: ['Nicolás Maduro Moros'] }),
];
const index = createNameIndex(PARTIES);

function ids(names: string, options: Parameters<NameIndex['match']>[1] = {}): string[] {
  return index.match({ names: [names] }, options).map(({ party: { id } }) => id);
}

describe('the index of names', () => {
  test('finds a party by every spelling of its name', () => {
    for (const name of [
      'Nicolas Maduro',
      'nikolas maduro',
      'Николас Мадуро',
      'Maduro Moros Nicolás',
    ]) {
      assert.deepEqual(ids(name).toSorted(), ['1', 'QDi.1'], name);
    }
    for (const name of ['Kim Jong-Un', 'kim jongun', '김정은', 'Kim Chong Un']) {
      assert.deepEqual(ids(name), ['2'], name);
    }
  });

  test('finds a Chinese name in another system of romanization', () => {
    const own = createNameIndex([party({ id: 'x', names: ['DENG, Xiaoping'] })]);
    for (const name of ["Teng Hsiao-p'ing", 'Teng Hsiaoping', '邓小平', '鄧小平']) {
      assert.equal(own.match({ names: [name] })[0]?.party.id, 'x', name);
    }
  });

  test('looks into the lists that are asked for, and no others', () => {
    assert.deepEqual(ids('Nicolas Maduro', { lists: ['un'] }), ['QDi.1']);
    assert.deepEqual(ids('Nicolas Maduro', { lists: ['uk'] }), []);
  });

  test('takes the threshold of each list', () => {
    assert.deepEqual(ids('Nikolas Maduro', { thresholds: { un: 0.99 } }), ['1']);
  });

  test('nothing matches a legal form or a stop word alone', () => {
    assert.deepEqual(ids('CORP'), []);
    assert.deepEqual(ids('so-called'), []);
    assert.deepEqual(ids('Belletech Corp'), []);
    assert.deepEqual(ids('11420 Corp'), ['4']);
  });

  test('a weak alias counts a little less', () => {
    const [found] = index.match({ names: ['The Marshal'] });
    assert.equal(found?.party.id, '2');
    assert.ok(found.score < 1);
    assert.ok(found.features.some(({ feature }) => feature === 'alias'));
  });

  test('a document number is enough, and takes no other field out of account', () => {
    const [byNumber] = index.match({ names: [], documents: ['m0012345'] });
    assert.equal(byNumber?.party.id, '3');
    const both = index.match({ names: ['Nicolas Maduro'], documents: ['M 0012345', '9362073'] });
    assert.deepEqual(both.map(({ party: { id } }) => id).toSorted(), ['1', '3', 'QDi.1']);
  });

  test('evidence for never lowers and evidence against never raises a score', () => {
    const score = (more: object) =>
      index.explain({ names: ['Nikolas Maduro'], ...more }, 'ofac-sdn', '1')?.score ?? 0;
    const plain = score({});
    const order = [
      score({ born: '1930-01-01' }),
      score({ born: '1960-01-01' }),
      score({ born: '1963-06-01' }),
      plain,
      score({ born: '1962' }),
      score({ born: '1962-11-23' }),
      score({ born: '1962-11-23', countries: ['VE'] }),
    ];
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    assert.ok(score({ countries: ['FR'] }) < plain);
    assert.ok(score({ kind: 'company' }) < plain);
    // A date of birth alone decides nothing
    assert.ok(plain - score({ born: '1930' }) < 0.2);
    assert.deepEqual(index.match({ names: ['Pedro Perez'], born: '1962-11-23' }), []);
  });

  test('an approximate year agrees within two years', () => {
    const score = (born: string) =>
      index.explain({ names: ['Kim Jong Un'], born }, 'ofac-sdn', '2')?.features ?? [];
    const sign = (born: string) =>
      Math.sign(score(born).find(({ feature }) => feature === 'born')?.contribution ?? 0);
    assert.deepEqual(['1982', '1984-01-08', '1990'].map(sign), [1, 1, -1]);
  });

  test('says why a party matched and why it did not', () => {
    const query = { names: ['Nikolas Maduro'], born: '1930' };
    const match = index.explain(query, 'ofac-sdn', '1', { threshold: 0.95 });
    assert.ok(match && !match.match);
    const sum = match.features.reduce((total, { contribution }) => total + contribution, 0);
    assert.ok(Math.abs(sum - match.score) < 1e-9);
    const sentence = sentenceOf(match);
    assert.match(sentence, /does not reach the threshold of 0\.95/);
    assert.match(sentence, /"nikolas" sounds like "nicolas"/);
    assert.match(sentence, /more than three years apart: 1930 and 1962-11-23/);
    const none = index.explain({ names: ['Somebody'] }, 'ofac-sdn', '1');
    assert.match(none ? sentenceOf(none) : '', /no word agrees/);
    assert.equal(index.explain(query, 'ofac-sdn', '99'), null);
  });

  test('says where alphabets are mixed', () => {
    const [found] = index.match({ names: ['Nісоlаs Mаdurо'] });
    assert.equal(found?.score !== undefined && found.score > 0.9, true);
    assert.match(found?.notes.join() ?? '', /mixes alphabets/);
  });

  test('answers a party that is there twice once', () => {
    const twice = createNameIndex([...PARTIES, PARTIES[0]!]);
    assert.equal(twice.duplicates, 1);
    assert.equal(twice.match({ names: ['Nicolas Maduro'] }, { lists: ['ofac-sdn'] }).length, 1);
  });

  test('refuses what is no query, and bears long and odd ones', () => {
    for (const names of [[], [''], ['…!'], ['\u200b']]) {
      assert.throws(() => index.match({ names }), InputError);
    }
    assert.throws(() => index.match({ names: ['x'.repeat(10_001)] }), LimitError);
    assert.throws(() => index.match({ names: Array(51).fill('a b') }), LimitError);
    assert.throws(() => index.match({ names: ['a'], born: '1962-13' }), InputError);
    assert.throws(() => index.match({ names: ['a'] }, { limit: 0 }), InputError);
    assert.throws(() => index.match({ names: ['a'] }, { threshold: 2 }), InputError);
    assert.deepEqual(ids('x'.repeat(10_000)), []);
    assert.deepEqual(ids('a b '.repeat(2_500)), []);
    assert.deepEqual(ids('\u{1F600} \u0301\u0301 q\u0301\u0301'), []);
    assert.equal(createNameIndex([]).match({ names: ['Maduro'] }).length, 0);
  });
});
