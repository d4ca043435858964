import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { hostile } from '../../../test/browser/hostile.ts';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import type { TraceResult } from '../../trace/result.ts';
import { type Packed, unpack } from './page/pack.ts';
import { renderPage } from './page.ts';

const result = syntheticResult({ holders: 60 });
const html = renderPage(result);

function embedded(page: string): unknown {
  const json = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page)?.[1];
  return unpack(JSON.parse(json ?? '') as Packed);
}

test('the same result gives the same bytes', () => {
  assert.equal(renderPage(syntheticResult({ holders: 60 })), html);
});

test('the page holds the whole result', () => {
  assert.deepEqual(embedded(html), result);
});

test('the policy allows the own script and style, by digest, and nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const rules = new Map(
    policy
      .replaceAll('&#39;', "'")
      .split('; ')
      .map((rule) => {
        const [name = '', ...values] = rule.split(' ');
        return [name, values.join(' ')];
      }),
  );
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  assert.equal(rules.get('default-src'), "'none'");
  assert.equal(rules.get('script-src'), `'sha256-${hash('sha256', script, 'base64')}'`);
  assert.equal(rules.get('style-src'), `'sha256-${hash('sha256', style, 'base64')}'`);
  assert.equal(rules.get('require-trusted-types-for'), "'script'");
});

test('no address of the network is in it', () => {
  const text = html.replace('http://www.w3.org/2000/svg', '');
  assert.equal(/\b(?:https?|wss?|ftp):\/\/.{20}/.exec(text)?.[0], undefined);
  assert.equal(/\s(?:src|href)="(?!#|data:,").{20}/.exec(text)?.[0], undefined);
});

test('hostile text is text', () => {
  const change = (made: TraceResult) => hostile(made);
  const hurt = syntheticResult({ holders: 60, change });
  const page = renderPage(hurt);
  assert.equal(page.match(/<script/g)?.length, 2);
  const bad = /<img|<iframe|[\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u.exec(page);
  assert.equal(bad?.[0], undefined);
  assert.deepEqual(embedded(page), hurt);
});

test('what is not known is said so, and is not 0', () => {
  const change = (made: TraceResult): TraceResult => ({
    ...made,
    stolen: made.stolen.map((row) => ({ ...row, usd: null })),
    hops: made.hops.map((hop) => ({ ...hop, usd: null })),
    destinations: made.destinations.map((place) => ({ ...place, usd: null })),
    summary: { ...made.summary, stolenUsd: null, freezableUsd: null, unknownUsd: null },
  });
  const page = renderPage(syntheticResult({ holders: 40, change }));
  assert.ok(/\(worth unknown: no price was given\)/.test(page));
  assert.ok(/class="big unknown">unknown</.test(page));
  assert.ok(/No price is known: width is units/.test(page));
});

test('an empty trace is no finding that nothing is there', () => {
  const change = (made: TraceResult): TraceResult => ({
    ...made,
    holders: [],
    hops: [],
    destinations: [],
    seeds: [],
    stolen: [],
    certificate: [],
    policies: [],
    noise: [],
    coverage: { statements: [], cuts: [], gaps: [] },
  });
  const page = renderPage(syntheticResult({ holders: 20, change }));
  assert.ok(/not a finding that nothing is there/.test(page));
  assert.ok(/Nobody is known who could stop any of it/.test(page));
});
