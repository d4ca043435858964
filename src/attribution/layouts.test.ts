import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import type { Declaration } from './addressList.ts';
import { publisherOf } from './publishers.ts';
import { isActorPack, layoutOf, readLayout } from './recognise.ts';
import { readActorPack } from './tagpack.ts';
import type { TagFile } from './tags.ts';

const A = `0x${'a1'.repeat(20)}`;
const B = `0x${'b2'.repeat(20)}`;
const POOL = '12dRugNcdxK39288NjcDV4GX7rMsKCGn6B';

function read(name: string, text: string, declared: Partial<Declaration> = {}): TagFile {
  const layout = layoutOf(name, text);
  assert.ok(layout, `${name} is of no layout`);
  const whole = { chain: 'ethereum', source: 's', category: 'scam', ...declared };
  return readLayout(layout, name, text, { declared: whole, actors: new Map() });
}

/** Layout, and for each tag what it came to. */
function brief({ layout, tags }: TagFile): unknown {
  const parts = tags.map(({ holder, label, entityType, conduct }) => [
    holder,
    label,
    entityType,
    conduct.join(),
  ]);
  return [layout, parts];
}

describe('a file of tags is known by its beginning', () => {
  test('Forta: lists, contracts and their creators', () => {
    const list = `banned_address,wallet_tag,data_source\n${A},Fake_Phishing1,etherscan-phish-hack-list\n`;
    assert.deepEqual(brief(read('a.csv', list)), [
      'forta',
      [[A, 'Fake_Phishing1', 'person.eoa', 'drainer']],
    ]);
    const contracts =
      'contract_address,contract_tag,contract_creator,contract_creator_tag,notes,contract_creator_etherscan_label,new\n' +
      `${A},,${B},X Exploiter 2,Pickle Finance Hack,exploit,\n${B},,,,,,\n`;
    const read_ = read('b.csv', contracts);
    assert.deepEqual(
      read_.tags.map(({ holder, label }) => [holder, label]),
      [
        [B, 'X Exploiter 2'],
        [A, 'Pickle Finance Hack'],
      ],
    );
    assert.deepEqual(
      read_.warnings.map(({ code, line }) => [code, line]),
      [['empty', 3]],
    );
  });

  test('Tutela: not legitimate is no conduct', () => {
    const text =
      'address,name,account_type,entity,legitimacy,tags\n' +
      `${A}, Parity wallet,contract,,0,parity bug\n${B}, m2020.me,eoa,,0,scamming\n`;
    const { tags } = read('known.csv', text);
    assert.deepEqual(
      tags.map(({ conduct }) => conduct),
      [[], ['scam']],
    );
    assert.equal(tags[1]?.label, 'm2020.me');
    const pools = read('pools.csv', `${A},DAI,100,dai100\n${B},ETH,1,eth1\n`);
    assert.deepEqual(brief(pools), [
      'tornado-pools',
      [
        [A, 'Tornado.Cash: 100 DAI', 'mixer.pool', ''],
        [B, 'Tornado.Cash: 1 ETH', 'mixer.pool', ''],
      ],
    ]);
  });

  test('darklist and name tags', () => {
    const dark = read(
      'd.csv',
      `address,comment,date\n${A},Phishing MEW,2018-11-06\n${B},ICO,7/18/17\n`,
    );
    assert.deepEqual(
      dark.tags.map(({ conduct, sourceDate }) => [conduct[0], sourceDate]),
      [
        ['drainer', '2018-11-06'],
        ['scam', null],
      ],
    );
    const heist = read('h.csv', `\ufeffAddress,Name Tag\n${A},？？？\n${B},Akropolis Hacker 1\n`, {
      category: 'heist',
    });
    assert.deepEqual(brief(heist), [
      'name-tags',
      [[B, 'Akropolis Hacker 1', 'person.eoa', 'stolen_funds']],
    ]);
  });

  test('addresses by site: a name that is no host is a label', () => {
    const text = JSON.stringify({ 'a.example': [A, 7], 'Wallet attacker': [B], 'b.example': {} });
    const file = read('x.json', text, { category: 'phishing' });
    assert.deepEqual(brief(file), [
      'addresses-by-site',
      [
        [A, 'a.example', 'person.eoa', 'drainer'],
        [B, 'Wallet attacker', 'person.eoa', 'stolen_funds'],
      ],
    ]);
    assert.deepEqual(file.warnings.map(({ code }) => code).sort(), ['address', 'tag']);
    assert.equal(layoutOf('x.json', '{"allow": ["a.example"], "deny": []}'), null);
  });

  test('mining pools', () => {
    const pool = {
      id: 61,
      name: 'AntPool',
      addresses: [POOL],
      tags: [],
      link: 'https://a.example',
    };
    const { tags } = read('antpool.json', JSON.stringify(pool, null, 2), { chain: 'bitcoin' });
    assert.deepEqual([tags[0]?.entityType, tags[0]?.url], ['miner_validator', 'https://a.example']);
  });

  test('CryptoScamDB: the form says the chain, and a broken entry breaks the file', () => {
    const entry = (name: string) =>
      `- name: ${name}\n  url: http://${name}\n  category: Phishing\n  subcategory: Mew\n`;
    const coins = `  addresses:\n    ETH:\n    - "${A}"\n    - ${POOL}\n`;
    const text = `---\n${entry('a.example')}${coins}${entry('b.example')}`;
    const { tags, rows } = read('urls.yaml', text);
    assert.equal(rows, 2);
    assert.deepEqual(
      tags.map(({ chain, conduct }) => [chain.split(':')[0], conduct[0]]),
      [
        ['eip155', 'drainer'],
        ['bip122', 'drainer'],
      ],
    );
    const broken = `${text}  reporter: x\n  - name: c.example\n`;
    assert.throws(() => read('urls.yaml', broken), /urls\.yaml, line 15: expected YAML/);
    const stray = `---\n${entry('a.example')}x: 1\n`;
    assert.throws(() => read('urls.yaml', stray), /line 6/);
    const bomb = `- name: &a x\n  category: [*a, *a]\n`;
    assert.throws(() => read('urls.yaml', bomb), /named nodes/);
  });

  test('FollowTheMoney: wallets with their holder and the list that designates', () => {
    const wallet = {
      id: 'w',
      schema: 'CryptoWallet',
      caption: POOL,
      properties: { publicKey: [POOL], currency: ['XBT'], holder: ['p'], topics: ['sanction'] },
      datasets: ['us_ofac_sdn', 'il_mod_crypto', 'ransomwhere'],
      first_seen: '2024-01-02T03:04:05',
    };
    const person = { id: 'p', schema: 'Person', caption: 'A Person', properties: {} };
    const text = `${JSON.stringify(wallet)}\n${JSON.stringify(person)}\n`;
    const [tag] = read('e.json', text).tags;
    assert.deepEqual([tag?.holder, tag?.label, tag?.sourceDate], [POOL, 'A Person', '2024-01-02']);
    assert.deepEqual(
      tag?.states.map(({ state, by, confirmed }) => [state, by, confirmed]),
      [
        ['sanctioned', 'OFAC', false],
        ['seized', 'Israel NBCTF', false],
      ],
    );
    assert.deepEqual(tag?.conduct, []);
    assert.throws(() => read('e.json', `${text}{"id": "x"`), /e\.json, line 3: expected one JSON/);
  });

  test('a bare array needs a declaration, and proves no sanction', () => {
    const text = `["${A}"]`;
    assert.throws(() => read('l.json', text, { source: '' }), /--source/);
    const place = 'sanctions/fbi/src/blocked-wallets/blocklist.json';
    assert.equal(publisherOf(place)?.flaggedBy, 'Threshold Network');
    assert.throws(() => read('l.json', text, { category: 'sanction' }), InputError);
  });

  test('what is none', () => {
    for (const [name, text] of [
      ['a.csv', 'Event,year,Amount stolen\n'],
      ['a.json', '{"version": 2, "fuzzylist": ["a"]}'],
      ['a.json', '[1, 2]'],
      ['a.yaml', 'name: x\n'],
      ['a.csv', ''],
    ] as const) {
      assert.equal(layoutOf(name, text), null, text);
    }
  });
});

describe('an ActorPack', () => {
  test('that goes in circles, or is a bomb, is refused or read without them', () => {
    const circle = 'title: t\nactors: &a\n- id: x\n  label: X\n  categories: *a\n';
    assert.ok(isActorPack('actors.yaml', circle));
    const pack = (): unknown => [...readActorPack('actors.yaml', circle).values()];
    try {
      assert.deepEqual(pack(), [{ id: 'x', name: 'X', categories: [] }]);
    } catch (error) {
      assert.ok(error instanceof InputError);
    }
    const levels = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &b${i + 1} [${`*b${i},`.repeat(9)}]`,
    );
    const bomb = `b0: &b0 x\n${levels.join('\n')}\nactors:\n- id: *b9\n`;
    assert.throws(() => readActorPack('actors.yaml', bomb), InputError);
  });
});
