import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostile } from '../../test/browser/hostile.ts';
import { syntheticResult } from '../../test/browser/synthetic.ts';
import type { TraceResult } from '../trace/result.ts';
import { progressLine, renderAnswer } from './answer.ts';
import { pad, row, widthOf, wrap } from './answer-terminal.ts';

const result = syntheticResult({ holders: 600 });
const plain = { width: 80, color: false, seconds: 1.234 };

describe('the answer on a terminal', () => {
  test('fits 80 columns, and the terminal where that is wider', () => {
    for (const width of [40, 80, 100, 132, 400]) {
      const lines = renderAnswer(result, { ...plain, width }).split('\n');
      const most = Math.max(80, Math.min(120, width));
      for (const line of lines) assert.ok(widthOf(line) <= most, `${widthOf(line)}: ${line}`);
      assert.ok(lines.length <= 52, `${lines.length} lines`);
    }
  });

  test('says what matters', () => {
    const files = [{ what: 'page', path: '/cases/1/trace.html' }];
    const text = renderAnswer(result, { ...plain, files });
    for (const words of [
      'WHERE THE MONEY IS',
      'WHO CAN ACT NOW',
      'WHAT IS NOT KNOWN',
      'Not found is not clean',
      'difference 0',
      '1.23 s',
      '/cases/1/trace.html',
      '1  ',
      'Tether can',
    ]) {
      assert.ok(text.includes(words), words);
    }
    assert.match(text, /and \d+ more places worth \$[\d,]+/);
  });

  test('has no colour unless it is wanted', () => {
    assert.doesNotMatch(renderAnswer(result, plain), /\u001b/);
    assert.match(renderAnswer(result, { ...plain, color: true }), /\u001b\[1m/);
  });

  test('nothing in the data steers the terminal or breaks a line', () => {
    const hurt = syntheticResult({ holders: 60, change: hostile });
    const text = renderAnswer(hurt, { ...plain, files: [{ what: 'page', path: '/a\u001b[2J' }] });
    assert.doesNotMatch(text, /[^\n\P{Cc}]|\p{Cf}/u);
    for (const line of text.split('\n')) assert.ok(widthOf(line) <= 80, line);
  });

  test('without prices it speaks of units, and not of $0', () => {
    const change = (made: TraceResult): TraceResult => ({
      ...made,
      stolen: made.stolen.map((row) => ({ ...row, usd: null })),
      hops: made.hops.map((hop) => ({ ...hop, usd: null })),
      destinations: made.destinations.map((place) => ({ ...place, usd: null })),
      summary: {
        ...made.summary,
        stolenUsd: null,
        atServicesUsd: null,
        heldUsd: null,
        notCoveredUsd: null,
        freezableUsd: null,
        unknownUsd: null,
      },
    });
    const text = renderAnswer(syntheticResult({ holders: 60, change }), plain);
    assert.match(text, /Held +[\d,.]+ \w+/);
    assert.match(text, /Unknown +unknown/);
  });

  test('where only some assets have a price it says at least how much', () => {
    const change = (made: TraceResult): TraceResult => ({
      ...made,
      summary: { ...made.summary, stolenUsd: null },
    });
    const text = renderAnswer(syntheticResult({ holders: 60, change }), plain);
    assert.match(text, /Stolen +≥ \$[\d,]+ +[\d,.]+ ETH/);
    assert.match(text, /At services +\$[\d,]+ /);
  });
});

test('a line of progress fits', () => {
  const state = {
    hops: 12_345,
    holders: 678,
    placedUsd: '12.00',
    stolenUsd: '100.00',
    seconds: 1.2,
  };
  assert.equal(progressLine(state), '1.2 s · 12,345 hops · 678 holders · placed $12 (12 %)');
  assert.ok(widthOf(progressLine(state, 20)) <= 20);
  assert.match(progressLine({ ...state, placedUsd: null }), /placed unknown/);
});

describe('columns', () => {
  test('wide and combining characters are counted as the terminal shows them', () => {
    assert.equal(widthOf('交易所'), 6);
    assert.equal(widthOf('e\u0301'), 1);
    assert.equal(pad('交易所', 5), '交易…');
  });

  test('cells fill the row, words are broken only where they must be', () => {
    assert.equal(
      row(12, [
        { text: 'ab', grow: true },
        { text: '1', width: 3, right: true },
      ]),
      'ab         1',
    );
    assert.deepEqual(wrap('aaa bbb ccc', 7), ['aaa bbb', 'ccc']);
    assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  });
});
