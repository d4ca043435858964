import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { syntheticResult } from '../../test/browser/synthetic.ts';
import { DATA, needsData } from '../../test/needs.ts';
import type { TraceResult } from '../trace/result.ts';
import { readZip } from './bundle/zip.ts';
import { openCase } from './case.ts';
import { investigate } from './investigate.ts';
import { type VictimAnswer, victimAnswer, victimAnswerSchema } from './victim.ts';
import { policePack } from './victim-pack.ts';
import { HOW_STOLEN } from './victim-steps.ts';

/** Words of the trade, and what no victim should have to look up. */
const JARGON = /\b(lots?|hops?|haircut|fifo|poison|UTXO|EOA|dust|fan-out|taint|seeds?|policy)\b/i;

function texts(answer: VictimAnswer): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(answer);
  return found;
}

describe('the answer for a victim', () => {
  test('fits its schema and is plain, however it was stolen', () => {
    const result = syntheticResult({ holders: 40 });
    for (const how of HOW_STOLEN) {
      const answer = victimAnswer(result, how);
      deepEqual(victimAnswerSchema.parse(answer), answer);
      for (const text of texts(answer)) doesNotMatch(text, JARGON);
      equal(answer.steps[0]?.when, 'now');
    }
  });

  test('where nothing was found that is said, and not that nothing was stolen', () => {
    const full = syntheticResult({ holders: 5 });
    const nothing = { stolen: [], seeds: [], hops: [], destinations: [], holders: [] };
    const answer = victimAnswer({ ...full, ...nothing }, 'unknown');
    match(answer.headline, /not the same as nothing having been stolen/);
    deepEqual(answer.ask, []);
    match(answer.more ?? '', /no place/);
  });

  test('names from outside stay text', () => {
    const result = syntheticResult({ holders: 20 });
    const name = { label: '<b>\u202eevil http://x', entity: null, type: 'cex.hot' };
    const [place] = result.destinations;
    ok(place);
    const named = { ...place, name: { ...place.name, ...name } } as typeof place;
    const answer = victimAnswer({ ...result, destinations: [named] }, 'unknown');
    match(answer.now[0]?.where ?? '', /\[U\+202E\]evil hxxp:/);
  });
});

describe('case 10: phished NFTs', { skip: needsData('cases/public') }, () => {
  let result: TraceResult;
  before(async () => {
    result = await investigate(
      openCase(join(DATA, 'cases/public/10-discord-x-phishing-2022.json')),
      {},
    );
  });

  test('says what was taken, where it is and who can act, in plain words', () => {
    const answer = victimAnswer(result, 'approval');
    match(
      answer.headline,
      /^\$574,656 was taken\. Binance, CoinSpot, Coinbase could still stop \$1,514 of/,
    );
    match(answer.happened.join(' '), /taken on 2022-06-28 20:02:03 UTC/);
    match(answer.happened.join(' '), /mixes the money of many people/);
    match(answer.now[0]?.where ?? '', /^Tornado Cash/);
    equal(answer.now[0]?.sure, false, 'a claim is not shown as known');
    match(answer.more ?? '', /^520 more places/);
    deepEqual(
      answer.ask.slice(0, 2).map(({ who }) => who),
      ['Binance', 'CoinSpot'],
    );
    match(
      answer.ask[0]?.quote.join(' ') ?? '',
      /^address 0x[0-9a-f]{40} transaction 0x[0-9a-f]{64}$/,
    );
    match(answer.steps[0]?.what ?? '', /revoke every approval/);
    match(answer.unknown.join(' '), /5 gaps/);
    for (const text of texts(answer)) doesNotMatch(text, JARGON);
  });

  test('the file for the police is whole, the same each time, and holds what was typed', () => {
    const answer = victimAnswer(result, 'approval');
    const pack = policePack(result, answer, '0x1ee2…, my NFTs');
    const files = readZip(pack, 'pack');
    deepEqual(
      files.map(({ name }) => name),
      [
        '1-read-this-first.txt',
        '2-the-trace.html',
        '3-where-it-is.csv',
        '4-transactions.csv',
        '5-for-programs.json',
        'SHA256SUMS',
      ],
    );
    const letter = Buffer.from(files[0]?.bytes ?? []).toString();
    match(letter, /What was given: 0x1ee2…, my NFTs/);
    match(letter, /WHO CAN ACT\n {2}- Binance:/);
    ok(Buffer.from(pack).equals(Buffer.from(policePack(result, answer, '0x1ee2…, my NFTs'))));
  });
});
