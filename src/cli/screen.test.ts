import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hue as call } from '../../test/hue.ts';
import { folder } from '../../test/scenarios/folder.ts';
import { type ScreenAnswer, screenAnswerSchema } from '../screen/answer.ts';

const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const TEXT = '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320';
const EXCHANGE = '0x28C6c06298d514Db089934071355E5743bf21d60';
const NOBODY = '0x1234567890123456789012345678901234567890';
const EMPTY = Array.from({ length: 7 }, () => '-0- ').join(',');
const CURRENCY = 'Digital Currency Address';
const REMARKS = `${CURRENCY} - ETH ${LISTED}; alt. ${CURRENCY} - XMR ${TEXT}.`;

/** A home with one list, of today, and one tag; and `hue` in it. */
async function home() {
  const cwd = folder({
    'sdn.csv': [
      `30001,"KHARITONOV, Oleg Petrovich","individual","CYBER2",${EMPTY},"${REMARKS}"`,
      `30002,"ZARYA SHIPPING COMPANY","-0- ","SDGT",${EMPTY},-0- `,
      '',
    ].join('\r\n'),
    'alt.csv': '30001,1,"aka","HARITONOV, Oleg",-0- \r\n',
    'add.csv': '30001,1,-0- ,-0- ,"Russia",-0- \r\n',
    'sdn_comments.csv': '',
    'tags.csv': [
      'chain,address,entity,category,source,grade,date',
      `ethereum,${EXCHANGE},Binance,exchange,made for the test,G3,2024-01-01`,
      '',
    ].join('\n'),
    'hue.config.ts': `export default { lists: {
      'ofac-consolidated': { on: false }, 'eu-fsf': { on: false }, uk: { on: false },
      un: { on: false },
    } };`,
    'none.json': '{"name":"nothing","rules":[]}',
    'wide.json': '{"name":"x","rules":[{"id":"a","action":"burn","reason":"r","when":{}}]}',
  });
  const hue = async (...words: string[]) => {
    const run = await call(cwd, words, { HUE_HOME: join(cwd, 'home'), COLUMNS: '80' });
    ok(!/\n\s+at /.test(run.err), run.err);
    return run;
  };
  mkdirSync(join(cwd, 'home'));
  const day = new Date().toISOString().slice(0, 10);
  const files = ['sdn.csv', 'alt.csv', 'add.csv', 'sdn_comments.csv'];
  const lists = await hue('lists', 'import', 'ofac-sdn', ...files, '--date', day);
  equal(lists.code, 0, lists.err);
  const tags = await hue('tags', 'import', 'tags.csv');
  equal(tags.code, 0, tags.err);
  return { cwd, hue };
}

const answersIn = (path: string): ScreenAnswer[] => {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => screenAnswerSchema.parse(JSON.parse(line)));
};

const { cwd, hue } = await home();

test('screens addresses, names and files by what was imported', async () => {
  const one = await hue('screen', LISTED.slice(2).toUpperCase());
  equal(one.code, 0, one.err);
  match(one.out, /^0x098B716B8Aaf21512996dC57EB0615e2383E2f96 +BLOCK\n/);
  match(one.out, /under\s+KHARITONOV, Oleg Petrovich \(30001\)/);
  ok(!one.out.includes(cwd));

  const asked = [
    ...['address', LISTED.toLowerCase(), 'KHARITONOV, Oleg', 'Харитонов Олег', TEXT, NOBODY],
    ...[EXCHANGE, EXCHANGE, `${LISTED.slice(0, -1)}`, '=HYPERLINK("x")', ''],
  ];
  writeFileSync(join(cwd, 'many.txt'), asked.join('\n'));
  const out = join(cwd, 'many.jsonl');
  const whole = await hue(
    'screen',
    '--file',
    'many.txt',
    '--json',
    'many.jsonl',
    '--csv',
    'many.csv',
  );
  equal(whole.code, 65);
  match(whole.out, /^7 screened: 2 block, 2 hold, 0 review, 3 allow\.\n1 repeated/);
  match(whole.out, /1 line could not be screened:\n {2}line 9: address: /);
  const answers = answersIn(out);
  deepEqual(
    answers.map(({ knowledge, decision }) => [knowledge, decision.rule]),
    [
      ['found', 'listed'],
      ['found', 'name-sure'],
      ['found', 'name-sure'],
      ['found', 'listed'],
      ['not_found', 'none'],
      ['found', 'none'],
      ['not_found', 'none'],
    ],
  );
  match(answers[4]?.decision.reason ?? '', /not clean/);
  match(readFileSync(join(cwd, 'many.csv'), 'utf8'), /\r\n"'=HYPERLINK\(""x""\)",/);

  // a run that was stopped in the middle of a line goes on; other rules ask again
  const text = readFileSync(out, 'utf8');
  writeFileSync(out, text.slice(0, text.indexOf('\n') + 300));
  await hue('screen', '--file', 'many.txt', '--json', 'many.jsonl');
  equal(readFileSync(out, 'utf8'), text);
  appendFileSync(out, 'my own notes');
  const strange = await hue('screen', '--file', 'many.txt', '--json', 'many.jsonl');
  deepEqual([strange.code, strange.out], [65, '']);
  equal(readFileSync(out, 'utf8'), `${text}my own notes`);
  writeFileSync(out, text);

  const replayed = await hue('screen', '--replay', 'many.jsonl', '--rules', 'none.json');
  match(replayed.out, /^block → allow {2}0x098b716b8aaf21512996dc57eb0615e2383e2f96 {2}none: /);
  match(replayed.out, /\n4 of 7 decisions would change\.\n$/);
  const again = await hue(
    'screen',
    '--file',
    'many.txt',
    '--json',
    'many.jsonl',
    '--rules',
    'none.json',
  );
  match(again.out, /^7 screened: 0 block.*\n.*\n7 earlier answers rested on something else/);
  const last = await hue('screen', '--replay', 'many.jsonl', '--rules', 'none.json');
  equal(last.out, '0 of 7 decisions would change.\n');
});

test('answers as a vendor does, and says what is wrong with a question', async () => {
  const shaped = JSON.parse((await hue('screen', '--shape', 'chainalysis', LISTED)).out);
  equal(shaped.identifications[0].category, 'sanctions');
  const trm = await hue('screen', '--shape', 'trm', EXCHANGE);
  deepEqual(JSON.parse(trm.out), [{ address: EXCHANGE, isSanctioned: false }]);
  writeFileSync(join(cwd, 'bytes.txt'), Buffer.from([0xff, 0xfe, 0x41, 0x00]));
  for (const [words, wanted] of [
    [['--file', 'bytes.txt', '--json', 'o'], /--file: expected text in UTF-8/],
    [['--rules', 'wide.json', NOBODY], /wide\.json, field rules\.0\.action: expected one of/],
    [['--depth', 'x', NOBODY], /--depth: expected a number of hops/],
    [['--chain', 'nosuch', NOBODY], /--chain: expected/],
    [[`${'ab'.repeat(31)}00`], /a ledger that knows the transaction/],
  ] as const) {
    const run = await hue('screen', ...words);
    deepEqual([run.code, run.out], [65, '']);
    match(run.err, wanted);
  }
});
