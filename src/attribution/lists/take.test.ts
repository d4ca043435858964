import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { listOf } from '../../../test/attribution/list-file.ts';
import { anyCharacter } from '../../../test/characters.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { changesBetween, deltasOf } from './changes.ts';
import { packParties, unpackParties } from './compact.ts';
import { isListedOn } from './history.ts';
import { readCurrent, readParties, readVersion, versionsOf } from './kept.ts';
import { namedParties, openLists, partiesAt, statementsOf } from './open.ts';
import { type ListedParty, PARTY_KINDS } from './party.ts';
import { type Delivery, type Taken, takeVersion } from './take.ts';

const SDN = listOf('ofac-sdn');
const NOW = Date.UTC(2026, 10, 28) / 1000;
const wallet = (n: number): string => `0x${String(n).padStart(40, '0')}`;

interface Entry {
  readonly id: number;
  readonly name?: string;
  readonly wallets?: readonly number[];
}

const idOf = (n: number): string =>
  `<id><idType>Digital Currency Address - ETH</idType><idNumber>${wallet(n)}</idNumber></id>`;
const entryOf = ({ id, name = `PARTY ${id}`, wallets = [] }: Entry): string =>
  `<sdnEntry><uid>${id}</uid><lastName>${name}</lastName><sdnType>Entity</sdnType>` +
  `<idList>${wallets.map(idOf).join('')}</idList></sdnEntry>`;
const xml = (american: string, entries: readonly Entry[]): string =>
  `<sdnList><publshInformation><Publish_Date>${american}</Publish_Date></publshInformation>` +
  `${entries.map(entryOf).join('')}</sdnList>`;

const many = (count: number): Entry[] => Array.from({ length: count }, (_, id) => ({ id }));

function kept(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'hue-lists-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const take = (text: string, own: Partial<Delivery> = {}): Promise<Taken> => {
    const path = join(folder, 'delivered.xml');
    writeFileSync(path, text);
    const files = [{ name: 'SDN.XML', path }];
    const delivery = { isFromPublisher: true, date: null, etag: null, modified: null };
    return takeVersion(folder, SDN, { ...delivery, files, time: NOW, accept: false, ...own });
  };
  const open = (now = NOW) => openLists(folder, [SDN], now);
  return { folder, take, open };
}

test('a version is kept as it came, with what has changed since the one before', async (t) => {
  const { folder, take } = kept(t);
  const first = xml('11/01/2026', [{ id: 1, wallets: [1] }, { id: 2 }, { id: 3 }]);
  equal((await take(first)).kind, 'new');
  const second = xml('11/02/2026', [{ id: 1, name: 'NEW NAME' }, { id: 3 }, { id: 4 }]);
  const { kind, version, changes } = await take(second);
  deepEqual([kind, version.version, version.parties], ['new', '2026-11-02', 3]);
  deepEqual(
    changes?.added.map(({ id }) => id),
    ['4'],
  );
  deepEqual(
    changes?.removed.map(({ id }) => id),
    ['2'],
  );
  deepEqual(
    changes?.altered.map(({ fields }) => fields),
    [['names', 'wallets']],
  );
  const source = readFileSync(join(folder, 'ofac-sdn/2026-11-01/source/SDN.XML.gz'));
  equal(gunzipSync(source).toString(), first);
  equal(readVersion(folder, 'ofac-sdn', '2026-11-01').digest, sha256(first));
  ok(!readdirSync(join(folder, 'ofac-sdn')).some((name) => name.includes('part')));
  // the form in which changes are handed on
  ok(changes);
  deepEqual(
    deltasOf(changes).map(({ op, entity }) => [op, entity.id]),
    [
      ['ADD', 'ofac-sdn-4'],
      ['MOD', 'ofac-sdn-1'],
      ['DEL', `ofac-sdn-1-${wallet(1)}`],
      ['DEL', 'ofac-sdn-2'],
    ],
  );
});

test('who vanishes is closed on the day of the version without them, never deleted', async (t) => {
  const { take, open } = kept(t);
  const day = { isFromPublisher: false };
  await take(
    xml('11/01/2026', [{ id: 1, wallets: [1, 2] }, { id: 2, wallets: [3] }, { id: 3 }]),
    day,
  );
  await take(xml('11/05/2026', [{ id: 1, wallets: [1] }, { id: 3 }]), day);
  // a version from between them comes last: it tells that the second party went earlier
  equal(
    (await take(xml('11/03/2026', [{ id: 1, wallets: [1, 2] }, { id: 3 }]), day)).kind,
    'older',
  );
  const opened = open(Date.UTC(2026, 10, 6) / 1000);
  const [list] = opened.lists;
  ok(list);
  equal(list.version.version, '2026-11-05');
  const ends = new Map(statementsOf(opened).map((one) => [one.published, one.state.to]));
  deepEqual(
    ends,
    new Map([
      [wallet(1), null],
      [wallet(3), '2026-11-03'],
      [wallet(2), '2026-11-05'],
    ]),
  );
  const at = (when: string): string[] =>
    partiesAt(list, when).flatMap((party) => party.wallets.map(({ published }) => published));
  deepEqual(at('2026-11-02').sort(), [wallet(1), wallet(2), wallet(3)]);
  deepEqual(at('2026-11-03').sort(), [wallet(1), wallet(2)]);
  deepEqual(at('2026-11-05'), [wallet(1)]);
  deepEqual(opened.problems, []);
  equal(namedParties(opened).filter(({ to }) => to === null).length, 2);
});

