import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { DATA, needsData } from '../../../test/needs.ts';
import { openCase } from '../case.ts';
import { investigate } from '../investigate.ts';
import { gistOf, gistSchema } from './gist.ts';

test('a gist is bounded, whatever the result', () => {
  const small = gistOf(syntheticResult({ holders: 20 }));
  deepEqual(gistSchema.parse(small), small);
  const large = syntheticResult({ holders: 5000 });
  const gist = gistOf(large);
  ok(JSON.stringify(gist).length < 300_000);
  equal(gist.hops, large.hops.length);
  ok(gist.events.every(({ at }, i) => i === 0 || at >= (gist.events[i - 1]?.at ?? '')));
});

test('case 10: what happened when', { skip: needsData('cases/public') }, async () => {
  const result = await investigate(
    openCase(join(DATA, 'cases/public/10-discord-x-phishing-2022.json')),
    {},
  );
  const { events, coverage, headline } = gistOf(result);
  equal(events[0]?.at, '2022-06-28T20:02:03.000Z');
  match(events[0]?.text ?? '', /^Theft: 31,262\.58 USD was taken$/);
  ok(events.some(({ text }) => /reached Tornado Cash: in mix$/.test(text)));
  equal(coverage.gaps.length, 5);
  match(headline, /^\$574,656 stolen/);
});
