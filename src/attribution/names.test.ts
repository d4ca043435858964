import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createNames } from './names.ts';
import { type Tag, tagOf } from './tags.ts';
import { GRADES } from './taxonomy.ts';

const ETHEREUM = 'eip155:1';
const HOLDER = '0x28c6c06298d514db089934071355e5743bf21d60';
const ZERO = `0x${'0'.repeat(40)}`;

function tag(label: string, category: string, change: Partial<Tag> = {}): Tag {
  const words = category === '' ? [] : [category];
  const made = tagOf({
    chain: ETHEREUM,
    holder: HOLDER,
    label,
    category,
    words,
    actor: null,
    states: [],
    source: 'a list',
    sourceDate: null,
    url: null,
    grade: 'G5',
    level: null,
    inherited: false,
    firstSeen: null,
    lastSeen: null,
    shareable: null,
    licence: null,
    origin: { file: 'f', line: 1 },
  });
  return { ...made, ...change };
}

function nameOf(tags: readonly Tag[], at?: number) {
  return createNames(tags).nameOf(ETHEREUM, HOLDER, at);
}

const BLACKLISTED = {
  state: 'issuer_frozen',
  by: 'USDT',
  from: null,
  to: null,
  reference: '0xab',
  confirmed: false,
} as const;

describe('a name', () => {
  test('is null where nothing is known', () => {
    assert.equal(nameOf([]), null);
  });

  test('applies on its own ledger only', () => {
    const names = createNames([tag('Binance 14', 'exchange')]);
    assert.equal(names.nameOf(ETHEREUM, HOLDER)?.entity, 'Binance');
    assert.equal(names.nameOf('eip155:56', HOLDER), null);
    assert.equal(names.size, 1);
  });

  test('is that of the better grade, then the newer date, then the source by name', () => {
    const base = tag('Binance 14', 'exchange', { grade: 'G5', sourceDate: '2022-01-01' });
    const better = tag('Kraken 5', 'exchange', { grade: 'G4', sourceDate: '2020-01-01' });
    const newer = tag('OKX 3', 'exchange', { grade: 'G5', sourceDate: '2023-01-01' });
    const first = tag('Gemini 4', 'exchange', {
      grade: 'G5',
      sourceDate: '2022-01-01',
      source: 'A list',
    });
    assert.equal(nameOf([base, better])?.entity, 'Kraken');
    assert.equal(nameOf([base, newer])?.entity, 'OKX');
    assert.equal(nameOf([base, first])?.entity, 'Gemini');
  });

  test('keeps and shows what lost, and says that it is contested', () => {
    const winner = tag('Binance 14', 'exchange', { grade: 'G4' });
    const loser = tag('Kraken 5', 'exchange', { grade: 'G8' });
    const name = nameOf([loser, winner]);
    assert.equal(name?.contested, true);
    assert.deepEqual(name?.others, [loser]);
    const same = tag('binance.com', 'exchange', { grade: 'G8' });
    assert.equal(nameOf([winner, same])?.contested, false);
    const kind = tag('Somebody', 'gambling', { grade: 'G8' });
    assert.equal(nameOf([winner, kind])?.contested, true);
  });

  test('does not depend on the order of import', () => {
    const labels = fc.constantFrom('Binance 14', 'Kraken 5', 'LI.FI Exploiter 10', 'Hot Wallet');
    const plain = { noNullPrototype: true };
    const place = { file: fc.constantFrom('x', 'y'), line: fc.nat(3) };
    const parts = {
      grade: fc.constantFrom(...GRADES),
      sourceDate: fc.constantFrom(null, '2022-01-01', '2023-01-01'),
      source: fc.constantFrom('a', 'b'),
      level: fc.constantFrom(null, 'override'),
      origin: fc.record(place, plain),
    };
    const change = fc.record(parts, plain);
    const made = fc.tuple(labels, change).map(([label, part]) => tag(label, 'exchange', part));
    const shuffled = fc
      .array(made, { minLength: 1, maxLength: 8 })
      .chain((tags) =>
        fc.tuple(
          fc.constant(tags),
          fc.shuffledSubarray(tags, { minLength: tags.length, maxLength: tags.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([tags, other]) => {
        assert.deepEqual(nameOf(tags), nameOf(other));
      }),
    );
  });

  test('can be overridden by a person, also to none', () => {
    const strong = tag('Binance 14', 'exchange', { grade: 'G1' });
    const other = tag('Kraken 5', 'exchange', { grade: 'G8', level: 'override' });
    assert.equal(nameOf([strong, other])?.entity, 'Kraken');
    const none = tag('contested: not an exchange', '', { grade: 'G8', level: 'override' });
    const name = nameOf([strong, none]);
    assert.deepEqual([name?.entity, name?.entityType, name?.decided], [null, null, true]);
    assert.equal(name?.rule, 'continue');
    assert.equal(name?.contested, true);
    assert.deepEqual(name?.others, [strong]);
  });

  test('of an address that nobody can hold is no owner, whatever tags say', () => {
    const holders = [
      ZERO,
      `0x${'0'.repeat(39)}9`,
      `0x${'0'.repeat(36)}18fe`,
      `0x${'0'.repeat(36)}dead`,
    ];
    for (const holder of holders) {
      const faucet = tag('maker_FAUCET', 'defi_lending', { holder, grade: 'G2' });
      const listed = tag('USDT_blacklisted', 'black_list', { holder, states: [BLACKLISTED] });
      const name = createNames([faucet, listed]).nameOf(ETHEREUM, holder);
      assert.deepEqual([name?.entity, name?.entityType, name?.rule], [null, 'burn', 'stop']);
      assert.deepEqual([name?.conduct, name?.others.length], [[], 2]);
    }
    const names = createNames([]);
    assert.equal(names.nameOf(ETHEREUM, ZERO)?.entityType, 'burn');
    assert.equal(
      names.nameOf('tron:0x2b6653dc', 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb')?.entityType,
      'burn',
    );
    assert.equal(names.nameOf(ETHEREUM, `0x${'0'.repeat(26)}1fc24fe892306`), null);
  });

  test('is not given by a blacklist, which only adds its state', () => {
    const listed = tag('USDT_blacklisted', 'black_list', { grade: 'G1', states: [BLACKLISTED] });
    const alone = nameOf([listed]);
    assert.deepEqual([alone?.entity, alone?.entityType, alone?.rule], [null, null, 'continue']);
    assert.deepEqual([alone?.conduct, alone?.severity], [[], 'INFO']);
    const graded = [{ ...BLACKLISTED, grade: 'G1' }];
    assert.deepEqual(alone?.states, graded);
    const router = tag('MetaMask: Swap Router', 'dex-or-protocol', { grade: 'G8' });
    const both = nameOf([listed, router]);
    assert.deepEqual([both?.entity, both?.rule], ['MetaMask', 'pass-through']);
    assert.deepEqual([both?.states, both?.contested], [graded, false]);
  });

  test('of an attacker is a person with a conduct, never a stop', () => {
    const name = nameOf([tag('LI.FI Exploiter 10', 'exchange')]);
    assert.deepEqual([name?.entity, name?.entityType], [null, 'person.eoa']);
    assert.deepEqual([name?.rule, name?.conduct], ['continue', ['stolen_funds']]);
    assert.equal(name?.severity, 'SEVERE');
    assert.equal(nameOf([tag('Hacker', '', { grade: 'G8' })])?.severity, 'MEDIUM');
  });

  test('holds between the times that its tag states', () => {
    const old = tag('Binance 14', 'exchange', { firstSeen: 1000, lastSeen: 2000 });
    const now = tag('Kraken 5', 'exchange', { grade: 'G8', firstSeen: 3000 });
    assert.equal(nameOf([old, now], 1500)?.entity, 'Binance');
    assert.equal(nameOf([old, now], 3000)?.entity, 'Kraken');
    assert.equal(nameOf([old, now], 2500), null);
    assert.equal(nameOf([old, now])?.entity, 'Binance');
    assert.deepEqual(nameOf([old, now], 3000)?.others, [old]);
  });

  test('carries a sanction for its span, closed by the delisting', () => {
    const open = {
      state: 'sanctioned',
      by: 'OFAC',
      from: '2022-08-08',
      to: null,
      reference: 'https://home.treasury.gov/x/20220808',
      confirmed: false,
    } as const;
    const router = tag('Tornado.Cash: Router', 'mixer', { states: [open] });
    const at = (day: string) => nameOf([router], Date.parse(day) / 1000);
    assert.deepEqual(
      at('2023-01-01')?.states.map(({ from, to }) => [from, to]),
      [['2022-08-08', '2025-03-21']],
    );
    assert.equal(at('2023-01-01')?.severity, 'SEVERE');
    assert.equal(at('2025-03-21')?.severity, 'HIGH');
    assert.equal(at('2022-01-01')?.severity, 'HIGH');
    assert.equal(nameOf([router])?.severity, 'HIGH');
    const plain = nameOf([tag('Tornado.Cash: Router', 'mixer')]);
    assert.deepEqual([plain?.states.length, plain?.rule], [1, 'fork']);
  });
});