test('a broken, suspiciously smaller or dateless list replaces nothing', async (t) => {
  const { folder, take, open } = kept(t);
  await take(xml('11/01/2026', many(400)));
  const before = readFileSync(join(folder, 'ofac-sdn/current.json'), 'utf8');
  const smaller = xml('11/02/2026', many(379));
  await rejects(take(smaller), /379 parties for 400/);
  const renumbered = many(400).map(({ id }) => ({ id: id + 100 }));
  await rejects(take(xml('11/02/2026', renumbered)), /100 parties gone/);
  await rejects(take(xml('11/02/2026', many(400)).slice(0, -30)), InputError);
  await rejects(take('<html>down for maintenance</html>'), /format/);
  await rejects(take(xml('11/02/2026', [])), /no party/);
  await rejects(take(xml('soon', many(400))), /the day of the list/);
  await rejects(take(xml('11/02/2026', [...many(400), { id: 7 }])), /once/);
  equal(readFileSync(join(folder, 'ofac-sdn/current.json'), 'utf8'), before);
  deepEqual(
    versionsOf(folder, 'ofac-sdn').map(({ version }) => version),
    ['2026-11-01'],
  );
  // 20 of 400 are no more than 1 in 20, and a person may take what is more
  equal((await take(xml('11/02/2026', many(380)))).kind, 'new');
  equal((await take(xml('11/03/2026', many(100)), { accept: true })).kind, 'new');
  equal(open().lists[0]?.version.parties, 100);
});

test('the same bytes confirm a version; a publisher who goes back has a new one', async (t) => {
  const { folder, take } = kept(t);
  const one = `<sdnList>${entryOf({ id: 1, name: 'A' })}</sdnList>`;
  const two = one.replace('>A<', '>B<');
  await take(one, { date: '2026-11-01', time: NOW - 100 });
  equal((await take(one, { date: '2026-11-02' })).kind, 'same');
  equal(readCurrent(folder, 'ofac-sdn')?.checked, NOW);
  await take(two, { date: '2026-11-02' });
  const { kind, version } = await take(one, { date: '2026-11-03' });
  deepEqual([kind, version.version], ['new', '2026-11-03']);
  equal((await take(two, { date: '2026-11-04', isFromPublisher: false })).kind, 'same');
  equal(readCurrent(folder, 'ofac-sdn')?.version, '2026-11-03');
});

test('missing, stale and damaged lists are said', async (t) => {
  const { folder, take, open } = kept(t);
  deepEqual(open().problems.length, 1);
  await take(xml('11/01/2026', many(3)));
  deepEqual(open().problems, []);
  const later = open(NOW + 8 * 86_400);
  ok(later.lists[0]?.stale);
  ok(later.problems[0]?.text.includes('8 days old'));
  // a copy is as old as the day it bears, however late it is imported
  await take(xml('11/15/2026', many(4)), { isFromPublisher: false });
  ok(open().lists[0]?.stale);
  const path = join(folder, 'ofac-sdn/2026-11-15/parties.txt');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('PARTY 2', 'PARTY 9'));
  deepEqual(open().lists, []);
  ok(open().problems[0]?.text.includes('other bytes'));
  throws(() => readParties(folder, readVersion(folder, 'ofac-sdn', '../x')), /imported|2026/);
  ok(existsSync(path));
});

const text = fc
  .string({ unit: anyCharacter, minLength: 1, maxLength: 12 })
  .map((any) => any.toWellFormed());
const day = fc.constantFrom('2020-01-01', '2021-06-30', '2024-02-29');
const party: fc.Arbitrary<ListedParty> = fc.record({
  list: fc.constant('un'),
  id: text,
  kind: fc.constantFrom(...PARTY_KINDS),
  names: fc.array(
    fc.record({
      text,
      kind: fc.constantFrom('primary', 'alias', 'former', 'original-script'),
      strong: fc.boolean(),
      parts: fc.option(fc.record({ given: text, family: text })),
      script: fc.option(fc.constant('Cyrl')),
    }),
    { maxLength: 3 },
  ),
  programs: fc.array(text, { maxLength: 2 }),
  born: fc.array(fc.record({ from: day, to: day, approximate: fc.boolean() }), { maxLength: 2 }),
  countries: fc.array(fc.constantFrom('KP', 'IR'), { maxLength: 2 }),
  documents: fc.array(fc.record({ kind: text, number: text }), { maxLength: 2 }),
  wallets: fc.array(fc.record({ published: text, symbol: text }), { maxLength: 2 }),
  from: fc.option(day),
  to: fc.option(day),
  remarks: fc.option(text),
  url: fc.option(text),
});

test('parties come out of their compact form as they went in', () => {
  fc.assert(
    fc.property(fc.array(party, { maxLength: 4 }), (parties) => {
      const text = JSON.stringify(parties);
      // the separators themselves become spaces
      fc.pre(!/\\u001[c-f]/.test(text));
      equal(JSON.stringify(unpackParties(packParties('un', parties), 'x')), text);
    }),
  );
  throws(() => unpackParties('hue-parties-0 un', 'x'), InputError);
});

test('nothing differs from itself, and both ways say the same', () => {
  const unique = fc.uniqueArray(party, { selector: ({ id }) => id, maxLength: 5 });
  fc.assert(
    fc.property(unique, unique, (a, b) => {
      const none = changesBetween(a, a);
      deepEqual([none.added, none.removed, none.altered], [[], [], []]);
      const [there, back] = [changesBetween(a, b), changesBetween(b, a)];
      deepEqual(there.added, back.removed);
      deepEqual(there.altered.length, back.altered.length);
      ok(a.every((one) => one.to === null || !isListedOn(one, one.to)));
    }),
  );
});
