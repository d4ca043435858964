import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { InputError } from '../base/errors.ts';
import { readActorPack, readTagPack } from './tagpack.ts';
import { readPack } from './tagpackYaml.ts';

const EVM = '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b';
const OTHER = '0x722122df12d4e14e13ac3b6895a86e84145b6967';

function read(text: string) {
  return readTagPack('pack.yaml', text);
}

describe('a TagPack', () => {
  test('gives its defaults to each tag, which may override them', () => {
    const { tags, rows, warnings } = read(`title: Tornado
creator: somebody
confidence: authority_data
category: mixing_service
label: tornado.cash
currency: ETH
lastmod: 2022-08-10
is_public: true
source: https://home.treasury.gov/policy-issues/financial-sanctions/recent-actions/20220808
tags:
- address: '${EVM}'
- address: ${OTHER}   # not quoted, and no number
  label: 'it''s: another'
  confidence: web_crawl
  category: gambling
`);
    assert.deepEqual(warnings, []);
    assert.equal(rows, 2);
    const [first, second] = tags;
    assert.deepEqual(
      [first?.entity, first?.entityType, first?.grade],
      ['Tornado Cash', 'mixer.pool', 'G2'],
    );
    assert.equal(first?.sourceDate, '2022-08-10');
    assert.equal(first?.shareable, true);
    assert.equal(first?.origin.line, 11);
    assert.deepEqual(first?.states[0], {
      state: 'sanctioned',
      by: 'OFAC',
      from: '2022-08-08',
      to: null,
      reference:
        'https://home.treasury.gov/policy-issues/financial-sanctions/recent-actions/20220808',
      confirmed: false,
    });
    assert.deepEqual([second?.holder, second?.label], [OTHER, "it's: another"]);
    assert.deepEqual([second?.grade, second?.level, second?.origin.line], ['G8', 'web_crawl', 12]);
  });

  test('keeps category, abuse and concepts, and maps them', () => {
    const { tags } = read(`title: t
label: x
network: ETH
currency: USDT
tags:
- address: '${EVM}'
  concepts: [exchange, hosted_wallet]
- address: '${OTHER}'
  category: service
  abuse: ransomware
`);
    assert.deepEqual(
      [tags[0]?.category, tags[0]?.entityType],
      ['exchange, hosted_wallet', 'cex.hot'],
    );
    assert.deepEqual([tags[1]?.entityType, tags[1]?.conduct], ['person.eoa', ['ransomware']]);
  });

  test('of a blacklist gives a state, and neither owner nor conduct', () => {
    const { tags } = read(`title: USDT blacklist
label: Binance 14
confidence: ledger_immanent
currency: ETH
category: black_list
tags:
- address: '${EVM}'
  context: '{"transaction": "0xab", "token": "USDT"}'
- address: '${OTHER}'
  context: 'no JSON'
`);
    const [first, second] = tags;
    assert.deepEqual([first?.entity, first?.entityType, first?.conduct], [null, null, []]);
    assert.deepEqual(
      [first?.states[0]?.by, first?.states[0]?.reference, first?.states[0]?.confirmed],
      ['USDT', '0xab', false],
    );
    assert.equal(second?.states[0]?.by, 'issuer not stated');
  });

  test('of an accusation lists nobody as sanctioned', () => {
    const pack = (source: string) => `title: t
label: Lazarus group
category: user
abuse: sanction
actor: lazarusgroup
confidence: authority_data
lastmod: 2023-08-28
currency: ETH
source: ${source}
tags:
- address: '${EVM}'
`;
    const fbi = read(pack('https://www.fbi.gov/news/sanctions')).tags[0];
    assert.deepEqual([fbi?.conduct, fbi?.states], [['dprk_attributed'], []]);
    const ofac = read(pack('https://www.treasury.gov/ofac/downloads/sdnlist.txt')).tags[0];
    assert.deepEqual([ofac?.conduct, ofac?.states.length], [['dprk_attributed'], 1]);
    assert.deepEqual(read(pack('https://treasury.gov.example/ofac')).tags[0]?.states, []);
  });

  test('with broken tags loses only these', () => {
    const { tags, warnings } = read(`title: t
label: x
currency: ETH
tags:
- address: '${EVM}'
- address: 'unclosed
  label: y
- just a text
- [1, 2]
-  address: '${OTHER}'
- address: '${OTHER}'
  address: '${EVM}'
- label: no address
- address: ['${EVM}']
- address: '${OTHER}'
  category: kingpin
  confidence: certain
  lastmod: 31.12.2020
`);
    assert.deepEqual(
      tags.map(({ origin }) => origin.line),
      [5, 10, 15],
    );
    const seen = warnings.map(({ code, field, line, count }) => [code, field, line, count]);
    assert.deepEqual(seen, [
      ['tag', 'tags', 6, 4],
      ['tag', 'address', 13, 2],
      ['category', 'category', 15, 1],
      ['grade', 'confidence', 15, 1],
      ['time', 'lastmod', 15, 1],
    ]);
  });

  test('may be indented, have CRLF, a byte order mark, comments, keys after its tags', () => {
    const text = `# a pack
title: t
label: x
tags: # all
  # first
  - address: "${EVM}"

    currency: ETH
  - address: >-
      ${OTHER}
    currency: ETH
creator: c
`;
    const { tags, warnings } = read(`\ufeff${text}`.replaceAll('\n', '\r\n'));
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      tags.map(({ holder }) => holder),
      [EVM, OTHER],
    );
  });

  test('with named nodes, or as one flow, is parsed whole', () => {
    const named = `title: t
base: &base
  label: x
  currency: ETH
tags:
- <<: *base
  address: '${EVM}'
`;
    assert.equal(read(named).tags[0]?.label, 'x');
    const flow = `{title: t, label: x, currency: ETH, tags: [{address: '${EVM}'}, 7]}`;
    const { tags, warnings } = read(flow);
    assert.deepEqual([tags.length, warnings.length], [1, 1]);
  });

  test('that is none is refused', () => {
    const texts = [
      '',
      'tags: 7',
      'title: t',
      '- a\n- b',
      'title: [\ntags:\n- address: x\n',
      '%YAML 9.9\n---\n{',
      'a: b: c\ntags:\n- address: x',
      '<html><body>404</body></html>',
    ];
    for (const text of texts) assert.throws(() => read(text), InputError, JSON.stringify(text));
  });

  test('cannot exhaust the reader', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i += 1) {
      const above = String.fromCharCode(96 + i);
      const name = String.fromCharCode(97 + i);
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${above}`).join(', ')}]`);
    }
    const small = `${bomb.join('\n')}\ntags:\n- address: *l\n`;
    assert.throws(() => read(small), InputError);
    const large = `${small}# ${'x'.repeat(10 * 1024 * 1024)}\n`;
    assert.throws(() => read(large), { found: /^"\d+ characters in another form"$/ });
    const deep = `title: ${'['.repeat(60_000)}\ntags:\n- address: x\n`;
    assert.throws(() => read(deep), InputError);
    const nested = `title: t\ntags:\n- address: ${'['.repeat(60_000)}\n`;
    assert.equal(read(nested).warnings.length, 1);
    assert.throws(() => read(`title: ${'x'.repeat(70_000)}\ntags:\n- a: b\n`), InputError);
  });

  test('reads plain entries as YAML does', () => {
    const scalar = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...` '":#-[]{},&*!|>%@\`?ab0x.`), maxLength: 12 }),
    );
    const key = fc.stringMatching(/^[a-z_]{1,8}$/);
    const { fields: entry } = fc.letrec<{ value: unknown; fields: object }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('fields')),
      fields: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4 }),
    }));
    const tags = fc.array(entry, { minLength: 1, maxLength: 4 });
    // lists stand deeper than their key, or right below it
    fc.assert(
      fc.property(tags, fc.boolean(), (list, indentSeq) => {
        const text = stringify({ title: 't', tags: list }, { indentSeq });
        assert.deepEqual(entriesOf(text), plain(list));
      }),
      { numRuns: 300 },
    );
  });

  test('reads no lines that YAML reads otherwise, or not at all', () => {
    const margin = fc.constantFrom('', '  ', '   ', '    ', '      ');
    const item = fc.constantFrom('', '', '- ', '-', '-   ');
    const words = ['a:', 'b:', 'a: x', 'b: "q"', "c: 'it''s'", 'x', '[]', 'a: []', 'x: y z', '#c'];
    const odd = ['a: # c', 'b:  x  ', 'c : d', 'e:f', 'a: "x', 'b: x: y', 'a: |', 'x - y', ''];
    const line = fc.tuple(margin, item, fc.constantFrom(...words, ...odd)).map((it) => it.join(''));
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = `title: t\ntags:\n- id: z\n${lines.map((it) => `  ${it}\n`).join('')}`;
        const entries = entriesOf(text);
        if (entries === null) return;
        read += 1;
        const whole = parse(text, { schema: 'failsafe' }) as { tags: unknown };
        assert.deepEqual(entries, plain(whole.tags), text);
      }),
      { numRuns: 1000 },
    );
    assert.ok(read > 30, `${read} were read`);
  });
});

/** Entries as plain data, in which an empty value is an empty text; null if one is broken. */
function entriesOf(text: string): unknown {
  try {
    const fields = readPack('p', text, 'tags').entries.map((entry) => entry.fields);
    return fields.includes(null) ? null : plain(fields);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item) => item ?? ''));
}

describe('an ActorPack', () => {
  test('gives names and kinds by id', () => {
    const actors = readActorPack(
      'actors.yaml',
      `%YAML 1.1
---
title: Actors
actors:
- id: '01'
  label: 0.One
  categories:
  - defi_dex
- label: no id
- id: bgogo
  label: Bgogo
  categories: [exchange]
`,
    );
    assert.deepEqual([...actors.keys()], ['01', 'bgogo']);
    assert.deepEqual(actors.get('01'), { id: '01', name: '0.One', categories: ['defi_dex'] });
    const pack = `title: t
currency: ETH
tags:
- address: '${EVM}'
  label: Bgogo 1
  actor: bgogo
`;
    const tag = readTagPack('p.yaml', pack, actors).tags[0];
    assert.deepEqual([tag?.entity, tag?.entityType], ['Bgogo', 'cex.hot']);
  });
});
